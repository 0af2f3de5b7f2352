import { describe, expect, it } from 'vitest';
import { readInventory } from '../../../src/config/inventory.ts';
import { problemText } from '../../../src/config/problem.ts';

const ids: Readonly<Record<string, string>> = { alpha: 'alpha', beta: 'beta', vendor_alpha: 'alpha' };
const platformId = (name: string): string | null => ids[name.toLowerCase()] ?? null;

function read(hosts: string, groups: string | null = null, defaults: string | null = null) {
  const { inventory, problems } = readInventory(
    {
      hosts: { file: 'hosts.yaml', text: hosts },
      groups: groups === null ? null : { file: 'groups.yaml', text: groups },
      defaults: defaults === null ? null : { file: 'defaults.yaml', text: defaults },
    },
    platformId,
  );
  return { devices: inventory.devices, problems: problems.map(problemText) };
}

describe('inheritance', () => {
  it('takes a value from the host, then from its groups in order with their own groups, then from the defaults', () => {
    const { devices, problems } = read(
      'a: {platform: alpha, groups: [near, far]}\nb: {groups: [far], port: 2022}\nc: {}\n',
      'near: {groups: [parent]}\nparent: {username: from-parent, data: {site: ams}}\nfar: {username: from-far, platform: beta}\n',
      'username: from-defaults\nplatform: vendor_alpha\n',
    );
    expect(problems).toEqual([]);
    expect(
      devices.map(({ name, username, platform, groups, port }) => [name, username, platform, groups, port]),
    ).toEqual([
      ['a', 'from-parent', 'alpha', ['near', 'parent', 'far'], 22],
      ['b', 'from-far', 'beta', ['far'], 2022],
      ['c', 'from-defaults', 'alpha', [], 22],
    ]);
    expect(devices[0]?.site).toBe('ams');
  });

  it('inherits ssh, timeouts, hash and data key by key and lists whole', () => {
    const { devices } = read(
      'a: {groups: [g], ssh: {agent: true}, timeouts: {command: 5s}, data: {tags: [x]}}\n',
      'g: {platform: alpha, ssh: {algorithms: legacy, agent: false}, data: {tags: [y, z], role: edge}}\n',
      'timeouts: {command: 9s, hash: 1h}\nssh: {hostKey: pin-first}\n',
    );
    expect(devices[0]).toMatchObject({
      ssh: { agent: true, algorithms: 'legacy', hostKey: 'pin-first' },
      timeouts: { connectMs: 10_000, commandMs: 5_000, hashMs: 3_600_000, deviceMs: 1_800_000 },
      tags: ['x'],
      role: 'edge',
    });
  });

  it('reaches a jump host directly although it inherits itself as jump host', () => {
    const { devices, problems } = read(
      'bastion: {excluded: {reason: jump host}}\na: {platform: alpha}\n',
      null,
      'ssh: {jump: bastion}\n',
    );
    expect(problems).toEqual([]);
    expect(devices.map(({ ssh }) => ssh.jump)).toEqual([null, 'bastion']);
  });
});

describe('values', () => {
  it('keeps text that looks like a number or a boolean', () => {
    const { devices } = read('0x10: {platform: alpha, data: {site: 17.10, role: no, serials: [0123]}}\n');
    expect(devices[0]).toMatchObject({ name: '0x10', site: '17.10', role: 'no', serials: ['0123'] });
  });

  it('reads the four forms of a secret and remembers where each stands', () => {
    const { devices } = read(
      'a: {platform: alpha, password: {env: PW}, enable: {file: /run/x}}\nb: {platform: alpha, password: {exec: [pass, show, b]}, enable: word}\n',
    );
    expect(devices[0]?.password).toEqual({
      kind: 'env',
      name: 'PW',
      place: { file: 'hosts.yaml', line: 1, column: 32 },
    });
    expect(devices[0]?.enable).toMatchObject({ kind: 'file', path: '/run/x' });
    expect(devices[1]?.password).toMatchObject({ kind: 'exec', argv: ['pass', 'show', 'b'] });
    expect(devices[1]?.enable).toMatchObject({ kind: 'text', text: 'word' });
  });

  it('never repeats a secret in a message', () => {
    const { problems } = read('a: {platform: alpha, password: {evn: hunter2}, enable: [hunter2]}\n');
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('hunter2');
  });

  it.each([
    ['192.0.2.1:2222', '192.0.2.1', 2222],
    ['"[2001:db8::7]:2222"', '2001:db8::7', 2222],
    ['2001:db8::7', '2001:db8::7', 22],
    ['"[2001:db8::7]"', '2001:db8::7', 22],
    ['edge1.example', 'edge1.example', 22],
    ['edge1:23', 'edge1', 23],
  ])('reads the address %s', (written, hostname, port) => {
    const { devices, problems } = read(`a: {platform: alpha, hostname: ${written}}\n`);
    expect(problems).toEqual([]);
    expect(devices[0]).toMatchObject({ hostname, port });
  });

  it('lets an excluded device stand without a platform', () => {
    expect(read('a: {excluded: {reason: gone, until: 2027-01-31}}\n').devices[0]).toMatchObject({
      platform: '',
      excluded: { reason: 'gone', approvedBy: null, until: Date.UTC(2027, 1, 1) - 1 },
    });
  });
});

describe('one device twice', () => {
  it.each([
    ['192.0.2.1', '"::ffff:192.0.2.1"'],
    ['2001:DB8:0::7', '2001:db8::7'],
    ['Edge.Example.', 'edge.example'],
    ['"[2001:db8::7]:22"', '2001:db8::7'],
  ])('finds %s and %s to be the same address', (first, second) => {
    const { problems } = read(`a: {platform: alpha, hostname: ${first}}\nb: {platform: alpha, hostname: ${second}}\n`);
    expect(problems).toEqual(['hosts.yaml:2:1: "b" has the address and port of "a" (hosts.yaml:1:1)']);
  });

  it('takes one address with two ports, or behind two jump hosts, for two devices', () => {
    const { problems } = read(
      'j: {platform: alpha}\na: {platform: alpha, hostname: 192.0.2.1}\nb: {platform: alpha, hostname: 192.0.2.1, port: 23}\nc: {platform: alpha, hostname: 192.0.2.1, ssh: {jump: j}}\n',
    );
    expect(problems).toEqual([]);
  });
});

describe('scale', () => {
  it('reads an inventory of 3000 devices in seconds', () => {
    const hosts = Array.from(
      { length: 3_000 },
      (_, n) => `sw${n}:\n  hostname: 10.${n >> 8}.${n & 255}.1\n  groups: [g]\n`,
    );
    const started = performance.now();
    const { devices, problems } = read(hosts.join(''), 'g: {platform: alpha}\n');
    expect(problems).toEqual([]);
    expect(devices).toHaveLength(3_000);
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});
