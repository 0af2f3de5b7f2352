import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { iosxe } from '../../src/demo/devices/iosxe.ts';
import { type Fleet, startFleet } from '../../src/demo/fleet.ts';
import type { SimulatedOs } from '../../src/demo/simulated-device.ts';
import { newKey, type SshDevice, startSshDevice } from '../../src/demo/ssh-device.ts';
import { pawl, workFolder } from '../cli/run-pawl.ts';
import { audit, configuration, findingTypes, memoryRecord } from './audit-kit.ts';
import { script } from './ssh-kit.ts';

const baselineText = `name: edge
approvedBy: lead
match: {platform: iosxe}
approved: [{version: 17.09.04a}]
require: {digest: never}
`;
const password = 'Tr0ub4dor&3-unique';
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** So many routers that are alike but for name and serial number. */
async function routers(
  count: number,
  options: { readonly password?: string; readonly latencyMs?: number } = {},
): Promise<Fleet> {
  const systems: SimulatedOs[] = Array.from({ length: count }, (_, index) => ({
    ...iosxe,
    hostname: `r${index + 1}`,
    serial: `FDO2213${String(index).padStart(4, '0')}`,
  }));
  const fleet = await startFleet(
    { username: 'audit', password: options.password ?? password, latencyMs: options.latencyMs ?? 0, now: Date.now },
    systems,
  );
  stops.push(fleet.stop);
  return fleet;
}

const hostLine = (name: string, at: { readonly host: string; readonly port: number }, more = ''): string =>
  `${name}: {platform: iosxe, hostname: ${at.host}, port: ${at.port}, username: audit, password: "${password}", timeouts: {connect: 3s, command: 2s, device: 6s}${more}}\n`;
const hosts = (fleet: Fleet, more = ''): string =>
  fleet.devices.map((device) => hostLine(device.hostname, device, more)).join('');

test('a second audit closes what was fixed, and an unreachable device keeps its findings', async () => {
  const fleet = await routers(2);
  const setting = configuration(hosts(fleet), [baselineText]);
  const record = memoryRecord();
  const run = () => audit(setting, record, fleet.knownHosts);
  expect((await run()).judgements.map(({ verdict }) => verdict)).toEqual(['compliant', 'compliant']);
  const [first, second] = fleet.devices;
  if (first === undefined || second === undefined) throw new Error('two devices');
  first.bootOlder();
  second.downgrade();
  const bad = await run();
  expect(bad.of('r1').verdict).toBe('downgrade-pending');
  expect(bad.of('r2').verdict).toBe('downgraded');
  expect(findingTypes(bad.of('r2'))).toContain('os-downgraded');
  await second.stop();
  const cut = await run();
  expect(cut.of('r2')).toMatchObject({ reason: { code: 'unreachable' } });
  expect(findingTypes(cut.of('r2'))).toContain('os-downgraded');
  expect(
    record
      .findings({ statuses: ['open'] })
      .filter(({ device }) => device === 'r2')
      .map(({ type }) => type),
  ).toContain('os-downgraded');
  expect(record.verifyChain()).toMatchObject({ ok: true });
  record.close();
});

