import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionResult, ReceivedMessage } from '../../src/agent-ports.ts';
import type { TlsFiles } from '../../src/core/agent.ts';
import { listenStream, type StreamLimits, streamLimits } from '../../src/edge/listen/listen-tcp.ts';
import { listenUdp } from '../../src/edge/listen/listen-udp.ts';
import type { Listener } from '../../src/edge/listen/listener.ts';
import { streamFrames } from '../../src/syslog/stream-frames.ts';
import { agentConfiguration, testIntake } from '../unit/app/agent/intake-kit.ts';

const opened: { readonly close: () => Promise<void> }[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const listener of opened.splice(0)) await listener.close();
});

type Heard = {
  readonly port: number;
  readonly got: string[];
  readonly results: ConnectionResult[];
  room: Promise<void> | null;
};

async function listening(limits: Partial<StreamLimits> = {}, tls: TlsFiles | null = null): Promise<Heard> {
  const heard = { got: [] as string[], results: [] as ConnectionResult[], room: null as Promise<void> | null };
  const listener = await listenStream(
    { host: '127.0.0.1', port: 0 },
    tls,
    {
      frames: () => streamFrames(65_536),
      onMessage({ bytes, lines }: ReceivedMessage) {
        const text = Buffer.from(bytes).toString('latin1');
        if (lines === undefined) heard.got.push(text);
        else for (const line of text.split('\n').slice(0, lines)) heard.got.push(line);
      },
      room: () => heard.room,
      onConnection: (result) => void heard.results.push(result),
    },
    { ...streamLimits, ...limits },
  );
  if (!listener.ok) throw new Error(listener.error);
  const value: Listener = listener.value;
  opened.push(value);
  return Object.assign(heard, { port: value.port });
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

describe('a hostile sender over TCP', () => {
  it.each([
    ['a count without an end', `99999999 <189>${'x'.repeat(70_000)}`],
    ['a count beyond all numbers', '99999999999999999999999999 <1'],
    ['binary', String.fromCharCode(...Array.from({ length: 5000 }, (_, n) => (n * 31) % 256))],
    ['NUL alone', '\0'.repeat(100_000)],
    ['a line of a megabyte', 'A'.repeat(1_000_000)],
  ])('that sends %s costs its own connection at most', async (_, bytes) => {
    const heard = await listening();
    const [bad, good] = [await connected(heard.port), await connected(heard.port)];
    bad.write(bytes, 'latin1');
    good.write('<189>a good line\n');
    await vi.waitFor(() => expect(heard.got).toContain('<189>a good line'));
    bad.end();
    await once(bad.resume(), 'close');
    for (const text of heard.got) expect(text.length).toBeLessThanOrEqual(65_536);
    good.write('<189>another\n');
    await vi.waitFor(() => expect(heard.got).toContain('<189>another'));
  });

  it('that drips a message holds nobody else up, and what it dripped is given out', async () => {
    const heard = await listening({ unfinishedMs: 1_000 });
    const slow = await connected(heard.port);
    for (const letter of '<189>slow') {
      slow.write(letter);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    (await connected(heard.port)).write('<189>quick\n');
    await vi.waitFor(() => expect(heard.got).toEqual(['<189>quick', '<189>slow']), { timeout: 5_000 });
    slow.write('<189>on\n');
    await vi.waitFor(() => expect(heard.got.at(-1)).toBe('<189>on'));
  });

  it('that holds all places with silent connections makes room for those that send', async () => {
    const heard = await listening({ connections: 4, uselessMs: 100 });
    const useful = await connected(heard.port);
    const silent = [await connected(heard.port), await connected(heard.port), await connected(heard.port)];
    useful.write('<189>first\n');
    await vi.waitFor(() => expect(heard.got).toEqual(['<189>first']));
    await new Promise((resolve) => setTimeout(resolve, 120));
    useful.write('<189>second\n');
    await vi.waitFor(() => expect(heard.got).toHaveLength(2));
    const closed = Promise.race(silent.map((socket) => once(socket.resume(), 'close')));
    (await connected(heard.port)).write('<189>newcomer\n');
    await vi.waitFor(() => expect(heard.got.at(-1)).toBe('<189>newcomer'));
    await closed;
    useful.write('<189>still here\n');
    await vi.waitFor(() => expect(heard.got.at(-1)).toBe('<189>still here'));
  });

  it('is refused where all places are in use', async () => {
    const heard = await listening({ connections: 1, uselessMs: 60_000 });
    await connected(heard.port);
    const second = await connected(heard.port);
    await once(second.resume(), 'close');
    expect(heard.results).toEqual(['taken', 'refused']);
  });

  it('that breaks off in a message has what it sent taken', async () => {
    const heard = await listening();
    const socket = await connected(heard.port);
    socket.write('<189>whole\n<189>half of a mess');
    await vi.waitFor(() => expect(heard.got).toEqual(['<189>whole']));
    socket.resetAndDestroy();
    await vi.waitFor(() => expect(heard.got).toEqual(['<189>whole', '<189>half of a mess']));
  });

  it('waits where there is no room, and loses nothing', async () => {
    const heard = await listening();
    let makeRoom = (): void => undefined;
    heard.room = new Promise((resolve) => {
      makeRoom = resolve;
    });
    const socket = await connected(heard.port);
    const lines = 200_000;
    const text = Array.from({ length: lines }, (_, n) => `<189>line ${n} of a sender that never waits\n`).join('');
    socket.write(text);
    await vi.waitFor(() => expect(heard.got.length).toBeGreaterThan(0));
    const taken = heard.got.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard.got.length).toBe(taken);
    expect(taken).toBeLessThan(lines / 2);
    heard.room = null;
    makeRoom();
    await vi.waitFor(() => expect(heard.got).toHaveLength(lines), { timeout: 20_000 });
    expect(heard.got.at(-1)).toBe(`<189>line ${lines - 1} of a sender that never waits`);
  });
});

describe('a hostile sender over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-hostile-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const request = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 2'.split(' ');
  execFileSync('openssl', ['req', ...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const tls = { cert, key, clientCa: null };

  it('that never ends its handshake is cut, and holds nobody up', async () => {
    const heard = await listening({ handshakeMs: 150 }, tls);
    const half = await connected(heard.port);
    half.write(Buffer.from([22, 3, 1, 2, 0]));
    const good = connectTls({ port: heard.port, host: '127.0.0.1', rejectUnauthorized: false });
    good.on('error', () => undefined);
    good.write('11 <189>secure');
    await vi.waitFor(() => expect(heard.got).toEqual(['<189>secure']));
    await once(half.resume(), 'close');
    expect(heard.results).toContain('no-tls');
    good.destroy();
  });

  it('that speaks no TLS is cut, and nothing of it is taken', async () => {
    const heard = await listening({}, tls);
    const plain = await connected(heard.port);
    plain.write('<189>in the clear\n');
    await once(plain.resume(), 'close');
    expect(heard.got).toEqual([]);
    expect(heard.results).toEqual(['taken', 'no-tls']);
  });
});

describe('a hostile sender over UDP', () => {
  const fleet = agentConfiguration('edge1: {hostname: 127.0.0.1, platform: iosxe, username: audit}');

  it('sends datagrams of every size, and the agent goes on', async () => {
    const given = testIntake(fleet);
    const listener = await listenUdp({ host: '127.0.0.1', port: 0 }, (message) => given.intake.receive('udp', message));
    if (!listener.ok) throw new Error(listener.error);
    opened.push(listener.value);
    const socket = createSocket('udp4');
    const send = (bytes: Buffer | string): Promise<void> =>
      new Promise((resolve) => socket.send(bytes, listener.value.port, '127.0.0.1', () => resolve()));
    await send('');
    await send(Buffer.alloc(65_507, 0));
    await send(Buffer.alloc(65_507, 'copy boot reload \xff\xfe\0', 'latin1'));
    await send(`<189>1: %PARSER-5-CFGLOG_LOGGEDCMD: User:x  logged command:boot system ${'a'.repeat(65_000)}`);
    await send('<189>2: %PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:b.17.03.01.bin');
    await vi.waitFor(() => expect(given.heard.at(-1)?.step.image).toBe('b.17.03.01.bin'));
    expect(given.logged).toEqual([]);
    expect(given.intake.senders.lastSeen('edge1')).not.toBeNull();
    socket.close();
  });

  it('that floods with plain lines hides no indicator of another', async () => {
    const given = testIntake(fleet);
    const listener = await listenUdp({ host: '127.0.0.1', port: 0 }, (message) => given.intake.receive('udp', message));
    if (!listener.ok) throw new Error(listener.error);
    opened.push(listener.value);
    const socket = createSocket('udp4');
    const send = (text: string): Promise<void> =>
      new Promise((resolve) => socket.send(text, listener.value.port, '127.0.0.1', () => resolve()));
    for (let burst = 0; burst < 20; burst++) {
      await Promise.all(
        Array.from({ length: 200 }, (_, n) => send(`<189>${n}: %LINK-3-UPDOWN: Interface Gi1/0/${n}, changed state`)),
      );
      await send(`<189>9: %PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:${burst}.bin`);
    }
    await vi.waitFor(() => expect(given.heard).toHaveLength(20));
    expect(await listener.value.drops()).toBe(0);
    socket.close();
  });
});
