import { describe, expect, it } from 'vitest';
import type { CollectorLog } from '../../../src/compare/case.ts';
import { crossChecks } from '../../../src/compare/cross-checks/table.ts';
import { hexDigest } from '../../../src/core/brands.ts';
import type { CheckId } from '../../../src/core/cross-check.ts';
import type { DeviceFacts, DigestFact, ImageFacts, Listing, MemberFacts, Telling } from '../../../src/core/facts.ts';
import type { Judgement } from '../../../src/core/judgement.ts';
import type { Answer } from '../../../src/core/observation.ts';
import { type TwinFacts, twinFacts } from '../../../src/core/twin-facts.ts';
import { at, baseline, bootOf, day, facts, file, hour, listing, member, scene, t0, trusted, types } from './scene.ts';

const outcome = (judgement: Judgement, id: CheckId): string | undefined =>
  judgement.checks?.find((check) => check.id === id)?.outcome;
const look = (seen: DeviceFacts, more: Parameters<ReturnType<typeof scene>['look']>[2] = {}): Judgement =>
  scene().look(seen, 0, more);

const digest = (letter: string): DigestFact => {
  const value = hexDigest('sha512', letter.repeat(128));
  if (!value.ok) throw new Error(value.error);
  return { algorithm: 'sha512', value: value.value };
};
const telling = (fact: Telling['fact'], value: string, more: Partial<Telling> = {}): Telling => ({
  fact,
  member: 'self',
  value,
  at: null,
  command: 'show version',
  line: `line with ${value}`,
  ...more,
});
const started = (ms: number, more: Partial<Telling> = {}): Telling =>
  telling('started-at', 'the stated time', { at: at(ms), ...more });
const answer = (command: string, status: Answer['status'], text = ''): Answer => ({
  command,
  slug: command.replaceAll(' ', '-'),
  status,
  text,
  reason: null,
  startedAt: null,
  tookMs: 1,
});
const one = (more: Partial<DeviceFacts> = {}, changed: Partial<MemberFacts> = {}): DeviceFacts =>
  facts([member('17.12.04', changed)], more);
const space = (totalBytes: number, freeBytes: number, folders = 0): readonly Listing[] =>
  listing([file('bootflash:cat9k_iosxe.17.12.04.SPA.bin', { sizeBytes: 900_000_000 })]).map((each) => ({
    ...each,
    space: { totalBytes, freeBytes, folders },
  }));
const twin = (changed: Partial<MemberFacts> = {}, runtimeText: DigestFact | null = null): TwinFacts => {
  const made = twinFacts(member('17.12.04', changed), runtimeText);
  if (made === null) throw new Error('no twin');
  return made;
};
const collector = (more: Partial<CollectorLog> = {}): CollectorLog => ({
  restarts: [],
  heard: [],
  foreignUse: [],
  ...more,
});
const restart = (ms: number, version: string | null = null) => ({
  at: at(ms),
  version,
  line: `%SYS-5-RESTART: System restarted -- ${version ?? ''}`,
});

describe('the table of cross-checks', () => {
  it('has each number once, in order, and neither SNMP nor neighbours', () => {
    const ids = crossChecks.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids).toHaveLength(22);
    expect(ids).not.toContain('X08');
    expect(ids).not.toContain('X09');
  });
  it('gives one result a check, and tells nothing without facts', () => {
    const blank = facts([member(null, { image: null, startedAt: null, serial: null })], { listings: [] });
    const judgement = look(blank);
    expect(judgement.checks).toHaveLength(crossChecks.length);
    const told = judgement.checks?.filter((check) => check.outcome !== 'cannot-tell').map(({ id }) => id);
    expect(told).toEqual([]);
    expect(judgement.verdict).toBe('unverified');
  });
});