describe("one device's fault is its own", () => {
  const login = { username: 'audit', password, publicKey: null, methods: ['password'] as const };
  const cases: readonly (readonly [string, string, (ok: Parameters<typeof script>[0]) => Parameters<typeof script>])[] =
    [
      [
        'hangs in a command',
        'timeout',
        () => [{ reply: (command) => (command === 'show version' ? (io) => io.withholdPrompt() : '') }, { login }],
      ],
      [
        'resets in the middle of a command',
        'session-closed',
        () => [
          {
            reply: (command) =>
              command === 'show version'
                ? (io) => {
                    io.raw('Cisco IOS');
                    io.reset();
                  }
                : '',
          },
          { login },
        ],
      ],
      [
        'never ends an output',
        'endless',
        () => [
          {
            reply: (command) =>
              command === 'show version'
                ? async (io) => {
                    io.withholdPrompt();
                    while (!io.interrupted()) {
                      io.raw('0123456789abcdef'.repeat(16_384));
                      await io.sleep(1);
                    }
                  }
                : '',
          },
          { login },
        ],
      ],
      ['has another password', 'auth', () => [{}, { login: { ...login, password: 'another' } }]],
      [
        'offers only what is obsolete',
        'no-common-algorithm',
        () => [{}, { login, algorithms: { kex: ['diffie-hellman-group1-sha1'] } }],
      ],
      ['sits in its boot loader', 'mode-not-supported', () => [{ prompt: () => 'rommon 1 > ' }, { login }]],
    ];

  test('and each gets the reason that fits, while a good device beside them is compliant', async () => {
    const fleet = await routers(1);
    const faulty: { readonly name: string; readonly code: string; readonly server: SshDevice }[] = [];
    for (const [index, [, code, make]] of cases.entries()) {
      const server = await startSshDevice(script(...make(undefined)));
      stops.push(server.stop);
      faulty.push({ name: `bad${index}`, code, server });
    }
    // Its pinned key is another one.
    const changed = await startSshDevice(script({}, { login, hostKeys: [newKey().privateKey] }));
    stops.push(changed.stop);
    const wrongPin = changed.knownHosts.replace(/ssh-ed25519 \S+/, newKey().publicKey.split(' ').slice(0, 2).join(' '));
    const garbage = await startSshDevice(
      script(
        {
          reply: () => (io) => {
            io.raw(Array.from({ length: 4096 }, (_, at) => String.fromCharCode((at * 7) % 256)).join(''));
          },
        },
        { login },
      ),
    );
    stops.push(garbage.stop);
    const text =
      hosts(fleet) +
      faulty.map(({ name, server }) => hostLine(name, server)).join('') +
      hostLine('changed', changed) +
      hostLine('garbage', garbage);
    const pins =
      fleet.knownHosts + faulty.map(({ server }) => server.knownHosts).join('') + wrongPin + garbage.knownHosts;
    const record = memoryRecord();
    const result = await audit(configuration(text, [baselineText]), record, pins);
    expect(result.of('r1').verdict).toBe('compliant');
    const codes = Object.fromEntries(
      result.judgements.map(({ device, verdict, reason }) => [device, `${verdict} ${reason?.code ?? ''}`]),
    );
    expect(codes).toMatchObject({
      ...Object.fromEntries(faulty.map(({ name, code }) => [name, `unverified ${code}`])),
    });
    expect(result.of('changed').reason?.code).toBe('host-key');
    expect(changed.attempts).toEqual([]);
    expect(result.of('garbage').verdict).toBe('unverified');
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (const { server } of faulty) expect(server.openConnections()).toBe(0);
    record.close();
  });
});

test('a wrong password for forty devices is tried three times, and the rest says so', async () => {
  const fleet = await routers(40, { password: 'another' });
  const setting = configuration(hosts(fleet), [baselineText]);
  const record = memoryRecord();
  const result = await audit(setting, record, fleet.knownHosts);
  const codes = result.judgements.map(({ reason }) => reason?.code);
  expect(codes.filter((code) => code === 'auth')).toHaveLength(3);
  expect(codes.filter((code) => code === 'account-stopped')).toHaveLength(37);
  expect(fleet.devices.flatMap(({ server }) => server.attempts.filter((method) => method !== 'none'))).toHaveLength(3);
  expect(record.lastUnverified()).toHaveLength(40);
  record.close();
});

/** The most that ran at once, over intervals of start and end. */
function bound(): { readonly enter: () => void; readonly leave: () => void; readonly most: () => number } {
  let [now, most] = [0, 0];
  return {
    enter() {
      now += 1;
      most = Math.max(most, now);
    },
    leave() {
      now -= 1;
    },
    most: () => most,
  };
}

