import { describe, expect, it } from 'vitest';
import { readBaselines } from '../../../src/config/baselines.ts';
import { checkBaselines } from '../../../src/config/fleet-checks.ts';
import { readInventory } from '../../../src/config/inventory.ts';
import { problemText } from '../../../src/config/problem.ts';
import { plainRules } from './plain-scheme.ts';

const sha512 = 'A'.repeat(128);

function read(...texts: readonly string[]) {
  const files = texts.map((text, index) => ({ file: `b${index + 1}.yaml`, text }));
  const { baselines, problems } = readBaselines(files, plainRules);
  return { baselines, problems: problems.map(problemText) };
}

function check(hosts: string, ...texts: readonly string[]): readonly string[] {
  const { baselines, problems } = readBaselines(
    texts.map((text, index) => ({ file: `b${index + 1}.yaml`, text })),
    plainRules,
  );
  expect(problems).toEqual([]);
  const read = readInventory(
    { hosts: { file: 'hosts.yaml', text: hosts }, groups: null, defaults: null },
    plainRules.platformId,
  );
  expect(read.problems).toEqual([]);
  return checkBaselines(baselines, read.inventory).map(problemText);
}

const rule = (name: string, match: string): string =>
  `name: ${name}\nmatch: {${match}}\napproved: [{version: 1.2.3}]\n`;