/** For each check: what makes it disagree, what agrees, and what leaves it untold. */
const cases: readonly {
  readonly id: CheckId;
  readonly disagree: () => Judgement;
  readonly agree: () => Judgement;
  readonly untold: () => Judgement;
  readonly opens?: string;
}[] = [
  {
    id: 'X01',
    disagree: () => look(one({}, { image: 'bootflash:cat9k_iosxe.17.09.04a.SPA.bin' })),
    agree: () => look(one()),
    untold: () => look(one({}, { image: 'bootflash:router.bin' })),
    opens: 'image-name-mismatch',
  },
  {
    id: 'X02',
    disagree: () => look(one({ listings: listing([file('bootflash:other.bin')]) })),
    agree: () => look(one()),
    untold: () => look(one({ listings: listing([]).map((each) => ({ ...each, complete: false })) })),
    opens: 'image-missing',
  },
  {
    id: 'X03',
    disagree: () => look(one({}, { boot: bootOf('bootflash:cat9k_iosxe.17.09.04a.SPA.bin', '17.09.04a') })),
    agree: () => look(one()),
    untold: () => look(one({}, { boot: { ...member('17.12.04').boot, next: { kind: 'loader', why: 'manual boot' } } })),
    opens: 'os-downgrade-pending',
  },
  {
    id: 'X04',
    disagree: () => look(one({ tellings: [started(-2 * day)] })),
    agree: () => look(one({ tellings: [started(-10 * day + 90_000)] })),
    untold: () => look(one({ tellings: [telling('started-at', 'a time without a zone')] })),
    opens: 'uptime-disagrees',
  },
  {
    id: 'X05',
    disagree: () => look(one({ deviceClock: at(2 * hour) })),
    agree: () => look(one({ deviceClock: at(10_000) })),
    untold: () => look(one()),
    opens: 'clock-skew',
  },
  {
    id: 'X06',
    disagree: () =>
      look(one({}, { memory: [{ ranBefore: '17.13.01', startedAt: at(-10 * day), from: 'last reset' }] })),
    agree: () => look(one({}, { memory: [{ ranBefore: '17.09.04a', startedAt: null, from: 'last reset' }] })),
    untold: () => look(one()),
  },
  {
    id: 'X07',
    disagree: () => {
      const s = scene();
      s.look(one({ tellings: [telling('built', 'Fri 12-Jul-24 08:00')] }), 0);
      return s.look(one({ tellings: [telling('built', 'Sat 13-Jul-24 09:30')] }), day);
    },
    agree: () => {
      const s = scene();
      s.look(one({ tellings: [telling('built', 'Fri 12-Jul-24 08:00')] }), 0);
      return s.look(one({ tellings: [telling('built', 'Fri 12-Jul-24 08:00')] }), day);
    },
    untold: () => look(one({ tellings: [telling('built', 'Fri 12-Jul-24 08:00')] })),
    opens: 'channels-disagree',
  },
  {
    id: 'X10',
    disagree: () =>
      look(
        one({
          listings: listing([
            file('bootflash:cat9k_iosxe.17.12.04.SPA.bin'),
            file('bootflash:cat9k_iosxe.16.12.01.SPA.bin'),
          ]),
        }),
      ),
    agree: () => look(one()),
    untold: () => look(one({ listings: [] })),
    opens: 'image-unknown',
  },
  {
    id: 'X11',
    disagree: () => look(one({ trust: certificates('5A', '66') })),
    agree: () => look(one({ trust: certificates('5A', '5A') })),
    untold: () => look(one()),
    opens: 'image-cert-changed',
  },
  {
    id: 'X12',
    disagree: () => look(one({ images: [read('a', 'b')] })),
    agree: () => look(one({ images: [read('a', 'a')] })),
    untold: () => look(one({ images: [{ ...read('a', 'b'), digests: read('a', 'b').digests.slice(0, 1) }] })),
    opens: 'device-hash-lies',
  },
  {
    id: 'X13',
    disagree: () => look(withPackage('a'), { twinsOf: () => [twinWith('b'), twinWith('b')] }),
    agree: () => look(withPackage('a'), { twinsOf: () => [twinWith('a'), twinWith('a')] }),
    untold: () => look(withPackage('a'), { twinsOf: () => [twinWith('b')] }),
    opens: 'package-set-mismatch',
  },
  {
    id: 'X14',
    disagree: () => look(one({ codeRegions: [region(false), region(true)] })),
    agree: () => look(one({ codeRegions: [region(false)] })),
    untold: () => look(one({ codeRegions: null })),
    opens: 'runtime-text-writable',
  },
  {
    id: 'X15',
    disagree: () => look(one({ rewriters: [policy('show ver.*', true)] }), { answers: [answer('show version', 'ok')] }),
    agree: () => look(one({ rewriters: [policy('show ver.*', false)] }), { answers: [answer('show version', 'ok')] }),
    untold: () => look(one({ rewriters: null })),
    opens: 'cli-rewritten',
  },
  {
    id: 'X16',
    disagree: () => look(facts([stacked('1', '17.12.04'), stacked('2', '17.09.04a')])),
    agree: () => look(facts([stacked('1', '17.12.04'), stacked('2', '17.12.04')])),
    untold: () => look(facts([stacked('1', '17.12.04'), stacked('2', null)])),
    opens: 'os-member-mismatch',
  },
  {
    id: 'X17',
    disagree: () => look(one(), { peer: { name: 'edge2', version: '17.09.04a', since: at(-9 * day) } }),
    agree: () => look(one(), { peer: { name: 'edge2', version: '17.12.04', since: at(-9 * day) } }),
    untold: () => look(one()),
    opens: 'os-peer-mismatch',
  },
  {
    id: 'X18',
    disagree: () => look(one({ configWrittenBy: { version: '17.13.01', from: 'header' } })),
    agree: () => look(one({ configWrittenBy: { version: '17.12.04', from: 'header' } })),
    untold: () => look(one()),
    opens: 'config-newer-than-os',
  },
  {
    id: 'X19',
    disagree: () => offered('aes256-ctr'),
    agree: () => offered('aes256-gcm@openssh.com'),
    untold: () => look(one()),
    opens: 'ssh-crypto-weakened',
  },
  {
    id: 'X20',
    disagree: () => look(one(), { probes, answers: [answer('show new thing', 'unsupported', '% Invalid input')] }),
    agree: () => look(one(), { probes, answers: [answer('show new thing', 'ok')] }),
    untold: () => look(one(), { probes, answers: [answer('show new thing', 'denied')] }),
  },
  {
    id: 'X21',
    disagree: () => look(one({ listings: space(3_000_000_000, 1_000_000_000) })),
    agree: () => look(one({ listings: space(3_000_000_000, 2_000_000_000) })),
    untold: () => look(one({ listings: space(3_000_000_000, 1_000_000_000, 3) })),
  },
  {
    id: 'X22',
    disagree: () => {
      const s = scene();
      s.look(one(), 0);
      return s.look(one({}, { serial: 'FDO99999999' }), day);
    },
    agree: () => look(one()),
    untold: () => look(one({}, { serial: null })),
    opens: 'identity-changed',
  },
  {
    id: 'X23',
    disagree: () => {
      const s = scene();
      s.look(one({ bootloader: [{ member: 'self', version: '17.9(1r)' }] }), 0);
      return s.look(one({ bootloader: [{ member: 'self', version: '16.2(1r)' }] }), day);
    },
    agree: () => look(one({ bootloader: [{ member: 'self', version: '17.9(1r)' }] })),
    untold: () => look(one()),
    opens: 'bootloader-changed',
  },
  {
    id: 'X24',
    disagree: () => look(one(), { collector: collector({ restarts: [restart(-hour)] }) }),
    agree: () => look(one(), { collector: collector({ restarts: [restart(-10 * day + 300_000, '17.12.04')] }) }),
    untold: () => look(one(), { collector: null }),
    opens: 'uptime-disagrees',
  },
];

