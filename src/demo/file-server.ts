import ssh2, { type ServerChannel, type Session } from 'ssh2';

/** A file as a simulated device gives it away: what it announces, and the bytes that follow. */
export type ServedFile = {
  readonly sizeBytes: number;
  readonly bytes: Buffer;
  /** Cuts the channel after so many bytes. */
  readonly cutAfter?: number;
  /** Called when half of the bytes are sent. */
  readonly halfway?: () => void;
};

/** The file, or how its server refuses. */
export type FileServer = (path: string, via: 'scp' | 'sftp') => ServedFile | { readonly refusal: string };

/** Serves files for reading on the channels of one session; every other program is refused. */
export function serveFiles(session: Session, server: FileServer, seen: (command: string) => void): void {
  session.on('exec', (accept, reject, { command }) => {
    seen(command);
    const path = /^scp -f (\S+)$/.exec(command)?.[1];
    if (path === undefined) reject();
    else void overScp(accept(), server(path, 'scp'), path);
  });
  session.on('sftp', (accept) => overSftp(accept, server, seen));
}

async function overScp(channel: ServerChannel, file: ReturnType<FileServer>, path: string): Promise<void> {
  channel.on('error', () => undefined);
  const answered = answers(channel);
  const end = (status: number): void => {
    channel.exit(status);
    channel.end();
  };
  if (!(await answered())) return;
  if ('refusal' in file) {
    channel.write(file.refusal);
    end(1);
    return;
  }
  channel.write(`C0644 ${file.sizeBytes} ${path.slice(path.search(/[^:/]*$/))}\n`);
  if (!(await answered())) return;
  const half = Math.floor(file.bytes.length / 2);
  channel.write(file.bytes.subarray(0, Math.min(half, file.cutAfter ?? half)));
  file.halfway?.();
  channel.write(file.bytes.subarray(half, file.cutAfter));
  if (file.cutAfter === undefined) {
    channel.write(Buffer.from([0]));
    await answered();
  }
  end(0);
}

/** Resolves with true for each zero byte that the client sends, with false where it is gone. */
function answers(channel: ServerChannel): () => Promise<boolean> {
  let given = 0;
  let over = false;
  let wake: () => void = () => undefined;
  channel.on('data', (chunk: Buffer) => {
    given += chunk.length;
    wake();
  });
  channel.on('close', () => {
    over = true;
    wake();
  });
  return async () => {
    while (given === 0 && !over)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    given -= 1;
    return !over;
  };
}

function overSftp(accept: () => ssh2.SFTPWrapper, server: FileServer, seen: (command: string) => void): void {
  const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;
  const sftp = accept();
  const open: { readonly file: ServedFile; told: boolean }[] = [];
  sftp.on('error', () => undefined);
  sftp.on('OPEN', (id, path, flags) => {
    seen(`sftp open ${path}${flags === OPEN_MODE.READ ? '' : ' for writing'}`);
    const file = server(path, 'sftp');
    if ('refusal' in file) return sftp.status(id, STATUS_CODE.NO_SUCH_FILE, file.refusal);
    open.push({ file, told: false });
    sftp.handle(id, Buffer.from([open.length - 1]));
  });
  sftp.on('READ', (id, handle, offset, length) => {
    const entry = open[handle[0] ?? 0];
    if (entry === undefined) return sftp.status(id, STATUS_CODE.FAILURE);
    const { bytes, cutAfter = bytes.length, halfway } = entry.file;
    if (!entry.told && offset >= bytes.length / 2) {
      entry.told = true;
      halfway?.();
    }
    if (offset >= cutAfter && cutAfter < bytes.length) return sftp.end();
    if (offset >= bytes.length) return sftp.status(id, STATUS_CODE.EOF);
    // Less than was asked for, as servers may.
    sftp.data(id, bytes.subarray(offset, Math.min(cutAfter, offset + Math.min(length, 20_000))));
  });
  sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
}
