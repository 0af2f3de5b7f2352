import { createSocket } from 'node:dgram';
import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionResult, Listening, Room } from '../../src/agent-ports.ts';
import { listenInThread } from '../../src/edge/listen/listen-in-thread.ts';
import { streamFrames } from '../../src/syslog/stream-frames.ts';
import { compiledCopy } from './compiled-copy.ts';

const folder = mkdtempSync(join(tmpdir(), 'pawl-listen-thread-'));
const source = fileURLToPath(new URL('../../src/listen-thread.ts', import.meta.url));
const listen = listenInThread(pathToFileURL(compiledCopy(source, folder)));
const boot = (image: string) =>
  `<189>9: %PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:${image}`;
const plain = '<189>9: %LINK-3-UPDOWN: Interface Gi1/0/1, changed state to up';
const anywhere = { host: '127.0.0.1', port: 0 };

let opened: Listening | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

async function listening(room: Room = () => null) {
  const hits: string[] = [];
  const counts = { plain: 0, shed: 0 };
  const examples: string[] = [];
  const connections: ConnectionResult[] = [];
  const result = await listen(
    { udp: anywhere, tcp: anywhere, tls: null },
    {
      frames: () => streamFrames(65_536),
      onReceived(channel, { bytes, from, plain: count }) {
        const text = Buffer.from(bytes).toString();
        if (count === undefined) hits.push(`${channel} ${from} ${text}`);
        else {
          counts.plain += count;
          examples.push(text);
        }
      },
      onShed: (_, count) => {
        counts.shed += count;
      },
      room,
      onConnection: (_, connection) => void connections.push(connection),
    },
  );
  if (!result.ok) throw new Error(result.error.join('; '));
  opened = result.value;
  return { hits, counts, examples, connections, ports: result.value.ports, drops: result.value.drops };
}

const udp = async (port: number | undefined, ...texts: readonly string[]): Promise<void> => {
  const socket = createSocket('udp4');
  for (const text of texts) await new Promise<void>((resolve) => socket.send(text, port, '127.0.0.1', () => resolve()));
  socket.close();
};

describe('the thread that listens', () => {
  it('gives what may be an indicator, and counts everything else by its sender', async () => {
    const given = await listening();
    await udp(given.ports.udp, plain, boot('a.bin'), plain, plain);
    await vi.waitFor(() => expect(given).toMatchObject({ counts: { plain: 3, shed: 0 } }));
    expect(given.hits).toEqual([`udp 127.0.0.1 ${boot('a.bin')}`]);
    expect(given.examples[0]).toBe(plain);
    expect(await given.drops()).toBe(0);
  });

  it('joins the lines of a restart', async () => {
    const given = await listening();
    const lines = [
      '<189>51: %SYS-5-RESTART: System restarted --',
      'Cisco IOS Software, C2960 Software, Version 12.2(58)SE2',
    ];
    await udp(given.ports.udp, ...lines, plain);
    await vi.waitFor(() => expect(given.hits).toEqual([`udp 127.0.0.1 ${lines.join('\n')}`, `udp 127.0.0.1 ${plain}`]));
  });

  it('takes streams, and tells of connections', async () => {
    const given = await listening();
    const socket = connect(given.ports.tcp ?? 0, '127.0.0.1');
    socket.end(`${plain}\n${boot('b.bin')}\n${plain}\n${boot('c.bin')}`);
    await vi.waitFor(() => expect(given.hits).toHaveLength(2));
    expect(given.hits.map((hit) => hit.slice(-5))).toEqual(['b.bin', 'c.bin']);
    expect([given.counts.plain, given.connections]).toEqual([2, ['taken']]);
  });

  it('keeps senders waiting while there is no room, and loses nothing and no order', async () => {
    let full: Promise<void> | null = null;
    let makeRoom = (): void => undefined;
    const given = await listening(() => full);
    full = new Promise((resolve) => {
      makeRoom = () => {
        full = null;
        resolve();
      };
    });
    const lines = 60_000;
    const socket = connect(given.ports.tcp ?? 0, '127.0.0.1');
    socket.end(Array.from({ length: lines }, (_, n) => `${boot(`${n}.bin`)}\n`).join(''));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(given.hits).toEqual([]);
    makeRoom();
    await vi.waitFor(() => expect(given.hits).toHaveLength(lines), { timeout: 30_000 });
    expect(given.counts.shed).toBe(0);
    expect(given.hits.every((hit, n) => hit.endsWith(`:${n}.bin`))).toBe(true);
  });

  it('gives out everything before it is closed', async () => {
    const given = await listening();
    const socket = connect(given.ports.tcp ?? 0, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`${boot('whole.bin')}\n${boot('half.b')}`);
    await vi.waitFor(() => expect(given.hits).toHaveLength(1));
    await opened?.close();
    opened = null;
    expect(given.hits.map((hit) => hit.split(':').at(-1))).toEqual(['whole.bin', 'half.b']);
  });

  it('says in words why it cannot listen', async () => {
    const given = await listening();
    const second = await listen(
      { udp: { host: '127.0.0.1', port: given.ports.udp ?? 0 }, tcp: null, tls: null },
      {
        frames: () => streamFrames(65_536),
        onReceived: () => undefined,
        onShed: () => undefined,
        room: () => null,
        onConnection: () => undefined,
      },
    );
    expect(second.ok ? [] : second.error).toEqual([
      expect.stringContaining('EADDRINUSE; another program listens there'),
    ]);
  });
});
