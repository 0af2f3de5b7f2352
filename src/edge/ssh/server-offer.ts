/**
 * What a server says in clear before the keys are exchanged (RFC 4253 4.2 and 7.1): its identification line and the
 * lists of its KEXINIT. ssh2 shows neither, so they are read from the bytes that pass by.
 */
export type ServerHello = {
  readonly identification: string | null;
  readonly kex: readonly string[];
  readonly hostKeys: readonly string[];
  readonly ciphers: readonly string[];
  readonly macs: readonly string[];
};

export const nothingSaid: ServerHello = { identification: null, kex: [], hostKeys: [], ciphers: [], macs: [] };

/** A KEXINIT has under 2 KiB; text before the identification may be longer, and garbage is endless. */
const limitBytes = 64 * 1024;
const kexInitNumber = 20;

/** Collects bytes until both are known or cannot come any more; `feed` says whether it wants more. */
export type HelloReader = { readonly feed: (chunk: Buffer) => boolean; readonly hello: () => ServerHello };

export function helloReader(): HelloReader {
  let seen: Buffer = Buffer.alloc(0);
  let hello = nothingSaid;
  let wantsMore = true;
  return {
    feed(chunk) {
      if (!wantsMore) return false;
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const read = readHello(seen);
      hello = read.hello;
      wantsMore = !read.complete && seen.length < limitBytes;
      if (!wantsMore) seen = Buffer.alloc(0);
      return wantsMore;
    },
    hello: () => hello,
  };
}

function readHello(bytes: Buffer): { readonly hello: ServerHello; readonly complete: boolean } {
  const line = identificationLine(bytes);
  if (line === null) return { hello: nothingSaid, complete: false };
  const hello = { ...nothingSaid, identification: line.text };
  const packet = bytes.subarray(line.end);
  if (packet.length < 6) return { hello, complete: false };
  const packetLength = packet.readUInt32BE(0);
  const paddingLength = packet.readUInt8(4);
  if (packet.readUInt8(5) !== kexInitNumber || packetLength > limitBytes) return { hello, complete: true };
  if (packet.length < 4 + packetLength) return { hello, complete: false };
  const lists = nameLists(packet.subarray(5 + 1 + 16, Math.max(22, 4 + packetLength - paddingLength)), 6);
  const [kex = [], hostKeys = [], toServer = [], toClient = [], macToServer = [], macToClient = []] = lists;
  return {
    hello: { ...hello, kex, hostKeys, ciphers: union(toServer, toClient), macs: union(macToServer, macToClient) },
    complete: true,
  };
}

/** The first line that begins with `SSH-`; lines before it are text for people. */
function identificationLine(bytes: Buffer): { readonly text: string; readonly end: number } | null {
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1) return null;
    if (bytes.toString('latin1', start, start + 4) === 'SSH-') {
      const text = bytes.toString('latin1', start, Math.min(end, start + 255)).replace(/[^\x20-\x7e]/g, '');
      return { text, end: end + 1 };
    }
    start = end + 1;
  }
}

function nameLists(bytes: Buffer, count: number): readonly (readonly string[])[] {
  const lists: string[][] = [];
  let at = 0;
  while (lists.length < count && at + 4 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const text = bytes.toString('latin1', at + 4, Math.min(bytes.length, at + 4 + length));
    lists.push(text === '' ? [] : text.replace(/[^\x21-\x7e]/g, '').split(','));
    at += 4 + length;
  }
  return lists;
}

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];
