import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type DeviceScript, newKey, type SshDevice, startSshDevice } from '../../src/demo/ssh-device.ts';
import type { DeviceSession, SshEndpoint, Transport } from '../../src/ports.ts';
import { audit, configuration, memoryRecord } from './audit-kit.ts';
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

/** So many devices that only the bastion reaches, by the names `d1`, `d2`, … */
async function site(count: number, bastionOptions: Partial<DeviceScript> = {}) {
  const devices: SshDevice[] = [];
  for (let index = 0; index < count; index += 1)
    devices.push(await startSshDevice(script({}, { hostKeys: [newKey().privateKey] })));
  const bastion = await startSshDevice(
    script(
      {},
      {
        hostKeys: [newKey().privateKey],
        login: login('alice', 'a-pass'),
        forward: (host) => devices[Number(host.slice(1)) - 1] ?? null,
        ...bastionOptions,
      },
    ),
  );
  started.push(...devices, bastion);
  const renamed = devices.map(({ knownHosts, port }, index) => knownHosts.replace(/^\S+/, `[d${index + 1}]:${port}`));
  const jump: SshEndpoint = { ...target(bastion), name: 'bastion', username: 'alice', password: secret('a-pass') };
  const targets = devices.map(({ port }, index) =>
    target({ host: `d${index + 1}`, port }, { name: `d${index + 1}`, jumps: [jump] }),
  );
  const { open } = transport(`${bastion.knownHosts}${renamed.join('')}`);
  return { devices, bastion, jump, targets, open };
}
const passwords = ({ attempts }: SshDevice): number => attempts.filter((method) => method === 'password').length;
const asked = async (session: DeviceSession) => (await session.ask(showVersion, limits)).status;
const opened = (result: Awaited<ReturnType<Transport['open']>>): DeviceSession => {
  if (!result.ok) throw new Error(result.error.reason.message);
  return result.value;
};