/** The image as the device and as we hashed it. */
function read(device: string, own: string): ImageFacts {
  return {
    path: 'bootflash:cat9k_iosxe.17.12.04.SPA.bin',
    member: null,
    sizeBytes: 1000,
    sizeAfterBytes: 1000,
    digests: [
      { ...digest(device), computedBy: 'device' },
      { ...digest(own), computedBy: 'offbox' },
    ],
    signature: null,
    adapted: null,
    offBox: { bytes: 1000, rounds: device === own ? 1 : 2 },
  };
}
function offered(cipher: string): Judgement {
  const offer = {
    identification: 'SSH-2.0-Example',
    hostKeyType: 'ssh-ed25519',
    hostKeyFingerprint: 'SHA256:a',
    hostKey: 'as-pinned',
    kex: ['curve25519-sha256'],
    hostKeys: ['ssh-ed25519'],
    ciphers: ['aes256-gcm@openssh.com'],
    macs: ['hmac-sha2-256'],
    negotiated: null,
    profile: 'modern',
  } as const;
  const s = scene();
  s.look(one(), 0, { ssh: offer });
  return s.look(one(), day, { ssh: { ...offer, ciphers: [cipher] } });
}
function certificates(running: string, stored: string): DeviceFacts['trust'] {
  const serial = (subject: string, value: string) => ({
    what: 'certificate-serial' as const,
    subject,
    value,
    good: null,
  });
  return [serial('SYSTEM IMAGE', running), serial('bootflash:cat9k_iosxe.17.12.04.SPA.bin', stored)];
}
function withPackage(letter: string): DeviceFacts {
  return one({}, { packages: [{ name: 'rpbase.pkg', version: '17.12.04', digest: digest(letter) }] });
}
function twinWith(letter: string): TwinFacts {
  return twin({ packages: [{ name: 'rpbase.pkg', version: '17.12.04', digest: digest(letter) }] });
}
function region(writable: boolean) {
  const line = `0x60008950  0x61AF9B3F  28252656  IText  ${writable ? 'R/W' : 'R/O'}  main:text`;
  return { name: writable ? 'main:text' : 'iomem', writable, command: 'show region', line };
}
function policy(pattern: string, changesOutput: boolean) {
  const command = 'show event manager policy registered';
  return { kind: 'policy' as const, name: 'hide', pattern, changesOutput, command, line: ` pattern {${pattern}}` };
}
function stacked(id: string, version: string | null): MemberFacts {
  return { ...member(version), id, serial: `FDO1000000${id}`, image: member('17.12.04').image };
}
const probes = [{ command: /^show new thing$/, since: '17.09.01' }];

