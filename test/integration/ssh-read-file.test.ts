import { createHash, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { epochMs, imagePath } from '../../src/core/brands.ts';
import { type FileReadCommand, fileReadForm } from '../../src/core/command.ts';
import type { FileServer, ServedFile } from '../../src/demo/file-server.ts';
import { type DeviceScript, type SshDevice, startSshDevice } from '../../src/demo/ssh-device.ts';
import { knownHostsStore } from '../../src/edge/ssh/known-hosts.ts';
import { sshTransport } from '../../src/edge/ssh/ssh-transport.ts';
import type { DeviceSession, ReadLimits } from '../../src/ports.ts';
import { rules, script, showVersion, target, transport } from './ssh-kit.ts';

const image = randomBytes(3_000_000);
const limits: ReadLimits = { timeoutMs: 8000, idleMs: 3000, bytesPerSecond: Number.POSITIVE_INFINITY };
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function opened(
  files: FileServer | undefined,
  more: Partial<DeviceScript> = {},
  signal = new AbortController().signal,
): Promise<{ readonly device: SshDevice; readonly session: DeviceSession }> {
  const device = await startSshDevice({ ...script(), ...(files === undefined ? {} : { files }), ...more });
  ends.push(device.stop);
  const own = target(device, more.oneChannel === true ? { rules: { ...rules, oneChannel: true } } : {});
  const session = await transport(device.knownHosts).open(own, signal);
  if (!session.ok) throw new Error(session.error.reason.message);
  ends.push(session.value.end);
  return { device, session: session.value };
}

function read(via: 'scp' | 'sftp', name = '/mnt/flash/x.swi'): FileReadCommand {
  const path = imagePath(name);
  if (path === null) throw new Error(name);
  return fileReadForm(via, 'test').with(path);
}

const served =
  (changes: Partial<ServedFile> = {}): FileServer =>
  () => ({
    sizeBytes: image.length,
    bytes: image,
    ...changes,
  });
const textOf = (bytes: Buffer): string =>
  `${bytes.length} bytes\n${['md5', 'sha1', 'sha256', 'sha512']
    .map((algorithm) => `${algorithm} ${createHash(algorithm).update(bytes).digest('hex')}\n`)
    .join('')}`;

describe.each(['scp', 'sftp'] as const)('a file over %s', (via) => {
  test('is told by its count and its four digests, and the shell goes on', async () => {
    const { device, session } = await opened(served());
    const answer = await session.readFile(read(via), image.length, limits);
    expect(answer).toMatchObject({ status: 'ok', reason: null, text: textOf(image) });
    expect((await session.ask(showVersion, { timeoutMs: 3000, idleMs: null })).status).toBe('ok');
    expect(device.commands.filter((command) => /scp|sftp/.test(command))).toEqual([
      via === 'scp' ? 'scp -f /mnt/flash/x.swi' : 'sftp open /mnt/flash/x.swi',
    ]);
    expect(device.openConnections()).toBe(1);
  });

  test('that is empty, or as long as one piece, is read to its end', async () => {
    for (const bytes of [Buffer.alloc(0), image.subarray(0, 32 * 1024), image.subarray(0, 1)]) {
      const { session } = await opened(served({ bytes, sizeBytes: bytes.length }));
      expect((await session.readFile(read(via), bytes.length, limits)).text).toBe(textOf(bytes));
    }
  });

  test('that is cut is partial: it says how much came, and gives no digest', async () => {
    const { session } = await opened(served({ cutAfter: 1_000_000 }));
    const answer = await session.readFile(read(via), image.length, limits);
    expect(answer.status).toBe('truncated');
    expect(answer.reason).toMatchObject({ code: 'truncated' });
    expect(answer.text).toMatch(/^partial: \d+ of 3000000 bytes\n$/);
  });

  test('that is longer or shorter than listed is partial', async () => {
    for (const listed of [image.length - 1, image.length + 1, 0]) {
      const { session } = await opened(served());
      const answer = await session.readFile(read(via), listed, limits);
      expect(answer).toMatchObject({ status: 'truncated', reason: { code: 'truncated' } });
      expect(answer.text).not.toMatch(/sha512/);
    }
  });

  test('that does not exist is absent', async () => {
    const { session } = await opened(() => ({ refusal: '\x01scp: x: No such file or directory\n' }));
    expect((await session.readFile(read(via), 5, limits)).status).toBe('absent');
  });

  test('of a device without the service is unsupported, and nothing is lost', async () => {
    const { session } = await opened(undefined);
    const answer = await session.readFile(read(via), 5, limits);
    expect(answer).toMatchObject({ status: 'unsupported', reason: { code: 'unsupported' } });
    expect((await session.ask(showVersion, { timeoutMs: 3000, idleMs: null })).status).toBe('ok');
  });

  test('is read over a connection of its own where the device has one channel a connection', async () => {
    const { device, session } = await opened(served(), { oneChannel: true });
    expect((await session.readFile(read(via), image.length, limits)).text).toBe(textOf(image));
    expect(device.attempts.filter((method) => method === 'password')).toHaveLength(2);
    expect((await session.ask(showVersion, { timeoutMs: 3000, idleMs: null })).status).toBe('ok');
  });

  test('keeps to the rate', async () => {
    const { session } = await opened(served());
    const answer = await session.readFile(read(via), image.length, { ...limits, bytesPerSecond: 3_000_000 });
    expect(answer.status).toBe('ok');
    expect(answer.tookMs).toBeGreaterThan(900);
  });

  test('that takes too long, or of a run that is cancelled, is cut', async () => {
    const stop = new AbortController();
    const { session } = await opened(served(), {}, stop.signal);
    const slow = { ...limits, bytesPerSecond: 100_000 };
    const late = await session.readFile(read(via), image.length, { ...slow, timeoutMs: 300 });
    expect(late).toMatchObject({ status: 'timeout', reason: { code: 'timeout' } });
    const reading = session.readFile(read(via), image.length, slow);
    setTimeout(() => stop.abort(), 100);
    expect(await reading).toMatchObject({ status: 'truncated', reason: { code: 'cancelled' } });
    expect((await session.readFile(read(via), image.length, slow)).status).toBe('not-asked');
  });
});

test('something is typed at the prompt while a file is read, so that the shell stays open', async () => {
  const device = await startSshDevice({ ...script(), files: served() });
  ends.push(device.stop);
  const patient = sshTransport({
    knownHosts: knownHostsStore(device.knownHosts, async () => undefined),
    clock: { now: () => epochMs(Date.now()) },
    agentSocket: null,
    awakeMs: 100,
  });
  const session = await patient.open(target(device), new AbortController().signal);
  if (!session.ok) throw new Error(session.error.reason.message);
  ends.push(session.value.end);
  const answer = await session.value.readFile(read('scp'), image.length, { ...limits, bytesPerSecond: 5_000_000 });
  expect(answer.text).toBe(textOf(image));
  const typed = device.commands.filter((command) => command === 'terminal length 0');
  expect(typed.length).toBeGreaterThan(3);
  expect((await session.value.ask(showVersion, { timeoutMs: 3000, idleMs: null })).text).toContain('15.1(4)M8');
  expect(session.value.notes()).toEqual([]);
});

test('the words of a CLI that takes the request for a command are a refusal', async () => {
  const { session } = await opened(() => ({ refusal: "% Invalid input detected at '^' marker.\n" }));
  const answer = await session.readFile(read('scp'), 5, limits);
  expect(answer).toMatchObject({ status: 'unsupported', reason: { code: 'unsupported' } });
  expect(answer.reason?.message).toContain('Invalid input');
});

test('a file is never asked for at a prompt, and never after the session', async () => {
  const { device, session } = await opened(served());
  expect((await session.ask(read('scp'), { timeoutMs: 1000, idleMs: null })).status).toBe('not-asked');
  await session.end();
  expect((await session.readFile(read('scp'), image.length, limits)).status).toBe('not-asked');
  expect(device.commands.some((command) => command.startsWith('scp'))).toBe(false);
});
