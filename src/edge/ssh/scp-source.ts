/** What the bytes of a server that runs `scp -f FILE` mean, one after the other. */
export type ScpEvent =
  /** The server waits for one zero byte. */
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'file'; readonly sizeBytes: number }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** The file was sent to its end, and the server says that it could read all of it. */
  | { readonly kind: 'complete' }
  /** In the server's words, at most 300 characters: before the data a refusal, behind it a file that could not be read. */
  | { readonly kind: 'error'; readonly message: string };

/** Longest control line; names have at most 255 bytes. */
const longestLine = 2048;

/**
 * Reads the protocol of `scp -f` for one file, pushed in pieces of any size. After `complete` and `error` nothing more is
 * read. The name that the server tells is not used; folders, a second file and whatever is no line of the protocol (a
 * CLI that answers `% Invalid input`) are errors. Source: scp.c of OpenSSH (`source`, `sink`).
 */
export function scpSource(): (chunk: Uint8Array) => readonly ScpEvent[] {
  let state: 'line' | 'data' | 'status' | 'over' = 'line';
  let line: number[] = [];
  let left = 0;

  const fail = (events: ScpEvent[], message: string): void => {
    state = 'over';
    events.push({ kind: 'error', message: message.slice(0, 300) });
  };

  /** One byte of a control line; a line that is complete is judged. */
  const lineByte = (byte: number, events: ScpEvent[]): void => {
    if (byte !== 0x0a && line.length < longestLine) {
      line.push(byte);
      return;
    }
    const text = Buffer.from(line).toString('latin1');
    line = [];
    const size = /^C[0-7]{4} (\d{1,15}) /.exec(text)?.[1];
    if (size !== undefined) {
      left = Number(size);
      state = left === 0 ? 'status' : 'data';
      events.push({ kind: 'file', sizeBytes: left }, { kind: 'acknowledge' });
    } else if (/^T\d{1,15} \d{1,9} \d{1,15} \d{1,9}$/.test(text)) events.push({ kind: 'acknowledge' });
    else if (/^D[0-7]{4} /.test(text)) fail(events, 'it is a folder');
    else fail(events, printable(text));
  };

  return (chunk) => {
    const events: ScpEvent[] = [];
    for (let at = 0; at < chunk.length && state !== 'over'; ) {
      if (state === 'data') {
        const bytes = chunk.subarray(at, at + left);
        at += bytes.length;
        left -= bytes.length;
        events.push({ kind: 'data', bytes });
        if (left === 0) state = 'status';
        continue;
      }
      const byte = chunk[at] ?? 0;
      at += 1;
      if (state === 'line') lineByte(byte, events);
      else if (byte === 0) {
        state = 'over';
        events.push({ kind: 'complete' });
      } else
        fail(
          events,
          `the server could not read it: ${printable(Buffer.from(chunk.subarray(at, at + 300)).toString('latin1'))}`,
        );
    }
    return events;
  };
}

/** Without the byte that marks an error, and without control characters. */
const printable = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 300);
