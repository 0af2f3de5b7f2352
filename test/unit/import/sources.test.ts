import { describe, expect, it } from 'vitest';
import { expandRanges } from '../../../src/import/ansible-range.ts';
import { algorithmProfile, jumpHops, proxyCommandHops, shellWords } from '../../../src/import/ssh-words.ts';
import { errorsOf, importText, noFiles, runImport, written } from './import-case.ts';

const fieldsOf = (done: ReturnType<typeof importText>, name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    done.plan.changes.find((change) => change.name === name)?.fields.map(({ key, after }) => [key, after]) ?? [],
  );

describe('ranges of Ansible', () => {
  it.each([
    ['sw[01:03]', ['sw01', 'sw02', 'sw03']],
    ['r[a:c][1:2]', ['ra1', 'ra2', 'rb1', 'rb2', 'rc1', 'rc2']],
    ['x[1:9:4].net', ['x1.net', 'x5.net', 'x9.net']],
    ['plain', ['plain']],
  ])('%s', (pattern, names) => {
    expect(expandRanges(pattern)).toEqual({ ok: true, value: names });
  });

  it.each(['sw[01:3]', 'sw[3:1]', 'sw[1:2', 'sw[1-2]', 'sw[a:2]', 'sw[1:999999]', 'x[1:9999][1:9999]', 's[1:2:0]'])(
    'refuses %s',
    (pattern) => {
      expect(expandRanges(pattern).ok).toBe(false);
    },
  );
});

describe('half-imported is not imported', () => {
  it.each([
    ['ansible', '[core]\nr1 ansible_network_os=ios\nr2 ansible_network_os\nr[1:\n', ['source:3:1:', 'source:4:1:']],
    ['oxidized', 'r1:ios\nr2:nosuchos\n:ios\n', ['source:2:1:', 'source:3:1:']],
    ['rancid', 'r1;juniper;up\nr2\nr3;nosuchtype;up\n', ['source:2:1:', 'source:3:1:']],
    ['csv', 'name,os\nr1,ios\n,ios\nr3,ios,more\nr 4,ios\n', ['source:3:1:', 'source:4:1:', 'source:5:1:']],
    ['ssh-config', 'Host r1\n  Port ninety\n  ???\n', ['source:3:1:']],
    ['nornir', 'r1: {platform: ios}\nr2: {platform: nosuchos}\n', ['source:2:1:']],
    ['ansible', 'r1 ansible_network_os=ios ansible_host=300.1.1.1\n', ['source:1:1: hostname:']],
    ['ansible', 'r1 ansible_network_os=ios ansible_port=99999\n', ['source:1:1: port:']],
    ['csv', 'name,os\nr1,ios\nR1,ios\n', ['source:3:1: "R1" is there twice']],
  ] as const)('%s: each bad line is named, and nothing is to be written', (source, text, places) => {
    const { plan, texts } = importText(source, text);
    const errors = errorsOf(plan).join('\n');
    for (const place of places) expect(errors).toContain(place);
    expect(texts).toEqual({ hosts: null, groups: null, defaults: null });
    expect(plan.changes).toEqual([]);
  });

  it('an address that two devices share is told after the import, and nothing is written', () => {
    const { plan, texts } = importText('csv', 'name,ip,os\nr1,192.0.2.1,ios\nr2,192.0.2.1,ios\n');
    expect(errorsOf(plan).join()).toContain('has the address and port of "r1"');
    expect(texts.hosts).toBeNull();
  });

  it('nothing is laid over files that have mistakes of their own', () => {
    const before = { ...noFiles, hosts: { file: 'hosts.yaml', text: 'r1: {platfrom: ios}\n' } };
    const { plan, texts } = importText('rancid', 'r2;juniper;up\n', { before });
    expect(errorsOf(plan).join()).toContain('hosts.yaml:1:6: unknown key "platfrom"');
    expect(texts.hosts).toBeNull();
  });
});