describe.each(cases)('$id', ({ id, disagree, agree, untold, opens }) => {
  it('disagrees with both sides told, and opens its finding', () => {
    const judgement = disagree();
    expect(outcome(judgement, id)).toBe('disagree');
    expect(judgement.checks?.find((check) => check.id === id)?.claims.length).toBeGreaterThanOrEqual(2);
    if (opens !== undefined) expect(types(judgement)).toContain(opens);
  });
  it('agrees where both sides tell the same, and opens nothing', () => {
    const judgement = agree();
    expect(outcome(judgement, id)).toBe('agree');
    if (opens !== undefined) expect(types(judgement)).not.toContain(opens);
  });
  it('cannot tell without its evidence, and opens nothing', () => {
    const judgement = untold();
    expect(outcome(judgement, id)).toBe('cannot-tell');
    if (opens !== undefined) expect(types(judgement)).not.toContain(opens);
  });
});

describe('strong disagreements about the word of the device', () => {
  const lies = (): DeviceFacts =>
    one({ tellings: [started(-2 * day), telling('config-register', '0x102')], trust: certificates('5A', '66') });

  it('are two: the device is not trustworthy, and its word closes nothing', () => {
    const s = scene();
    expect(types(s.look(one({ deviceClock: at(2 * hour) }), 0))).toContain('clock-skew');
    const judgement = s.look({ ...lies(), deviceClock: at(day) }, day);
    expect(judgement.reason?.code).toBe('device-not-trustworthy');
    expect(judgement.reason?.message).toMatch(/X04 .*X11 /);
    expect(types(judgement)).toContain('clock-skew');
    expect(types(s.look(one({ deviceClock: at(2 * day) }), 2 * day))).not.toContain('clock-skew');
  });
  it('are one: its findings stand, and the rest is judged as ever', () => {
    const judgement = look(one({ trust: certificates('5A', '66') }));
    expect(judgement.verdict).toBe('noncompliant');
    expect(judgement.reason).toBeNull();
  });
  it('are not made by states that an ordinary upgrade sets apart', () => {
    const before = [{ version: '17.13.01', kind: 'slot' as const, place: 'rollback', addedAt: null }];
    const members = [
      { ...stacked('1', '17.12.04'), inactive: before, boot: bootOf('bootflash:x.17.09.04a.SPA.bin', '17.09.04a') },
      stacked('2', '17.09.04a'),
    ];
    const judgement = look(facts(members, { configWrittenBy: { version: '17.13.01', from: 'header' } }));
    const strong = judgement.checks?.filter((check) => check.outcome === 'disagree' && check.weight === 'strong');
    expect(strong?.length).toBeGreaterThanOrEqual(3);
    expect(judgement.reason?.code).not.toBe('device-not-trustworthy');
  });
});