describe('one baseline', () => {
  it('reads every key of the contract', () => {
    const { baselines, problems } = read(`
name: campus
approvedBy: change board
match: {platform: vendor_alpha, model: [C93*, C94*], role: access}
approved:
  - version: 1.02.03
    featureSet: full
    validFrom: 2026-06-30
    validUntil: 2027-06-30
    images: [{file: os-1.2.3.bin, size: 1090000000, sha512: ${sha512}, source: vendor page}]
    packages: [{file: base.1.2.3.pkg, md5: ${'0'.repeat(32)}, learned: true}]
  - {train: "1.09", versions: ">=1.9.4"}
forbidden: [{version: "<1.2.0", reason: CVE-1, advisory: adv-1}]
rollback: [1.2.1]
patches: {required: [P1], allowed: ["P*"]}
extensions: [x.rpm]
boot: {configRegister: 0x2102, network: allow}
require: {digest: always, maxAge: 2d}
waivers:
  - {device: "lab-*", until: 2027-03-31, ticket: T1, approvedBy: me, reason: lab, covers: [os-not-approved]}
  - {name: back, select: {tag: x}, until: 2027-03-31T12:00Z, approvedBy: me, covers: [os-downgraded], target: {version: 1.2.1}}
`);
    expect(problems).toEqual([]);
    const [baseline] = baselines;
    expect(baseline).toMatchObject({
      name: 'campus',
      place: { file: 'b1.yaml', line: 2, column: 1 },
      approvedBy: 'change board',
      match: { platform: ['alpha'], model: ['C93*', 'C94*'], role: ['access'] },
      rollback: ['1.2.1'],
      patches: { required: ['P1'], allowed: ['P*'] },
      extensions: ['x.rpm'],
      boot: { configRegister: '0x2102', network: 'allow' },
      require: { digest: 'always', maxAgeMs: 2 * 86_400_000 },
    });
    expect(baseline?.approved[0]).toMatchObject({
      version: '1.02.03',
      range: null,
      featureSet: 'full',
      validFrom: Date.UTC(2026, 5, 30),
      validUntil: Date.UTC(2027, 6, 1) - 1,
      images: [
        {
          file: 'os-1.2.3.bin',
          sizeBytes: 1_090_000_000,
          digests: [{ algorithm: 'sha512', value: sha512.toLowerCase() }],
          source: 'vendor page',
          learned: false,
        },
      ],
      packages: [{ file: 'base.1.2.3.pkg', learned: true, source: 'baseline campus' }],
    });
    expect(baseline?.approved[1]).toMatchObject({ version: null, train: '1.9', range: { text: '>=1.9.4' } });
    expect(baseline?.waivers).toMatchObject([
      {
        name: 'campus waiver 1',
        select: { device: ['lab-*'] },
        until: Date.UTC(2027, 3, 1) - 1,
        target: null,
        digest: null,
      },
      { name: 'back', select: { tag: ['x'] }, target: { version: '1.2.1', patch: null, image: null } },
    ]);
    expect(baseline?.revision).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('falls back to the defaults of the contract', () => {
    expect(read(rule('x', 'platform: alpha')).baselines[0]).toMatchObject({
      patches: { required: [], allowed: ['*'] },
      extensions: [],
      boot: { configRegister: null, network: 'deny' },
      require: { digest: 'where-possible', maxAgeMs: 7 * 86_400_000 },
      waivers: [],
    });
  });

  it('changes its revision with any character of the text', () => {
    const revisions = ['', '# a\n', '# b\n'].map(
      (more) => read(rule('x', 'platform: alpha') + more).baselines[0]?.revision,
    );
    expect(new Set(revisions).size).toBe(3);
  });
});

describe('rules and devices', () => {
  it('names both places of rules that match one device equally well', () => {
    expect(
      check(
        'a: {platform: alpha, data: {role: edge, site: ams}}\n',
        rule('r', 'platform: alpha, role: edge'),
        rule('s', 'platform: alpha, site: ams'),
      ),
    ).toEqual(['b2.yaml:1:1: "s" and "r" (b1.yaml:1:1) match "a" equally well: add a key to one of them']);
  });

  it('lets more keys, then fewer wildcards decide', () => {
    const hosts = 'a: {platform: alpha, data: {role: edge, site: ams}}\n';
    expect(check(hosts, rule('p', 'platform: alpha'), rule('r', 'platform: alpha, role: edge'))).toEqual([]);
    expect(check(hosts, rule('g', 'platform: alpha, role: "*"'), rule('r', 'platform: alpha, role: edge'))).toEqual([]);
  });

  it('does not call a tie what the model will decide', () => {
    const hosts = 'a: {platform: alpha}\n';
    expect(
      check(hosts, rule('x', 'platform: alpha, model: "C93*"'), rule('y', 'platform: alpha, model: "C95*"')),
    ).toEqual([]);
    expect(
      check(hosts, rule('x', 'platform: alpha, model: "C93*"'), rule('y', 'platform: alpha, model: "C9*"')),
    ).toHaveLength(1);
  });

  it('warns of rules that match nothing and of devices without a rule', () => {
    expect(check('a: {platform: beta, data: {role: edge}}\n', rule('r', 'platform: alpha, role: edge'))).toEqual([
      'b1.yaml:1:1: warning: "r" matches no device of the inventory',
      'hosts.yaml:1:1: warning: no baseline matches "a": it stays unverified (no-baseline)',
    ]);
  });

  it('refuses two baselines of one name or one match', () => {
    expect(check('', rule('r', 'platform: alpha'), rule('r', 'platform: alpha'))).toEqual([
      'b2.yaml:1:1: "r" is also the name of the baseline at b1.yaml:1:1',
      'b2.yaml:1:1: "r" and "r" (b1.yaml:1:1) have the same match',
    ]);
  });

  it('warns where two trusted values of one file differ', () => {
    const of = (name: string, digit: string): string =>
      `name: ${name}\nmatch: {platform: alpha, role: ${name}}\napproved: [{version: 1.2.3, images: [{file: os-1.2.3.bin, md5: "${digit.repeat(32)}"}]}]\n`;
    const found = check(
      'a: {platform: alpha, data: {role: x}}\nb: {platform: alpha, data: {role: y}}\n',
      of('x', '1'),
      of('y', '2'),
    );
    expect(found).toEqual([
      'b2.yaml:3:12: warning: os-1.2.3.bin: another md5 than at b1.yaml:3:12; both would be trusted',
    ]);
  });
});