describe('Ansible', () => {
  it('refuses a script and a vaulted inventory, and says what to import instead', () => {
    expect(errorsOf(importText('ansible', '#!/usr/bin/env python\n').plan)[0]).toContain('--list');
    expect(errorsOf(importText('ansible', '$ANSIBLE_VAULT;1.1;AES256\n00\n').plan)[0]).toContain(
      'ansible-inventory --list',
    );
  });

  it('an address that is a template is a problem, an account that is one is only told', () => {
    const text = 'r1 ansible_network_os=ios ansible_host="{{ lookup(1) }}"\n';
    expect(errorsOf(importText('ansible', text).plan)[0]).toContain('source:1:1: ansible_host is a template');
    const { plan } = importText('ansible', 'r1 ansible_network_os=ios ansible_user="{{ who | lower }}"\n');
    expect(errorsOf(plan)).toEqual([]);
    expect(plan.problems[0]?.text).toContain('warning: ansible_user is a template');
  });

  it('a group that is its own ancestor is a problem', () => {
    expect(
      errorsOf(importText('ansible', '[a:children]\nb\n[b:children]\na\n[a]\nr1 ansible_network_os=ios\n').plan).join(),
    ).toContain('its own ancestor');
  });
});

describe('Oxidized', () => {
  const layout = { options: { map: { name: '0', ip: '1', model: '2', username: '3' } } };
  it('joins an IPv6 address under a colon', () => {
    expect(fieldsOf(importText('oxidized', 'r1:2001:db8::1:ios:me\n', layout), 'r1')).toMatchObject({
      hostname: '"2001:db8::1"',
      platform: 'ios',
      username: 'me',
    });
  });

  it('says so when the address can end at several colons', () => {
    const { plan } = importText('oxidized', 'r1:2001:db8::1:2:ios\n', { options: { map: { name: '0', ip: '1' } } });
    expect(errorsOf(plan)[0]).toContain('source:1:1: the IPv6 address can end at several colons');
  });

  it('reads another delimiter and the names of columns', () => {
    const done = importText('oxidized', 'ios;r1;192.0.2.1\n', {
      options: { delimiter: ';', map: { name: '1', ip: '2', model: '0' } },
    });
    expect(fieldsOf(done, 'r1')).toMatchObject({ hostname: '192.0.2.1', platform: 'ios' });
  });
});

describe('OpenSSH words', () => {
  it('splits quotes and backslashes', () => {
    expect(shellWords(`a "b c" d\\ e 'f "g"'`)).toEqual(['a', 'b c', 'd e', 'f "g"']);
  });
  it('reads chains of hops', () => {
    expect(jumpHops('me@a:2200,[2001:db8::1]:22,ssh://b')).toEqual([
      { host: 'a', user: 'me', port: '2200' },
      { host: '2001:db8::1', user: null, port: '22' },
      { host: 'b', user: null, port: null },
    ]);
    expect(jumpHops('none')).toEqual([]);
  });
  it('knows the usual ProxyCommand and no other', () => {
    expect(proxyCommandHops('ssh -q -l me -p 2200 -W %h:%p gate')).toEqual([
      { host: 'gate', user: 'me', port: '2200' },
    ]);
    expect(proxyCommandHops('nc -X 5 -x proxy:1080 %h %p')).toBeNull();
  });
  it.each([
    [['+diffie-hellman-group1-sha1'], 'legacy'],
    [['', '', '+aes128-cbc'], 'compat'],
    [['curve25519-sha256'], null],
    [['-diffie-hellman-group1-sha1'], null],
  ])('%j is the profile %s', (lists, profile) => {
    expect(algorithmProfile(lists)).toBe(profile);
  });
});

describe('the way to a device', () => {
  it('two different ways over one hop are a problem', () => {
    const text = 'Host r1\n ProxyJump a,c\nHost r2\n ProxyJump b,c\n';
    expect(errorsOf(importText('ssh-config', text, { platformOf: { 'r*': 'ios' } }).plan).join()).toContain(
      'elsewhere',
    );
  });
});