describe('the running release against the name of its file', () => {
  const renamed = 'bootflash:cat9k_iosxe.17.09.04a.SPA.bin';
  it('weighs more where the content is the published one of the name', () => {
    const list = baseline(['17.12.04'], {
      approved: [
        { ...baseline(['17.12.04']).approved[0], images: [trusted('cat9k_iosxe.17.09.04a.SPA.bin', 'c')] } as never,
      ],
    });
    const image = {
      path: renamed,
      member: null,
      sizeBytes: 1000,
      sizeAfterBytes: 1000,
      signature: null,
      adapted: null,
    };
    const seen = one(
      { images: [{ ...image, digests: [{ ...digest('c'), computedBy: 'device' as const }] }] },
      { image: renamed },
    );
    const judgement = scene({ baseline: list }).look(seen, 0);
    expect(judgement.checks?.find(({ id }) => id === 'X01')).toMatchObject({ outcome: 'disagree', weight: 'strong' });
  });
  it('closes as both are one again, and stays while the image is not shown', () => {
    const s = scene();
    s.look(one({}, { image: renamed }), 0);
    expect(types(s.look(one({}, { image: null }), day))).toContain('image-name-mismatch');
    s.look(one({}, { image: renamed }), 2 * day);
    expect(types(s.look(one(), 3 * day))).not.toContain('image-name-mismatch');
  });
  it.each([
    ['01.0', true],
    ['R2', false],
  ])('says nothing of a name that has no order (%s)', () => {
    expect(types(look(one({}, { image: 'tftp://192.0.2.1/boot.bin' })))).not.toContain('image-name-mismatch');
  });
});

describe('a build date', () => {
  const built = (value: string) => one({ tellings: [telling('built', value)] });
  it('that changed stays a finding until it is the old one, another release, or accepted', () => {
    const s = scene();
    s.look(built('A'), 0);
    for (const when of [day, 2 * day]) expect(types(s.look(built('B'), when))).toContain('channels-disagree');
    expect(types(s.look(one(), 3 * day))).toContain('channels-disagree');
    s.decide('accept', 'channels-disagree', 4 * day);
    expect(types(s.look(built('B'), 5 * day))).not.toContain('channels-disagree');
  });
  it('of another release is another one', () => {
    const s = scene();
    s.look(built('A'), 0);
    const upgraded = facts([member('17.13.01')], { tellings: [telling('built', 'B')] });
    expect(types(s.look(upgraded, day))).not.toContain('channels-disagree');
  });
});

describe('two outputs about one fact', () => {
  const both = (fact: Telling['fact'], a: string, b: string) =>
    one({ tellings: [telling(fact, a), telling(fact, b, { command: 'show bootvar' })] });
  it.each([
    ['config-register', '0x2102', '0x2142', 'cli-rewritten'],
    ['version', '17.12.04', '17.09.04a', 'channels-disagree'],
  ] as const)('that differ on %s (%s, %s) open %s, with both lines', (fact, a, b, type) => {
    const judgement = look(both(fact, a, b));
    expect(types(judgement)).toContain(type);
    const claims = judgement.checks?.find(({ id }) => id === 'X15')?.claims ?? [];
    expect(claims.map(({ excerpt }) => excerpt)).toEqual([`line with ${a}`, `line with ${b}`]);
  });
  it.each([
    ['version', '17.12.04', '17.12.4'],
    ['version', '17.12.04', 'not a release'],
    ['config-register', '0x102', '0x102'],
  ] as const)('that tell the same %s (%s, %s) open nothing', (fact, a, b) => {
    const judgement = look(both(fact, a, b));
    for (const type of ['cli-rewritten', 'channels-disagree']) expect(types(judgement)).not.toContain(type);
  });
  it('one of which is missing refute nothing', () => {
    const s = scene();
    s.look(both('config-register', '0x2102', '0x2142'), 0);
    expect(types(s.look(one({ tellings: [telling('config-register', '0x2102')] }), day))).toContain('cli-rewritten');
    expect(types(s.look(both('config-register', '0x2102', '0x2102'), 2 * day))).not.toContain('cli-rewritten');
  });
});

