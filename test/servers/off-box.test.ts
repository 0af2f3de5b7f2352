import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { epochMs, imagePath } from '../../src/core/brands.ts';
import { type FileRead, fileReadForm } from '../../src/core/command.ts';
import { knownHostsStore } from '../../src/edge/ssh/known-hosts.ts';
import { sshTransport } from '../../src/edge/ssh/ssh-transport.ts';
import type { DeviceSession } from '../../src/ports.ts';
import { target } from '../integration/ssh-kit.ts';
import { type OpenSsh, servingFiles, startOpenSsh } from './openssh-kit.ts';

const megabytes = 50;
const run = promisify(execFile);
const limits = { timeoutMs: 30_000, idleMs: 10_000, bytesPerSecond: Number.POSITIVE_INFINITY };
let server: OpenSsh;
let folder: string;
let file: string;
let session: DeviceSession;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pawl-image-'));
  file = join(folder, 'image.bin');
  await run('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1000000', `count=${megabytes}`]);
  server = await startOpenSsh(folder, 'edge1#', {
    script: servingFiles,
    lines: 'Subsystem sftp internal-sftp',
  });
  const transport = sshTransport({
    knownHosts: knownHostsStore(server.knownHosts, async () => undefined),
    clock: { now: () => epochMs(Date.now()) },
    agentSocket: null,
  });
  const own = target(
    { host: '127.0.0.1', port: server.port },
    { username: server.username, keyFile: server.keyFile, password: null },
  );
  const opened = await transport.open(own, new AbortController().signal);
  if (!opened.ok) throw new Error(opened.error.reason.message);
  session = opened.value;
});
afterAll(async () => {
  await session.end();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function read(via: FileRead['via'], name: string, sizeBytes: number) {
  const path = imagePath(name);
  if (path === null) throw new Error(name);
  return session.readFile(fileReadForm(via, 'test').with(path), sizeBytes, limits);
}

describe.each(['scp', 'sftp'] as const)('a file of 50 MB over the %s of OpenSSH', (via) => {
  test('has the digests that the programs of the system compute', async () => {
    const answer = await read(via, file, megabytes * 1_000_000);
    expect(answer.reason).toBeNull();
    const sums = await Promise.all(
      ['md5', 'sha1', 'sha256', 'sha512'].map(async (name) => {
        const { stdout } = await run(`${name}sum`, [file]);
        return `${name} ${stdout.split(' ')[0]}\n`;
      }),
    );
    expect(answer.text).toBe(`${megabytes * 1_000_000} bytes\n${sums.join('')}`);
  });

  test('that is another size than listed is partial', async () => {
    const answer = await read(via, file, megabytes * 1_000_000 - 1);
    expect(answer).toMatchObject({ status: 'truncated', reason: { code: 'truncated' } });
  });

  test('that grows while it is read gives no digest', async () => {
    const growing = join(folder, `growing-${via}.bin`);
    await run('cp', [file, growing]);
    const reading = session.readFile(
      fileReadForm(via, 'test').with(imagePath(growing) ?? expect.fail('no path')),
      megabytes * 1_000_000,
      { ...limits, bytesPerSecond: 60_000_000 },
    );
    const writer = await open(growing, 'a');
    await writer.write(Buffer.alloc(100_000));
    await writer.close();
    const answer = await reading;
    // SCP sends as much as it announced; the listing afterwards then shows that the file is another.
    if (answer.status === 'ok') expect(via).toBe('scp');
    else expect(answer.text).not.toContain('sha512');
  });

  test('that does not exist is absent, and one that may not be read is refused', async () => {
    expect((await read(via, join(folder, 'nothing.bin'), 5)).status).toBe('absent');
    expect(['unsupported', 'denied', 'truncated']).toContain((await read(via, folder, 5)).status);
  });
});