test('the bounds of the fleet and of each site hold, and HA peers never hash together', async () => {
  const [sites, hashes] = [
    new Map([
      ['a', bound()],
      ['b', bound()],
    ]),
    bound(),
  ];
  const sha512 = 'a'.repeat(128);
  const servers: { readonly name: string; readonly site: string; readonly server: SshDevice }[] = [];
  for (let index = 0; index < 8; index += 1) {
    const site = index < 4 ? 'a' : 'b';
    const state = {
      hostname: `r${index}`,
      serial: `FDO9913000${index}`,
      running: iosxe.current,
      next: iosxe.current,
      before: null,
      startedAt: Date.now() - 9e8,
      files: [{ name: iosxe.current.image, sizeBytes: 1000, modifiedAt: 0, content: 'x' }],
    };
    const server = await startSshDevice(
      script(
        {
          prompt: () => `${state.hostname}#`,
          reply: (command) => {
            const said = iosxe.reply(state, command, Date.now()) ?? iosxe.unknown(command);
            if (command === 'show version') sites.get(site)?.enter();
            if (command === 'exit') {
              sites.get(site)?.leave();
              return (io) => io.close();
            }
            if (!command.startsWith('verify ')) return said;
            return async (io) => {
              if (index < 2) hashes.enter();
              await io.sleep(150);
              if (index < 2) hashes.leave();
              io.print(typeof said === 'string' ? said : '');
            };
          },
          logout: /^never$/,
        },
        {
          login: { username: 'audit', password, publicKey: null, methods: ['password'] },
          hostKeys: [newKey().privateKey],
        },
      ),
    );
    stops.push(server.stop);
    servers.push({ name: state.hostname, site, server });
  }
  const text = servers
    .map(({ name, site, server }) =>
      hostLine(
        name,
        server,
        `, data: {site: ${site}${name === 'r0' ? ', haPeer: r1' : name === 'r1' ? ', haPeer: r0' : ''}}`,
      ),
    )
    .join('');
  const setting = configuration(text, [
    `name: edge\napprovedBy: lead\nmatch: {platform: iosxe}\napproved:\n  - version: 17.09.04a\n    images: [{file: ${iosxe.current.image}, sha512: "${sha512}"}]\n`,
  ]);
  const record = memoryRecord();
  const result = await audit(setting, record, servers.map(({ server }) => server.knownHosts).join(''), {
    bounds: { total: 6, perSite: 2, hashPerSite: 4 },
  });
  expect(result.judgements.map(({ verdict }) => verdict)).toEqual(Array(8).fill('tampered'));
  for (const site of sites.values()) expect(site.most()).toBe(2);
  expect(hashes.most()).toBe(1);
  record.close();
});

test('a device behind a jump host is reached through it, and never directly', async () => {
  const fleet = await routers(1);
  const [device] = fleet.devices;
  if (device === undefined) throw new Error('one device');
  const asked: string[] = [];
  const jump = await startSshDevice(
    script(
      {},
      {
        login: { username: 'audit', password, publicKey: null, methods: ['password'] },
        forward: (host, port) => {
          asked.push(`${host}:${port}`);
          return { host: device.host, port: device.port };
        },
      },
    ),
  );
  stops.push(jump.stop);
  const inner = { host: '192.0.2.77', port: 22 };
  const pins = jump.knownHosts + fleet.knownHosts.replace(/^\S+/, '192.0.2.77');
  const text =
    hostLine('r1', inner, ', ssh: {jump: bastion}') +
    hostLine('bastion', jump, ', excluded: {reason: jump, approvedBy: x, until: 2099-01-01}');
  const setting = configuration(text, [baselineText]);
  const record = memoryRecord();
  const devices = setting.inventory.devices.filter(({ name }) => name === 'r1');
  const through = await audit(setting, record, pins, { order: { devices } });
  expect(through.of('r1').verdict).toBe('compliant');
  expect(asked).toEqual(['192.0.2.77:22']);
  await jump.stop();
  const without = await audit(setting, record, pins, { order: { devices } });
  expect(without.of('r1').reason).toMatchObject({ code: 'unreachable', message: expect.stringContaining('bastion') });
  record.close();
});

