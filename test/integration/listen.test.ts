import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, vi } from 'vitest';
import type { FilePosition, ReceivedMessage } from '../../src/agent-ports.ts';
import { followFile } from '../../src/edge/listen/follow-file.ts';
import { listenStream, type StreamTools, streamLimits } from '../../src/edge/listen/listen-tcp.ts';
import { listenUdp } from '../../src/edge/listen/listen-udp.ts';
import { bufferAdvice, socketRows } from '../../src/edge/listen/receive-buffer.ts';
import { streamFrames } from '../../src/syslog/stream-frames.ts';

const frames = () => streamFrames(65_536);
/** Gives out messages one by one, also where lines come together. */
const stream = (onMessage: (message: ReceivedMessage) => void): StreamTools => ({
  frames,
  onMessage({ bytes, lines, from }) {
    if (lines === undefined) onMessage({ bytes, from });
    else
      for (const line of Buffer.from(bytes).toString().trimEnd().split('\n'))
        onMessage({ bytes: Buffer.from(line), from });
  },
  room: () => null,
  onConnection: () => undefined,
});
const textOf = ({ bytes }: ReceivedMessage): string => Buffer.from(bytes).toString();
const folder = mkdtempSync(join(tmpdir(), 'pawl-listen-'));

async function value<T>(given: Promise<{ ok: true; value: T } | { ok: false; error: string }>): Promise<T> {
  const result = await given;
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe('UDP', () => {
  it.each(['127.0.0.1', '::1'])(
    'takes each datagram to %s as a message, with the address of its sender',
    async (host) => {
      const got: ReceivedMessage[] = [];
      const listener = await value(listenUdp({ host, port: 0 }, (message) => got.push(message)));
      const socket = createSocket(host === '::1' ? 'udp6' : 'udp4');
      socket.send('<189>one', listener.port, host);
      socket.send('<189>two\nlines', listener.port, host);
      await vi.waitFor(() => expect(got).toHaveLength(2));
      expect(got.map(textOf).sort()).toEqual(['<189>one', '<189>two\nlines']);
      expect(got[0]?.from).toBe(host);
      expect(await listener.drops()).toBe(0);
      socket.close();
      await listener.close();
    },
  );

  it('says in words when the port is taken', async () => {
    const listener = await value(listenUdp({ host: '127.0.0.1', port: 0 }, () => undefined));
    const second = await listenUdp({ host: '127.0.0.1', port: listener.port }, () => undefined);
    expect(second.ok ? '' : second.error).toBe(
      `cannot listen on udp 127.0.0.1:${listener.port}: EADDRINUSE; another program listens there`,
    );
    await listener.close();
  });

  it('names the command that raises a buffer the kernel kept small', () => {
    expect(bufferAdvice(4 * 1024 * 1024)).toBeNull();
    expect(bufferAdvice(212_992)).toContain('sysctl -w net.core.rmem_max=4194304');
  });

  it('reads what the kernel dropped at each socket', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
      '  123: 00000000:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000  0 0 99 2 0 17',
      '  124: 0100007F:158B 00000000:0000 07 00000000:00000000 00:00000000 00000000  0 0 98 2 0 5',
    ].join('\n');
    expect(socketRows(table)).toEqual([
      { port: 5514, inode: '99', drops: 17 },
      { port: 5515, inode: '98', drops: 5 },
    ]);
  });
});

describe('TCP', () => {
  it('takes both framings in one connection, and the last line without an end', async () => {
    const got: ReceivedMessage[] = [];
    const listener = await value(
      listenStream(
        { host: '127.0.0.1', port: 0 },
        null,
        stream((one) => got.push(one)),
      ),
    );
    const socket = connect(listener.port, '127.0.0.1');
    socket.end('<189>a line\n9 <189>four<190>no end');
    await vi.waitFor(() => expect(got).toHaveLength(3));
    expect(got.map(textOf)).toEqual(['<189>a line', '<189>four', '<190>no end']);
    await listener.close();
  });

  it('cuts a sender that is silent for too long, and keeps what it sent', async () => {
    const got: ReceivedMessage[] = [];
    const limits = { ...streamLimits, idleMs: 100 };
    const listener = await value(
      listenStream(
        { host: '127.0.0.1', port: 0 },
        null,
        stream((one) => got.push(one)),
        limits,
      ),
    );
    const socket = connect(listener.port, '127.0.0.1');
    socket.write('<189>begun');
    await once(socket, 'close');
    await vi.waitFor(() => expect(got.map(textOf)).toEqual(['<189>begun']));
    await listener.close();
  });

  it('refuses one connection too many from an address, and serves it again later', async () => {
    const limits = { ...streamLimits, connectionsPerAddress: 1 };
    const got: ReceivedMessage[] = [];
    const listener = await value(
      listenStream(
        { host: '127.0.0.1', port: 0 },
        null,
        stream((one) => got.push(one)),
        limits,
      ),
    );
    const first = connect(listener.port, '127.0.0.1');
    await once(first, 'connect');
    const second = connect(listener.port, '127.0.0.1');
    second.on('error', () => undefined);
    await once(second, 'close');
    first.end('<189>kept\n');
    await once(first.resume(), 'close');
    const third = connect(listener.port, '127.0.0.1');
    third.end('<189>again\n');
    await vi.waitFor(() => expect(got.map(textOf)).toEqual(['<189>kept', '<189>again']));
    await listener.close();
  });
});