describe('a second import', () => {
  const before = {
    hosts: {
      file: 'hosts.yaml',
      text: '# ours\nr1:   # the first\n  platform: iosxe  # settled\n  password: {env: MINE}\n  data: {tags: [ours], site: ams}\n\nr9: {platform: eos}\n',
    },
    groups: null,
    defaults: null,
  };

  it('changes what the source says and leaves every other character as it is', () => {
    const csv = 'name,ip,os,tags,site,password\nr1,192.0.2.1,ios,theirs,lon,geheim\nr2,192.0.2.2,nxos,,,\n';
    const { plan, texts } = importText('csv', csv, { before });
    expect(errorsOf(plan)).toEqual([]);
    expect(texts.hosts).toBe(
      '# ours\nr1:   # the first\n  hostname: 192.0.2.1\n  platform: iosxe  # settled\n  password: {env: MINE}\n  data: {tags: [ours, theirs], site: lon}\n\nr9: {platform: eos}\n# Imported from csv: source.\n\nr2:\n  hostname: 192.0.2.2\n  platform: nxos\n'.replace(
        '# Imported from csv: source.\n',
        '# Imported from csv: source.\n# Set in the environment before the first login: PAWL_PASSWORD.\n',
      ),
    );
    expect(plan.onlyHere).toEqual(['r9']);
    expect(JSON.stringify(plan)).not.toContain('geheim');
  });

  it('does not put into the defaults what would change a device that the source does not know', () => {
    const { texts } = runImport({
      source: 'nornir',
      files: [
        { file: 'n/hosts.yaml', text: 'r1: {}\nr2: {}\n' },
        { file: 'n/defaults.yaml', text: 'platform: junos\nport: 2022\n' },
      ],
      before,
    });
    expect(texts.defaults).toBeNull();
    expect(texts.hosts).toContain('r2:\n  port: 2022\n  platform: junos');
    expect(texts.hosts).toContain('r9: {platform: eos}');
  });

  it('adds to an entry without a value, to a flow map and to a block list', () => {
    const own = {
      hosts: {
        file: 'h',
        text: 'a:\nb: {}\nc: {groups: [g], platform: eos}\nd:\n  platform: eos\n  sources:\n    - x\n    - w\n',
      },
      groups: { file: 'g', text: 'g: {platform: eos}\nall: {platform: eos}\n' },
      defaults: { file: 'd', text: 'platform: eos\n' },
    };
    const text = 'name,ip,os,sources\na,192.0.2.1,eos,\nb,192.0.2.2,eos,\nc,192.0.2.3,eos,\nd,192.0.2.4,eos,z\n';
    const first = importText('csv', text, { before: own });
    expect(errorsOf(first.plan)).toEqual([]);
    expect(first.texts.hosts).toBe(
      'a: {hostname: 192.0.2.1}\nb: {hostname: 192.0.2.2}\nc: {hostname: 192.0.2.3, groups: [g], platform: eos}\nd:\n  hostname: 192.0.2.4\n  platform: eos\n  sources:\n    [x, w, z]\n',
    );
    expect(importText('csv', text, { before: written(first.texts, own) }).plan.changes).toEqual([]);
  });
});

describe('NetBox', () => {
  const page = (results: readonly unknown[], count = results.length) => [
    { from: 'https://n/1', body: { count, next: null, results } },
  ];
  it('tells when fewer devices came than were promised', () => {
    const { plan } = runImport({
      source: 'netbox',
      files: [],
      pages: page([{ id: 1, name: 'a', platform: { slug: 'ios' } }], 5),
    });
    expect(errorsOf(plan)[0]).toContain('5 devices are promised and 1 came');
  });
  it('a platform that is only a link needs another depth', () => {
    const { plan } = runImport({
      source: 'nautobot',
      files: [],
      pages: page([{ id: 'x', name: 'a', platform: { id: 'y', url: 'z' } }]),
    });
    expect(errorsOf(plan)[0]).toContain('depth=1');
  });
  it('hostile names are refused, not written', () => {
    const names = ['../../etc', 'a\nb: {x: y}', '__proto__', '-rf', 'a'.repeat(500)];
    for (const name of names) {
      const { plan, texts } = runImport({
        source: 'netbox',
        files: [],
        pages: page([{ id: 1, name, platform: { slug: 'ios' } }]),
      });
      if (name !== '__proto__') expect(errorsOf(plan).length).toBe(1);
      expect(texts.hosts ?? '').not.toContain('x: y');
    }
  });
});