describe('the program itself', () => {
  const prepared = async (count: number, latencyMs: number) => {
    const fleet = await routers(count, { latencyMs });
    const folder = await workFolder({
      'inventory/hosts.yaml': hosts(fleet)
        .replaceAll(`"${password}"`, '{env: PAWL_PASSWORD}')
        .replaceAll('device: 6s', 'device: 60s'),
      'inventory/known_hosts': fleet.knownHosts,
      'baselines/edge.yaml': baselineText,
    });
    stops.push(folder.remove);
    const run = (args: readonly string[], during?: Parameters<typeof pawl>[1]) =>
      pawl(args, { cwd: folder.path, env: { PAWL_PASSWORD: password }, ...during });
    return { fleet, folder, run };
  };
  const once = async (until: () => boolean): Promise<void> => {
    for (let waited = 0; waited < 20_000 && !until(); waited += 20)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };

  test('keeps every secret to itself, in what it prints, saves and records', async () => {
    const { fleet, folder, run } = await prepared(2, 0);
    const ran = await run(['audit', '--save-captures', 'saved', '--format', 'json']);
    expect(ran.status).toBe(0);
    await fleet.devices[0]?.stop();
    const again = await run(['audit', '-v']).then(({ status }) => (status === 2 ? run(['audit']) : run(['audit'])));
    expect(again.status).toBe(3);
    expect(`${ran.stdout}${ran.stderr}${again.stdout}${again.stderr}`).not.toContain(password);
    const files = (await readdir(folder.path, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['pawl.db', 'show-version.txt', 'device.yaml']),
    );
    for (const { parentPath, name } of files)
      expect(readFileSync(join(parentPath, name)).includes(password), name).toBe(false);
    const captured = await readFile(join(folder.path, 'saved/r1/show-version.txt'), 'utf8');
    expect(captured).toContain('Version 17.09.04a');
  });

  test('Ctrl-C lets the running devices finish, and --resume asks the others', async () => {
    const { fleet, run } = await prepared(6, 60);
    const cut = await run(['audit', '--concurrency', '2'], {
      during: async (child, stderr) => {
        await once(() => stderr().includes('1/6'));
        child.kill('SIGINT');
      },
    });
    expect(cut.stderr).toMatch(/pawl audit --resume/);
    expect(cut.status).toBe(3);
    const logins = () =>
      fleet.devices.map(({ server }) => server.attempts.filter((method) => method !== 'none').length);
    const before = logins();
    expect(before).toContain(0);
    const resumed = await run(['audit', '--resume']);
    expect(resumed.status).toBe(0);
    expect(logins()).toEqual([1, 1, 1, 1, 1, 1]);
    expect((await run(['audit', '--resume'])).status).toBe(2);
    expect((await run(['records', 'verify'])).status).toBe(0);
  });

  test('kill -9 loses nothing that was told, and --resume goes on', async () => {
    const { fleet, run } = await prepared(6, 60);
    const killed = await run(['audit', '--concurrency', '1'], {
      during: async (child, stderr) => {
        await once(() => stderr().includes('2/6'));
        child.kill('SIGKILL');
      },
    });
    expect(killed.status).toBeNull();
    const told = killed.stderr
      .split('\n')
      .filter((line) => /^\d\/6 /.test(line))
      .map((line) => line.split(' ')[1]);
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect((await run(['records', 'verify'])).status).toBe(0);
    for (const device of told) expect((await run(['history', device ?? ''])).stdout).toContain('compliant');
    const logins = () => fleet.devices.map(({ server }) => server.attempts.length);
    const before = logins();
    const resumed = await run(['audit', '--resume', '--format', 'json']);
    expect(resumed.status).toBe(0);
    const asked = fleet.devices.filter((_, at) => logins()[at] !== before[at]).map(({ hostname }) => hostname);
    expect(asked.filter((device) => told.includes(device))).toEqual([]);
    expect(JSON.parse(resumed.stdout).devices).toHaveLength(6);
    expect((await run(['records', 'verify'])).status).toBe(0);
  });
});
