import { afterEach, expect, test } from 'vitest';
import { newKey, type SshDevice, startSshDevice } from '../../src/demo/ssh-device.ts';
import type { SshEndpoint } from '../../src/ports.ts';
import { limits, never, script, secret, showVersion, target, transport, versionText } from './ssh-kit.ts';

const started: SshDevice[] = [];
afterEach(async () => {
  for (const device of started.splice(0)) await device.stop();
});

const login = (username: string, password: string) => ({
  username,
  password,
  publicKey: null,
  methods: ['password' as const],
});

/** A device behind B behind A. The name `inner` resolves only on B, `b` only on A. */
async function chain() {
  const keys = () => [newKey().privateKey];
  const device = await startSshDevice(script({}, { hostKeys: keys() }));
  const b = await startSshDevice(
    script(
      {},
      { hostKeys: keys(), login: login('bob', 'b-pass'), forward: (host) => (host === 'inner' ? device : null) },
    ),
  );
  const a = await startSshDevice(
    script({}, { hostKeys: keys(), login: login('alice', 'a-pass'), forward: (host) => (host === 'b' ? b : null) }),
  );
  started.push(device, b, a);
  const renamed = (text: string, name: string, port: number): string => text.replace(/^\S+/, `[${name}]:${port}`);
  const knownHosts = [
    a.knownHosts,
    renamed(b.knownHosts, 'b', b.port),
    renamed(device.knownHosts, 'inner', device.port),
  ];
  const hop = (name: string, host: string, port: number, username: string, password: string): SshEndpoint => ({
    ...target({ host, port }),
    name,
    username,
    password: secret(password),
  });
  const jumps = [hop('bastion-a', a.host, a.port, 'alice', 'a-pass'), hop('bastion-b', 'b', b.port, 'bob', 'b-pass')];
  return { a, b, device, jumps, knownHosts };
}

test('S13: two jump hosts are passed in order, each with its own account and key', async () => {
  const { a, b, device, jumps, knownHosts } = await chain();
  const opened = await transport(knownHosts.join('')).open(
    target({ host: 'inner', port: device.port }, { jumps }),
    never,
  );
  if (!opened.ok) throw new Error(opened.error.reason.message);
  expect(await opened.value.ask(showVersion, limits)).toMatchObject({ status: 'ok', text: `${versionText}\n` });
  await opened.value.end();
  expect([a.attempts.at(-1), b.attempts.at(-1), device.attempts.at(-1)]).toEqual(['password', 'password', 'password']);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([a.openConnections(), b.openConnections(), device.openConnections()]).toEqual([0, 0, 0]);
});

test.each([0, 1])('S13: a wrong account on jump host %i is named, and nothing goes on', async (at) => {
  const { device, jumps, knownHosts } = await chain();
  const wrong = jumps.map((hop, index) => (index === at ? { ...hop, password: secret('wrong') } : hop));
  const opened = await transport(knownHosts.join('')).open(
    target({ host: 'inner', port: device.port }, { jumps: wrong }),
    never,
  );
  expect(opened).toMatchObject({
    ok: false,
    error: {
      reason: { code: 'auth', message: expect.stringContaining(`jump host ${jumps[at]?.name}: `) },
      offer: null,
    },
  });
  expect(device.attempts).toEqual([]);
});

test.each([0, 1])('S13: an unpinned key of jump host %i stops before its password', async (at) => {
  const { a, b, device, jumps, knownHosts } = await chain();
  const known = knownHosts.filter((_, index) => index !== at).join('');
  const opened = await transport(known).open(target({ host: 'inner', port: device.port }, { jumps }), never);
  expect(opened).toMatchObject({
    ok: false,
    error: { reason: { code: 'host-key', message: expect.stringContaining(`jump host ${jumps[at]?.name}: `) } },
  });
  expect([a, b][at]?.attempts).toEqual([]);
});

test('S13: what the jump host cannot reach is unreachable, also where the direct way would answer', async () => {
  const { device, jumps, knownHosts } = await chain();
  const direct = target(device, { jumps });
  const opened = await transport(`${knownHosts.join('')}${device.knownHosts}`).open(direct, never);
  expect(opened).toMatchObject({
    ok: false,
    error: { reason: { code: 'unreachable', message: expect.stringContaining('jump host bastion-b: cannot reach') } },
  });
  expect(device.attempts).toEqual([]);
});