describe('TLS', () => {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      '/CN=localhost',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  );

  it('takes octet-counted messages', async () => {
    const got: ReceivedMessage[] = [];
    const listener = await value(
      listenStream(
        { host: '127.0.0.1', port: 0 },
        { cert, key, clientCa: null },
        stream((one) => got.push(one)),
      ),
    );
    const socket = connectTls({ port: listener.port, host: '127.0.0.1', rejectUnauthorized: false });
    socket.on('error', () => undefined);
    socket.end('10 <189>hello');
    await vi.waitFor(() => expect(got.map(textOf)).toEqual(['<189>hello']));
    await listener.close();
  });

  it('hears nothing from a sender without the certificate that is wanted', async () => {
    const got: ReceivedMessage[] = [];
    const listener = await value(
      listenStream(
        { host: '127.0.0.1', port: 0 },
        { cert, key, clientCa: cert },
        stream((one) => got.push(one)),
      ),
    );
    const stranger = connectTls({ port: listener.port, host: '127.0.0.1', rejectUnauthorized: false });
    stranger.on('error', () => undefined);
    stranger.write('<189>stranger\n');
    await new Promise<void>((closed) => stranger.resume().once('close', () => closed()));
    const known = connectTls({
      port: listener.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      cert: readFileSync(cert),
      key: readFileSync(key),
    });
    known.on('error', () => undefined);
    known.end('<189>known\n');
    await vi.waitFor(() => expect(got.map(textOf)).toEqual(['<189>known']));
    await listener.close();
  });

  it('says which file cannot be read', async () => {
    const tls = { cert: join(folder, 'absent.pem'), key, clientCa: null };
    const listener = await listenStream(
      { host: '127.0.0.1', port: 0 },
      tls,
      stream(() => undefined),
    );
    expect(listener.ok ? '' : listener.error).toContain('absent.pem');
  });
});

describe('a followed file', () => {
  /** A follower with what it read; `again` is the next run. */
  function follow(path: string, from: FilePosition | null = null) {
    const lines: string[] = [];
    let position = from;
    const follower = followFile(path, from, {
      onLine: (bytes) => void lines.push(Buffer.from(bytes).toString()),
      onPosition: (next) => {
        position = next;
      },
      room: () => null,
    });
    return { ...follower, lines, position: () => position };
  }
  let number = 0;
  const fresh = (text: string): string => {
    const path = join(folder, `acct-${number++}`);
    writeFileSync(path, text);
    return path;
  };

  it('begins at the end, and gives whole lines only', async () => {
    const path = fresh('old\n');
    const file = follow(path);
    await file.poll();
    appendFileSync(path, 'one\ntw');
    await file.poll();
    appendFileSync(path, 'o\n');
    await file.poll();
    expect(file.lines).toEqual(['one', 'two']);
    await file.close();
  });

  it('goes on where the last run stopped', async () => {
    const path = fresh('old\n');
    const first = follow(path);
    await first.poll();
    appendFileSync(path, 'one\n');
    await first.poll();
    await first.close();
    appendFileSync(path, 'two\n');
    const second = follow(path, first.position());
    await second.poll();
    expect([first.lines, second.lines]).toEqual([['one'], ['two']]);
    await second.close();
  });

  it('reads a rotated file to its end and then the new one', async () => {
    const path = fresh('old\n');
    const file = follow(path);
    await file.poll();
    appendFileSync(path, 'last\n');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'first\n');
    await file.poll();
    expect(file.lines).toEqual(['last', 'first']);
    await file.close();
  });

  it('finds the rest of a file that was rotated while nobody followed', async () => {
    const path = fresh('old\n');
    const first = follow(path);
    await first.poll();
    await first.close();
    appendFileSync(path, 'last\n');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'first\n');
    const second = follow(path, first.position());
    await second.poll();
    expect(second.lines).toEqual(['last', 'first']);
    await second.close();
  });

  it('begins anew when the file was truncated, also when it is longer again already', async () => {
    const path = fresh('Mon an old line\n');
    const file = follow(path);
    await file.poll();
    writeFileSync(path, 'Tue\n');
    await file.poll();
    writeFileSync(path, 'Wed a line that is longer than all before\n');
    await file.poll();
    expect(file.lines).toEqual(['Tue', 'Wed a line that is longer than all before']);
    await file.close();
  });

  it('waits for a file that is not there yet, and reads it from its begin', async () => {
    const path = join(folder, 'later');
    const file = follow(path);
    await file.poll();
    writeFileSync(path, 'one\n');
    await file.poll();
    expect(file.lines).toEqual(['one']);
    await file.close();
  });

  it('gives every line of a file that is larger than its buffer', async () => {
    const path = fresh('');
    const file = follow(path);
    await file.poll();
    const many = Array.from({ length: 20_000 }, (_, index) => `line ${index} ${'x'.repeat(40)}`);
    appendFileSync(path, `${many.join('\n')}\n`);
    await file.poll();
    expect(file.lines).toEqual(many);
    await file.close();
  });
});