describe('S13: devices behind one bastion', () => {
  test('share one login there, which ends with the last of them', async () => {
    const { bastion, devices, targets, open } = await site(20);
    const sessions = (await Promise.all(targets.map((one) => open(one, never)))).map(opened);
    expect(await Promise.all(sessions.map(asked))).toEqual(Array(20).fill('ok'));
    expect(passwords(bastion)).toBe(1);
    expect(bastion.openConnections()).toBe(1);
    const [first, ...others] = sessions;
    await Promise.all(others.map((session) => session.end()));
    expect(bastion.openConnections()).toBe(1);
    await first?.end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([bastion, ...devices].map((one) => one.openConnections())).toEqual(Array(21).fill(0));
  });

  test('one after another use it again while others are to come, and it is closed at once behind the last', async () => {
    const { bastion, targets, open } = await site(3);
    for (const [index, one] of targets.entries()) {
      const session = opened(await open(one, never, () => index < 2));
      expect(await asked(session)).toBe('ok');
      await session.end();
    }
    expect(passwords(bastion)).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(bastion.openConnections()).toBe(0);
  });

  test('get logins of their own where the bastion allows few channels a login', async () => {
    const { bastion, targets, open } = await site(4, { forwardsPerConnection: 1 });
    const sessions = (await Promise.all(targets.map((one) => open(one, never)))).map(opened);
    expect(await Promise.all(sessions.map(asked))).toEqual(Array(4).fill('ok'));
    expect(passwords(bastion)).toBe(4);
    await Promise.all(sessions.map((session) => session.end()));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(bastion.openConnections()).toBe(0);
  });

  test('say so where the bastion refuses the channel, each in its own reason', async () => {
    const { bastion, devices, targets, open } = await site(3, { forwardsPerConnection: 0 });
    const results = await Promise.all(targets.map((one) => open(one, never)));
    expect(results).toMatchObject(
      targets.map(({ host }) => ({
        ok: false,
        error: {
          reason: {
            code: 'unreachable',
            message: expect.stringMatching(
              new RegExp(`^jump host bastion: cannot reach ${host}:\\d+: it refuses the channel`),
            ),
          },
        },
      })),
    );
    expect(devices.flatMap(({ attempts }) => attempts)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(bastion.openConnections()).toBe(0);
  });

  test('one that the bastion cannot reach does not disturb the others', async () => {
    const { bastion, targets, open } = await site(2);
    const nowhere = target({ host: 'd99', port: 22 }, { jumps: targets[0]?.jumps ?? [] });
    const [good, bad, also] = await Promise.all(
      [...targets.slice(0, 1), nowhere, ...targets.slice(1)].map((one) => open(one, never)),
    );
    expect(bad).toMatchObject({
      ok: false,
      error: { reason: { message: expect.stringContaining('cannot reach d99') } },
    });
    for (const one of [good, also]) if (one !== undefined) expect(await asked(opened(one))).toBe('ok');
    expect(passwords(bastion)).toBe(1);
  });

  test('try a wrong password there once, and all who waited for it say so', async () => {
    const { bastion, devices, jump, targets, open } = await site(5);
    const wrong = targets.map((one) => ({ ...one, jumps: [{ ...jump, password: secret('wrong') }] }));
    const results = await Promise.all(wrong.map((one) => open(one, never)));
    expect(results.map((one) => (one.ok ? 'ok' : one.error.reason.code))).toEqual(Array(5).fill('auth'));
    expect(results.filter((one) => !one.ok && one.error.credentialsRefused)).toHaveLength(1);
    expect(passwords(bastion)).toBe(1);
    expect(devices.flatMap(({ attempts }) => attempts)).toEqual([]);
  });

  test('are told that the session closed where the bastion goes, and the next one logs in anew', async () => {
    const { bastion, targets, open } = await site(2, { forwardsPerConnection: 1 });
    const [one, two] = targets;
    if (one === undefined || two === undefined) throw new Error('two');
    const session = opened(await open(one, never));
    bastion.cut();
    expect(await session.ask(showVersion, limits)).toMatchObject({ reason: { code: 'session-closed' } });
    await session.end();
    const next = opened(await open(two, never));
    expect(await asked(next)).toBe('ok');
    await next.end();
  });

  test('wait each within its own limit for a bastion that is slow to log in', async () => {
    const { targets, open, bastion } = await site(2);
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const slow = {
      ...(targets[0]?.jumps[0] ?? target(bastion)),
      port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    };
    const limited = (connectMs: number) =>
      targets.slice(0, 1).map((one) => ({ ...one, jumps: [slow], timeouts: { ...one.timeouts, connectMs } }));
    const began = Date.now();
    const [short, long] = await Promise.all(
      [...limited(200), ...limited(700)].map(async (one) => {
        const result = await open(one, never);
        return [result.ok ? 'ok' : result.error.reason.code, Date.now() - began] as const;
      }),
    );
    silent.close();
    expect(short?.[0]).toBe('timeout');
    expect(short?.[1]).toBeLessThan(500);
    expect(long?.[0]).toBe('timeout');
    expect(long?.[1]).toBeGreaterThan(600);
  });
});

test('an audit of twenty devices behind a bastion makes one login there', async () => {
  const { bastion, devices } = await site(20);
  const host = (name: string, at: string, port: number, more = ''): string =>
    `${name}: {platform: iosxe, hostname: ${at}, port: ${port}, username: audit, password: right${more}}\n`;
  const inner = devices.map(({ port }, index) =>
    host(`d${index + 1}`, `d${index + 1}`, port, ', ssh: {jump: bastion}'),
  );
  const setting = configuration(
    `${inner.join('')}bastion: {platform: iosxe, hostname: ${bastion.host}, port: ${bastion.port}, username: alice, password: a-pass}\n`,
    [],
  );
  const pins = devices.map(({ knownHosts, port }, index) => knownHosts.replace(/^\S+/, `[d${index + 1}]:${port}`));
  const record = memoryRecord();
  const behind = setting.inventory.devices.filter(({ name }) => name !== 'bastion');
  const result = await audit(setting, record, `${bastion.knownHosts}${pins.join('')}`, {
    order: { devices: behind },
    bounds: { total: 2 },
  });
  expect(result.judgements).toHaveLength(20);
  expect(result.judgements.filter(({ reason }) => /jump host|unreachable/.test(reason?.message ?? ''))).toEqual([]);
  expect(devices.map(passwords)).toEqual(Array(20).fill(1));
  expect(passwords(bastion)).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(bastion.openConnections()).toBe(0);
  record.close();
});