describe('policies and aliases', () => {
  const asked = [answer('show version', 'ok'), answer('dir bootflash:', 'ok')];
  it.each([
    ['show ver', true],
    ['^sh.*ver', true],
    ['.*', true],
    ['(dir|more) .*', true],
    ['configure terminal', false],
    ['show ip route', false],
    ['version show', false],
  ])('with the pattern "%s" act on an audit: %s', (pattern, hit) => {
    const judgement = look(one({ rewriters: [policy(pattern, true)] }), { answers: asked });
    expect(types(judgement).includes('cli-rewritten')).toBe(hit);
    expect(judgement.verdict === 'unverified').toBe(hit);
  });
  it('of a word that the audit types act, of another do not', () => {
    const alias = (pattern: string) => ({ ...policy(pattern, true), kind: 'alias' as const });
    expect(types(look(one({ rewriters: [alias('dir')] }), { answers: asked }))).toContain('cli-rewritten');
    expect(types(look(one({ rewriters: [alias('lo')] }), { answers: asked }))).not.toContain('cli-rewritten');
  });
  it('poison the device until they are gone', () => {
    const s = scene();
    s.look(one({ deviceClock: at(2 * hour), rewriters: [] }), 0, { answers: asked });
    const judgement = s.look(one({ deviceClock: at(day), rewriters: [policy('show', true)] }), day, { answers: asked });
    expect(types(judgement)).toContain('clock-skew');
    expect(types(s.look(one({ rewriters: null }), 2 * day, { answers: asked }))).toContain('cli-rewritten');
    expect(types(s.look(one({ rewriters: [] }), 3 * day, { answers: asked }))).not.toContain('cli-rewritten');
  });
});

describe('code in memory', () => {
  const text = (letter: string) => one({ runtimeText: digest(letter) });
  const twins = (...letters: readonly string[]) => ({
    twinsOf: () => letters.map((letter) => twin({}, digest(letter))),
  });
  it('that is the odd one among three opens runtime-text-outlier, and closes as it is theirs', () => {
    const s = scene();
    expect(types(s.look(text('a'), 0, twins('b', 'b')))).toContain('runtime-text-outlier');
    expect(types(s.look(one(), day, twins('b', 'b')))).toContain('runtime-text-outlier');
    expect(types(s.look(text('b'), 2 * day, twins('b', 'b')))).not.toContain('runtime-text-outlier');
  });
  it.each([
    [undefined, 'high'],
    ['an implant', 'critical'],
  ])('weighs more on a model with a known implant (%s: %s)', (knownImplant, severity) => {
    const seen = { ...text('a'), ...(knownImplant === undefined ? {} : { knownImplant }) };
    const judgement = look(seen, twins('b', 'b'));
    expect(judgement.findings.find(({ type }) => type === 'runtime-text-outlier')?.severity).toBe(severity);
    expect(judgement.verdict).toBe('noncompliant');
  });
  it.each([[['b']], [['b', 'c']], [['a', 'a']], [[]]])('opens nothing beside %j', (letters) => {
    expect(types(look(text('a'), twins(...letters)))).not.toContain('runtime-text-outlier');
  });
  it('that is writable is tampered with, and its word refutes nothing', () => {
    const s = scene();
    s.look(one({ deviceClock: at(2 * hour) }), 0);
    const judgement = s.look(one({ deviceClock: at(day), codeRegions: [region(true)] }), day);
    expect(judgement.verdict).toBe('tampered');
    expect(types(judgement)).toContain('clock-skew');
  });
});

describe('packages beside those of twins', () => {
  it('are no tampering by themselves: two devices can be wrong', () => {
    const judgement = look(withPackage('a'), { twinsOf: () => [twinWith('b'), twinWith('b')] });
    expect(judgement.verdict).toBe('noncompliant');
    expect(judgement.findings.find(({ type }) => type === 'package-set-mismatch')?.severity).toBe('high');
  });
  it('of other names, or a hash over another set, are not compared', () => {
    const other = twin({
      softwareHash: 'bb',
      packages: [{ name: 'optional.pkg', version: '17.12.04', digest: digest('b') }],
    });
    const seen = { ...withPackage('a') };
    const judgement = look(
      { ...seen, members: seen.members.map((each) => ({ ...each, softwareHash: 'aa' })) },
      { twinsOf: () => [other, other] },
    );
    expect(types(judgement)).not.toContain('package-set-mismatch');
  });
  it('with another hash over the same set are an outlier, and close as the hash is theirs', () => {
    const s = scene();
    const seen = (softwareHash: string) => one({}, { softwareHash });
    const twinsOf = () => [twin({ softwareHash: 'bb' }), twin({ softwareHash: 'bb' })];
    expect(types(s.look(seen('aa'), 0, { twinsOf }))).toContain('package-set-mismatch');
    expect(types(s.look(seen('bb'), day, { twinsOf }))).not.toContain('package-set-mismatch');
  });
});

