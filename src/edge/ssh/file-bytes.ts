import type { Client, ClientChannel, SFTPWrapper } from 'ssh2';
import type { FileRead } from '../../core/command.ts';
import { scpSource } from './scp-source.ts';

/** How a file ended: all of it came, the server refused it, or something came between. Messages are the server's words. */
export type FileEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'other-size'; readonly sizeBytes: number }
  | { readonly kind: 'cut'; readonly message: string };

/** The bytes of one file in order. Who stops early closes the channel; `stop` does it from outside. */
export type OpenFile = { readonly bytes: AsyncGenerator<Uint8Array, FileEnd>; readonly stop: () => void };

/**
 * Without a file in the server's words: it gives no further channel on this connection, or has no such service (`refused`).
 */
export type Opened =
  | { readonly file: OpenFile }
  | { readonly file: null; readonly refused: boolean; readonly message: string };

/** Opens a file for reading on a channel of its own. `gone` calls back when the connection is lost. */
export function openFile(
  client: Client,
  { via, path }: FileRead,
  sizeBytes: number,
  gone: (callback: () => void) => void,
): Promise<Opened> {
  return new Promise((resolve) => {
    gone(() => resolve({ file: null, refused: false, message: 'the connection was closed' }));
    const refused = ({ message }: Error): void =>
      resolve({ file: null, refused: !/channel open failure/i.test(message), message: message.slice(0, 200) });
    try {
      if (via === 'scp')
        client.exec(`scp -f ${path}`, (error, channel) => {
          if (error === undefined) resolve({ file: overScp(channel, sizeBytes) });
          else refused(error);
        });
      else
        client.sftp((error, sftp) => {
          if (error === undefined) resolve({ file: overSftp(sftp, path) });
          else refused(error);
        });
    } catch {
      // "Not connected": the close event is on its way.
    }
  });
}

const zero = Buffer.from([0]);

function overScp(channel: ClientChannel, sizeBytes: number): OpenFile {
  let said = '';
  channel.on('error', () => undefined);
  channel.stderr.on('data', (chunk: Buffer) => {
    if (said.length < 300) said += chunk.toString('latin1');
  });
  const acknowledge = (): void => {
    if (channel.writable) channel.write(zero);
  };
  async function* bytes(): AsyncGenerator<Uint8Array, FileEnd> {
    const read = scpSource();
    let begun = false;
    acknowledge();
    for await (const chunk of channel as AsyncIterable<Buffer>) {
      for (const event of read(chunk)) {
        switch (event.kind) {
          case 'acknowledge':
            acknowledge();
            break;
          case 'file':
            // Not acknowledged: the file is not what was listed, so that not a byte of it is wanted.
            if (event.sizeBytes !== sizeBytes) return { kind: 'other-size', sizeBytes: event.sizeBytes };
            begun = true;
            break;
          case 'data':
            yield event.bytes;
            break;
          case 'complete':
            acknowledge();
            return { kind: 'complete' };
          case 'error':
            return { kind: begun ? 'cut' : 'refused', message: event.message };
        }
      }
    }
    const message = said.replace(/[^\x20-\x7e]+/g, ' ').trim();
    if (begun) return { kind: 'cut', message: message === '' ? 'the channel was closed' : message.slice(0, 300) };
    return { kind: 'refused', message: message === '' ? 'the server answered nothing' : message.slice(0, 300) };
  }
  return { bytes: bytes(), stop: () => channel.destroy() };
}

/** One request waits at the server for each piece, so that a distant device does not stand idle between two. */
const pieceBytes = 32 * 1024;
const piecesAhead = 32;

function overSftp(sftp: SFTPWrapper, path: string): OpenFile {
  let lost: (error: Error) => void = () => undefined;
  const closed = new Promise<never>((_, reject) => {
    lost = reject;
  });
  closed.catch(() => undefined);
  sftp.on('error', () => undefined);
  sftp.on('close', () => lost(new Error('the channel was closed')));

  const open = (): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      sftp.open(path, 'r', (error, handle) => (error == null ? resolve(handle) : reject(error)));
    });
  const piece = (handle: Buffer, from: number): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const buffer = Buffer.allocUnsafe(pieceBytes);
      let have = 0;
      // A server may give less than it was asked for although the file goes on; only nothing is its end.
      const more = (): void =>
        sftp.read(handle, buffer, have, pieceBytes - have, from + have, (error, count) => {
          if (error != null) return reject(error);
          have += count;
          if (count === 0 || have === pieceBytes) resolve(buffer.subarray(0, have));
          else more();
        });
      more();
    });
  async function* bytes(): AsyncGenerator<Uint8Array, FileEnd> {
    let handle: Buffer;
    try {
      handle = await Promise.race([open(), closed]);
    } catch (error) {
      return { kind: 'refused', message: messageOf(error) };
    }
    const waiting: Promise<Buffer>[] = [];
    let asked = 0;
    try {
      for (;;) {
        while (waiting.length < piecesAhead) {
          const next = piece(handle, asked);
          next.catch(() => undefined);
          waiting.push(next);
          asked += pieceBytes;
        }
        const got = await Promise.race([waiting.shift() ?? closed, closed]);
        if (got.length > 0) yield got;
        if (got.length < pieceBytes) return { kind: 'complete' };
      }
    } catch (error) {
      return { kind: 'cut', message: messageOf(error) };
    } finally {
      sftp.end();
    }
  }
  const stop = (): void => {
    lost(new Error('the reading was stopped'));
    sftp.end();
  };
  return { bytes: bytes(), stop };
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/[^\x20-\x7e]+/g, ' ').slice(0, 300);