describe('the log collector', () => {
  const booted = (ms: number, version = '17.12.04') => facts([member(version, { startedAt: at(ms) })]);
  it('that received another release of this start opens channels-disagree', () => {
    const lines = collector({ restarts: [restart(-hour, '17.09.04a')] });
    const judgement = look(booted(-hour - 300_000), { collector: lines });
    expect(types(judgement)).toContain('channels-disagree');
    expect(
      look(booted(-hour - 300_000), { collector: collector({ restarts: [restart(-hour, '17.12.4')] }) }).verdict,
    ).toBe('compliant');
  });
  it('does not contradict a release that was installed without a restart since', () => {
    const lines = collector({ restarts: [restart(-40 * day, '17.09.04a')] });
    expect(types(look(booted(-10 * day), { collector: lines }))).not.toContain('channels-disagree');
  });
  it('that heard the device and not its restart gives log-gap', () => {
    const s = scene();
    s.look(booted(-10 * day), 0);
    const lines = collector({ heard: [at(hour)] });
    expect(types(s.look(booted(2 * hour), 4 * hour, { collector: lines }))).toContain('log-gap');
  });
  it.each([
    ['received the restart', collector({ heard: [at(hour)], restarts: [restart(2 * hour + 60_000)] }), 4 * hour],
    ['never heard the device', collector(), 4 * hour],
    ['may still receive it', collector({ heard: [at(hour)] }), 2 * hour + 600_000],
  ])('that %s gives none', (_, lines, when) => {
    const s = scene();
    s.look(booted(-10 * day), 0);
    expect(types(s.look(booted(2 * hour), when, { collector: lines }))).not.toContain('log-gap');
  });
  it('may date its lines in another zone: a restart some hours after the start is no contradiction', () => {
    const lines = collector({ restarts: [restart(-10 * day + 9 * hour)] });
    const judgement = look(booted(-10 * day), { collector: lines });
    expect(types(judgement)).not.toContain('uptime-disagrees');
    expect(outcome(judgement, 'X24')).toBe('agree');
  });
  it('says nothing of a stack, whose members restart alone', () => {
    const stack = facts([stacked('1', '17.12.04'), stacked('2', '17.12.04')]);
    expect(outcome(look(stack, { collector: collector({ restarts: [restart(-hour)] }) }), 'X24')).toBe('cannot-tell');
  });
});

describe('the audit account', () => {
  const use = (ms: number, source = '198.51.100.7') => ({
    at: at(ms),
    user: 'audit',
    source,
    line: 'copy tftp: flash:',
  });
  it('at work from elsewhere opens audit-account-misuse, which stays until a person closes it', () => {
    const s = scene();
    const lines = collector({ foreignUse: [use(-hour)] });
    expect(types(s.look(one(), 0, { collector: lines }))).toContain('audit-account-misuse');
    expect(types(s.look(one(), day, { collector: collector() }))).toContain('audit-account-misuse');
    s.decide('close', 'audit-account-misuse', 2 * day);
    expect(types(s.look(one(), 3 * day, { collector: lines }))).not.toContain('audit-account-misuse');
    const again = collector({ foreignUse: [use(-hour), use(4 * day)] });
    expect(types(s.look(one(), 5 * day, { collector: again }))).toContain('audit-account-misuse');
  });
  it.each([null, collector({ foreignUse: null }), collector()])('opens nothing without such a line', (lines) => {
    expect(types(look(one(), { collector: lines }))).not.toContain('audit-account-misuse');
  });
});

it('the scene begins at a whole day', () => expect(t0 % day).toBe(0));
