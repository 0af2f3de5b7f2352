import { describe, expect, it } from 'vitest';
import { hexDigest } from '../../../src/core/brands.ts';
import {
  approved,
  at,
  baseline,
  bootOf,
  day,
  facts,
  file,
  hour,
  listing,
  member,
  scene,
  trusted,
  types,
  waiver,
  window,
} from './scene.ts';

const unreachable = { code: 'unreachable', message: 'connection refused' } as const;
const sha512 = (digit: string) => {
  const digest = hexDigest('sha512', digit.repeat(128));
  if (!digest.ok) throw new Error(digest.error);
  return { algorithm: 'sha512' as const, value: digest.value, computedBy: 'device' as const };
};
const image = (version: string) => `bootflash:cat9k_iosxe.${version}.SPA.bin`;
const hashed = (path: string, digit: string, more: Partial<import('../../../src/core/facts.ts').ImageFacts> = {}) => ({
  path,
  member: null,
  sizeBytes: 1000,
  sizeAfterBytes: 1000,
  digests: [sha512(digit)],
  signature: null,
  adapted: null,
  ...more,
});
/** Restarted into `version` at `when`. */
const restarted = (version: string, when: number) => facts([member(version, { startedAt: at(when) })]);

describe('the situations that must hold', () => {
  it('a step back between approved releases stays downgraded through every later audit, until it is accepted', () => {
    const s = scene();
    expect(s.look(facts([member('17.12.04')]), 0).verdict).toBe('compliant');
    for (const when of [day, 2 * day, 3 * day, 4 * day]) {
      const judgement = s.look(restarted('17.09.04a', 5 * hour), when);
      expect(judgement.verdict).toBe('downgraded');
      expect(judgement.members[0]?.reference?.version).toBe('17.12.04');
    }
    s.decide('accept', 'os-downgraded', 5 * day);
    const after = s.look(restarted('17.09.04a', 5 * hour), 6 * day);
    expect(types(after)).toEqual(
      ['image-hash-unavailable', 'reload-unexplained'].filter((type) => types(after).includes(type)),
    );
    expect(after.verdict).toBe('compliant');
  });

  it('a first audit of an unapproved older release is noncompliant, without history', () => {
    const judgement = scene().look(facts([member('17.06.05')]), 0);
    expect(judgement.verdict).toBe('noncompliant');
    expect(judgement.historySince).toBeNull();
  });

  it('a rollback in its window is authorized when it is audited hours later, and stays so', () => {
    const s = scene({ windows: [window(20 * hour, 23 * hour, '17.09.04a')] });
    s.look(facts([member('17.12.04')]), 0);
    expect(s.look(restarted('17.09.04a', 21 * hour), 26 * hour).verdict).toBe('authorized');
    expect(s.look(restarted('17.09.04a', 21 * hour), 20 * day).verdict).toBe('authorized');
    expect(s.state().members[0]?.reference?.version).toBe('17.09.04a');
  });

  it("a step at night is not covered by the next evening's window", () => {
    const s = scene({ windows: [window(44 * hour, 47 * hour, '17.09.04a')] });
    s.look(facts([member('17.12.04')]), 0);
    expect(s.look(restarted('17.09.04a', 27 * hour), 45 * hour).verdict).toBe('downgraded');
  });

  it('an upgrade that fails in its window may return to what ran before', () => {
    const s = scene({ windows: [window(20 * hour, 23 * hour, '17.12.04')] });
    s.look(facts([member('17.09.04a')]), 0);
    s.look(restarted('17.12.04', 20.5 * hour), 21 * hour);
    expect(s.look(restarted('17.09.04a', 22 * hour), 26 * hour).verdict).toBe('authorized');
  });

  it('any other release in the window is judged as if there were none', () => {
    const s = scene({ windows: [window(20 * hour, 23 * hour, '17.12.04')] });
    s.look(facts([member('17.12.04')]), 0);
    expect(s.look(restarted('17.06.05', 21 * hour), 22 * hour).verdict).toBe('downgraded');
  });

  it('a ticket on the next morning turns it into a retrospective authorisation', () => {
    const s = scene();
    s.look(facts([member('17.12.04')]), 0);
    expect(s.look(restarted('17.09.04a', 3 * hour), 4 * hour).verdict).toBe('downgraded');
    s.decide('authorize', 'os-downgraded', 8 * hour);
    const judgement = s.look(restarted('17.09.04a', 3 * hour), 9 * hour);
    expect(judgement.verdict).toBe('authorized');
    expect(judgement.findings.find(({ type }) => type === 'os-downgraded')?.authorizedBy?.kind).toBe('retrospective');
  });

  it('a waiver for an unapproved release does not cover a wrong digest', () => {
    const s = scene({
      baseline: baseline([approved('17.12.04', { images: [trusted('cat9k_iosxe.17.13.01.SPA.bin', 'a')] })]),
      waivers: [waiver(['os-not-approved'], 100 * day)],
    });
    const path = image('17.13.01');
    expect(s.look(facts([member('17.13.01')], { images: [hashed(path, 'b')] }), 0).verdict).toBe('tampered');
    expect(s.look(facts([member('17.13.01')], { images: [hashed(path, 'a')] }), day).verdict).toBe('authorized');
  });

  it('other content under the name of the running file is never compliant before the reload', () => {
    const s = scene();
    const path = image('17.12.04');
    s.look(facts([member('17.12.04')]), 0);
    const judgement = s.look(
      facts([member('17.12.04')], {
        listings: listing([file(path, { sizeBytes: 900, date: 'Jun 2 2026 03:00:00', modifiedAt: at(27 * hour) })]),
      }),
      2 * day,
    );
    expect(judgement.verdict).toBe('noncompliant');
    expect(types(judgement)).toContain('image-changed');
    expect(judgement.reason?.code).toBe('boot-unresolved');
  });

  it('an activated older release runs older, also when the next boot would be the newer one', () => {
    const s = scene();
    s.look(facts([member('17.12.04')]), 0);
    const boot = {
      ...bootOf('committed set', '17.12.04', { versionFrom: 'install-state' }),
      commit: 'uncommitted' as const,
    };
    const judgement = s.look(facts([member('17.09.04a', { startedAt: at(5 * hour), boot })]), day);
    expect(judgement.verdict).toBe('downgraded');
    expect(types(judgement)).toContain('install-uncommitted');
  });

  it('an auto-abort timer that runs in a window is authorized and said', () => {
    const s = scene({ windows: [window(4 * hour, 8 * hour, '17.09.04a')] });
    s.look(facts([member('17.12.04')]), 0);
    const boot = {
      ...bootOf('bootflash:packages.conf', '17.12.04', { versionFrom: 'install-state' }),
      commit: 'uncommitted' as const,
      autoAbort: '01:12:30',
    };
    const judgement = s.look(facts([member('17.09.04a', { startedAt: at(5 * hour), boot, image: null })]), 6 * hour);
    expect(judgement.verdict).toBe('authorized');
    expect(types(judgement)).toContain('install-uncommitted');
  });

  it('one member of a stack on another release is a mismatch, and a step back in its own history', () => {
    const stack = (third: string, when = -10 * day) =>
      facts(
        ['1', '2', '3'].map((id) =>
          member(id === '3' ? third : '17.12.04', {
            id,
            serial: `FDO1000000${id}`,
            startedAt: at(id === '3' ? when : -10 * day),
          }),
        ),
      );
    const fresh = scene().look(stack('16.12.04'), 0);
    expect(fresh.verdict).toBe('noncompliant');
    expect(types(fresh)).toContain('os-member-mismatch');
    const s = scene();
    s.look(stack('17.12.04'), 0);
    const judgement = s.look(stack('16.12.04', 5 * hour), day);
    expect(judgement.verdict).toBe('downgraded');
    expect(judgement.members.map(({ verdict }) => verdict)).toEqual(['compliant', 'compliant', 'downgraded']);
  });

  it('a member that is switched off leaves the device unverified', () => {
    const s = scene();
    const two = ['1', '2'].map((id) => member('17.12.04', { id, serial: `FDO1000000${id}` }));
    s.look(facts(two), 0);
    const judgement = s.look(facts(two.slice(0, 1)), day);
    expect(judgement.verdict).toBe('unverified');
    expect(judgement.reason?.code).toBe('member-missing');
  });

  it('a slot that is provisioned is missed only where a member was seen in it; one that left is missed at once', () => {
    const [one, two] = ['1', '2'].map((id) => member('17.12.04', { id, serial: `FDO1000000${id}` }));
    if (one === undefined || two === undefined) throw new Error('two members');
    const waits = { absentMembers: [{ id: '2', why: 'Provisioned', provisioned: true as const }] };
    const fresh = scene();
    expect(fresh.look(facts([one], waits), 0).verdict).toBe('compliant');
    expect(fresh.look(facts([one, two]), day).verdict).toBe('compliant');
    const left = fresh.look(facts([one], waits), 2 * day);
    expect(left.verdict).toBe('unverified');
    expect(left.findings.map(({ type, member: of }) => [type, of])).toContainEqual(['member-missing', '2']);
    expect(types(fresh.look(facts([one, two]), 3 * day))).not.toContain('member-missing');
    const removed = scene().look(facts([one], { absentMembers: [{ id: '2', why: 'Removed' }] }), 0);
    expect(removed).toMatchObject({ verdict: 'unverified', reason: { code: 'member-missing' } });
  });

  it('an exchanged device with an older release is another device, never a downgrade', () => {
    const s = scene();
    s.look(facts([member('17.12.04')]), 0);
    for (const when of [day, 2 * day]) {
      const judgement = s.look(facts([member('17.06.05', { serial: 'FDO20000002', startedAt: at(5 * hour) })]), when);
      expect(judgement.verdict).toBe('noncompliant');
      expect(types(judgement)).toContain('identity-changed');
      expect(types(judgement)).not.toContain('os-downgraded');
    }
    s.recommission(3 * day);
    expect(types(s.look(facts([member('17.09.04a', { serial: 'FDO20000002' })]), 4 * day))).not.toContain(
      'identity-changed',
    );
  });

  it('two machines with one serial number prove nothing about each other', () => {
    const s = scene();
    s.look(facts([member('17.12.04')]), 0, { isElsewhere: () => true });
    const judgement = s.look(restarted('17.09.04a', 5 * hour), day, { isElsewhere: () => true });
    expect(types(judgement)).toContain('identity-ambiguous');
    expect(types(judgement)).not.toContain('os-downgraded');
    expect(judgement.verdict).toBe('unverified');
    expect(judgement.reason?.code).toBe('identity-ambiguous');
  });

  it('a patch that is gone under the same release is a step back', () => {
    const s = scene();
    s.look(facts([member('17.12.04', { patches: ['CSCab12345'] })]), 0);
    const judgement = s.look(facts([member('17.12.04', { patches: [] })]), day);
    expect(judgement.verdict).toBe('downgraded');
    expect(types(judgement)).toContain('patch-removed');
    expect(s.look(facts([member('17.12.04', { patches: null })]), 2 * day).verdict).toBe('downgraded');
    expect(s.look(facts([member('17.12.04', { patches: ['CSCab12345'] })]), 3 * day).verdict).toBe('compliant');
  });

  it('another feature set of the same release is noncompliant', () => {
    const s = scene();
    s.look(facts([member('17.12.04', { featureSet: 'universalk9' })]), 0);
    const judgement = s.look(facts([member('17.12.04', { featureSet: 'universalk9_npe' })]), day);
    expect(judgement.verdict).toBe('noncompliant');
    expect(types(judgement)).toContain('feature-set-changed');
  });

  it('a register left over from password recovery is unsafe', () => {
    const boot = { ...member('17.12.04').boot, configRegister: '0x2142' };
    const judgement = scene().look(facts([member('17.12.04', { boot })]), 0);
    expect(judgement.verdict).toBe('noncompliant');
    expect(types(judgement)).toContain('boot-register-unsafe');
  });

  it('the previous image that is kept as a fallback since months is not staged', () => {
    const judgement = scene({ baseline: baseline(['17.12.04']) }).look(
      facts([member('17.12.04')], { listings: listing([file(image('17.12.04')), file(image('17.06.05'))]) }),
      0,
    );
    expect(types(judgement)).not.toContain('os-downgrade-staged');
    expect(judgement.verdict).toBe('compliant');
  });

  it('an older unapproved image that is new is staged, and stays staged', () => {
    const s = scene({ baseline: baseline(['17.12.04']) });
    s.look(facts([member('17.12.04')]), 0);
    for (const when of [day, 2 * day]) {
      const judgement = s.look(
        facts([member('17.12.04')], {
          listings: listing([file(image('17.12.04')), file(image('17.06.05'), { modifiedAt: at(hour) })]),
        }),
        when,
      );
      expect(judgement.verdict).toBe('noncompliant');
      expect(types(judgement)).toContain('os-downgrade-staged');
    }
    expect(s.look(facts([member('17.12.04')]), 3 * day).verdict).toBe('compliant');
  });

  it('a newer approved image before a window opens nothing', () => {
    const s = scene({ baseline: baseline(['17.12.04', '17.15.01']) });
    s.look(facts([member('17.12.04')]), 0);
    const judgement = s.look(
      facts([member('17.12.04')], {
        listings: listing([file(image('17.12.04')), file(image('17.15.01'), { modifiedAt: at(hour) })]),
      }),
      day,
    );
    expect(judgement.verdict).toBe('compliant');
    expect(types(judgement)).toEqual(['image-hash-unavailable']);
  });

  it('an image that is still being copied is not tampered', () => {
    const s = scene({
      baseline: baseline([
        '17.12.04',
        approved('17.15.01', { images: [trusted('cat9k_iosxe.17.15.01.SPA.bin', 'a', { sizeBytes: 5000 })] }),
      ]),
    });
    const path = image('17.15.01');
    const growing = hashed(path, 'b', { sizeBytes: 1000, sizeAfterBytes: 2000 });
    const judgement = s.look(
      facts([member('17.12.04')], {
        listings: listing([file(image('17.12.04')), file(path, { modifiedAt: at(0) })]),
        images: [growing],
      }),
      hour,
    );
    expect(judgement.verdict).not.toBe('tampered');
  });

  it('an image that the device adapts is unverified, not tampered', () => {
    const path = image('17.12.04');
    const s = scene({
      baseline: baseline([approved('17.12.04', { images: [trusted('cat9k_iosxe.17.12.04.SPA.bin', 'a')] })]),
    });
    const judgement = s.look(
      facts([member('17.12.04')], { images: [hashed(path, 'b', { adapted: 'compact image' })] }),
      0,
    );
    expect(judgement.verdict).toBe('unverified');
    expect(['image-adapted', 'digest-missing']).toContain(judgement.reason?.code);
  });

  it('a baseline that approves the old release closes its finding, and the step back stays', () => {
    const s = scene({ baseline: baseline(['17.12.04']) });
    s.look(facts([member('17.12.04')]), 0);
    expect(types(s.look(restarted('17.09.04a', 5 * hour), day))).toEqual(
      expect.arrayContaining(['os-below-baseline', 'os-downgraded']),
    );
    const judgement = s.look(restarted('17.09.04a', 5 * hour), 2 * day, {
      baseline: baseline(['17.12.04', '17.09.04a']),
    });
    expect(judgement.verdict).toBe('downgraded');
    const closed = judgement.changes.find(
      ({ kind, finding }) => kind === 'closed' && finding.type === 'os-below-baseline',
    );
    expect(closed?.finding.closedBecause).toBe('baseline-changed');
  });

  it('a digest that can no longer be asked for does not close what it found', () => {
    const s = scene({
      baseline: baseline([approved('17.12.04', { images: [trusted('cat9k_iosxe.17.12.04.SPA.bin', 'a')] })]),
    });
    const path = image('17.12.04');
    expect(s.look(facts([member('17.12.04')], { images: [hashed(path, 'b')] }), 0).verdict).toBe('tampered');
    expect(s.look(facts([member('17.12.04')]), 10 * day).verdict).toBe('tampered');
    expect(s.look(facts([member('17.12.04')], { images: [hashed(path, 'a')] }), 11 * day).verdict).toBe('compliant');
  });

  it('a release that changed without a restart is judged by the release', () => {
    const s = scene();
    s.look(facts([member('17.12.04')]), 0);
    const judgement = s.look(facts([member('17.09.04a')]), day);
    expect(judgement.verdict).toBe('downgraded');
    expect(judgement.findings.find(({ type }) => type === 'os-downgraded')?.step?.at).toBeNull();
  });

  it('only version text, approved: compliant on the version alone, and it says so', () => {
    const judgement = scene({ hashes: [] }).look(
      facts([member('17.12.04', { image: null, boot: bootOf('sysroot0', '17.12.04', { versionFrom: 'partition' }) })], {
        listings: [],
        notCheckable: ['no hash command'],
      }),
      0,
    );
    expect(judgement.verdict).toBe('compliant');
    expect(judgement.assurance).toBe('version');
    expect(types(judgement)).toEqual(['image-hash-unavailable']);
  });

  it('nothing readable but the banner is unverified', () => {
    const judgement = scene().look(facts([member(null, { serial: null })], { listings: [] }), 0);
    expect(judgement.verdict).toBe('unverified');
  });

  it('an unreachable device keeps what is known of it', () => {
    const s = scene();
    s.look(facts([member('17.12.04')]), 0);
    expect(s.look(null, hour, { failure: unreachable }).verdict).toBe('unverified');
    s.look(restarted('17.09.04a', 5 * hour), day);
    const judgement = s.look(null, 2 * day, { failure: unreachable });
    expect(judgement.verdict).toBe('downgraded');
    expect(judgement.reason?.code).toBe('unreachable');
  });

  it('a window that may cover a step of unknown time leaves it unverified', () => {
    const s = scene({ windows: [window(20 * hour, 23 * hour, '17.09.04a')] });
    s.look(facts([member('17.12.04')]), -10 * day);
    const judgement = s.look(facts([member('17.09.04a', { startedAt: null })]), 30 * hour);
    expect(judgement.verdict).toBe('unverified');
    expect(judgement.reason?.code).toBe('step-time-unknown');
    const near = scene({ windows: [window(20 * hour, 23 * hour, '17.09.04a')] });
    near.look(facts([member('17.12.04')]), 10 * hour);
    expect(near.look(facts([member('17.09.04a', { startedAt: null })]), 30 * hour).verdict).toBe('authorized');
  });

  it('a waiver covers a step back until its end, and lowers nothing', () => {
    const s = scene({
      waivers: [waiver(['os-downgraded'], 10 * day, { target: { version: '17.09.04a', patch: null, image: null } })],
    });
    s.look(facts([member('17.12.04')]), 0);
    expect(s.look(restarted('17.09.04a', 5 * hour), day).verdict).toBe('authorized');
    expect(s.state().members[0]?.reference?.version).toBe('17.12.04');
    expect(s.look(restarted('17.09.04a', 5 * hour), 11 * day).verdict).toBe('downgraded');
  });

  it('what the device remembers to have run before confirms a recent step back without our own history', () => {
    const recent = member('17.09.04a', {
      startedAt: at(-day),
      memory: [{ ranBefore: '17.12.04', startedAt: at(-day), from: 'show version' }],
    });
    const s = scene();
    expect(s.look(facts([recent]), 0).verdict).toBe('downgraded');
    const forgotten = {
      ...recent,
      startedAt: at(hour),
      memory: [{ ranBefore: '17.09.04a', startedAt: at(hour), from: 'show version' }],
    };
    expect(s.look(facts([forgotten]), day).verdict).toBe('downgraded');
    const old = member('17.09.04a', {
      startedAt: at(-90 * day),
      memory: [{ ranBefore: '17.12.04', startedAt: at(-90 * day), from: 'show version' }],
    });
    const aging = facts([old], { listings: listing([file(image('17.09.04a'), { modifiedAt: at(-100 * day) })]) });
    const aged = scene();
    expect(aged.look(aging, 0).findings.find(({ type }) => type === 'os-downgraded')?.labels).toEqual([
      'before-history',
    ]);
    aged.decide('accept', 'os-downgraded', hour);
    expect(aged.look(aging, day).verdict).toBe('compliant');
  });

  it('a newer release in the other slot suggests a step back, with the header of the configuration it is one', () => {
    const slot = member('17.09.04a', {
      inactive: [{ version: '17.12.04', kind: 'slot', place: 'sysroot1', addedAt: null }],
    });
    const alone = scene().look(facts([slot]), 0);
    expect(alone.verdict).toBe('noncompliant');
    expect(types(alone)).toContain('rollback-inverted');
    const both = scene().look(
      facts([slot], { configWrittenBy: { version: '17.12.04', from: 'show startup-config' } }),
      0,
    );
    expect(both.verdict).toBe('downgraded');
  });

  it('a next boot that is older is pending, whether it is approved or not, and critical with a scheduled reload', () => {
    const s = scene();
    s.look(facts([member('17.12.04')]), 0);
    const pending = facts([member('17.12.04', { boot: bootOf(image('17.09.04a'), '17.09.04a') })]);
    expect(s.look(pending, day).verdict).toBe('downgrade-pending');
    const soon = {
      ...pending,
      scheduledReload: { kind: 'scheduled' as const, text: 'reload at 03:00', at: null, by: null },
    };
    expect(s.look(soon, 2 * day).findings.find(({ type }) => type === 'os-downgrade-pending')?.severity).toBe(
      'critical',
    );
    expect(s.look(facts([member('17.12.04')]), 3 * day).verdict).toBe('compliant');
  });

  it('an older capture never changes the current state, and one of unknown time refutes nothing', () => {
    const s = scene();
    s.look(facts([member('17.12.04')]), 10 * day);
    s.look(restarted('17.09.04a', 10.5 * day), 11 * day);
    s.look(facts([member('17.12.04')]), 5 * day, { source: 'capture' });
    s.look(facts([member('17.12.04')]), 12 * day, { source: 'capture', takenAt: null });
    expect(s.state().findings.find(({ type }) => type === 'os-downgraded')?.status).toBe('open');
    expect(s.look(restarted('17.09.04a', 10.5 * day), 13 * day).verdict).toBe('downgraded');
  });

  it('a failed reading between two good ones is no change', () => {
    const s = scene();
    s.look(facts([member('17.12.04')]), 0);
    expect(s.look(facts([member(null, { serial: 'FDO10000001' })], { listings: [] }), day).verdict).toBe('unverified');
    const judgement = s.look(facts([member('17.12.04')]), 2 * day);
    expect(judgement.verdict).toBe('compliant');
    expect(judgement.changes.filter(({ kind }) => kind === 'opened')).toEqual([]);
  });

  it('an unordered step is unverified until it is accepted once', () => {
    const s = scene({ baseline: baseline(['17.12.04', '17.12.1s', '17.12.04w']) });
    s.look(facts([member('17.12.04')]), 0);
    const special = facts([member('17.12.04w', { startedAt: at(hour) })]);
    const judgement = s.look(special, day);
    expect(judgement.verdict).toBe('unverified');
    expect(judgement.reason?.code).toBe('incomparable');
    s.decide('accept', 'os-incomparable-step', 2 * day);
    expect(s.look(special, 3 * day).verdict).toBe('compliant');
  });
});

describe('further rules', () => {
  it('a host key that changed is a finding, and closes when the pinned one is shown again', () => {
    const s = scene();
    const offer = (hostKey: 'as-pinned' | 'changed') => ({
      identification: 'SSH-2.0-x',
      hostKeyType: 'ssh-ed25519',
      hostKeyFingerprint: `SHA256:${hostKey}`,
      hostKey,
      kex: [],
      hostKeys: [],
      ciphers: [],
      macs: [],
      negotiated: null,
      profile: 'modern' as const,
    });
    s.look(facts([member('17.12.04')]), 0, { ssh: offer('as-pinned') });
    const judgement = s.look(null, hour, { ssh: offer('changed'), failure: { code: 'host-key', message: 'changed' } });
    expect(judgement.verdict).toBe('unverified');
    expect(types(judgement)).toContain('hostkey-changed');
    expect(types(s.look(facts([member('17.12.04')]), day, { ssh: offer('as-pinned') }))).not.toContain(
      'hostkey-changed',
    );
  });

  it('a genuine older image under a newer name is named for what it is', () => {
    const s = scene({
      baseline: baseline([
        approved('17.12.04', { images: [trusted('cat9k_iosxe.17.12.04.SPA.bin', 'a')] }),
        approved('17.09.04a', { images: [trusted('cat9k_iosxe.17.09.04a.SPA.bin', 'b')] }),
      ]),
    });
    const judgement = s.look(facts([member('17.12.04')], { images: [hashed(image('17.12.04'), 'b')] }), 0);
    expect(judgement.verdict).toBe('tampered');
    expect(types(judgement)).toEqual(expect.arrayContaining(['image-hash-mismatch', 'image-name-mismatch']));
  });

  it('an entry of the boot list that is not on the device is named', () => {
    const boot = { ...member('17.12.04').boot, list: ['bootflash:gone.bin', image('17.12.04')] };
    expect(types(scene().look(facts([member('17.12.04', { boot })]), 0))).toContain('boot-file-missing');
    const elsewhere = { ...boot, list: ['bootflash:dir/gone.bin', image('17.12.04')] };
    expect(types(scene().look(facts([member('17.12.04', { boot: elsewhere })]), 0))).not.toContain('boot-file-missing');
  });

  it('a partition whose build is older than the running one is pending although its release is not complete', () => {
    const boot = bootOf('partition 2', 'v17.12,build0900', { versionFrom: 'partition', order: 'older' });
    const judgement = scene().look(facts([member('17.12.04', { boot })]), 0);
    expect(judgement.verdict).toBe('downgrade-pending');
  });

  it('the same serial number on another model is another device', () => {
    const s = scene();
    s.look(facts([member('17.12.04')]), 0);
    expect(types(s.look(facts([member('17.12.04', { model: 'C9500-16X' })]), day))).toContain('identity-changed');
  });

  it('nothing that a poisoned device says closes a finding', () => {
    const s = scene({
      baseline: baseline([approved('17.12.04', { images: [trusted('cat9k_iosxe.17.12.04.SPA.bin', 'a')] })]),
    });
    s.look(facts([member('17.12.04')], { images: [hashed(image('17.12.04'), 'b')] }), 0);
    expect(s.look(null, hour, { failure: unreachable }).verdict).toBe('tampered');
    expect(s.look(facts([member(null)], { listings: [] }), day).verdict).toBe('tampered');
  });

  it('a finding that was closed by hand reopens under its id when it is seen again', () => {
    const s = scene({ baseline: baseline(['17.12.04']) });
    const first = s.look(facts([member('17.13.01')]), 0).findings.find(({ type }) => type === 'os-not-approved');
    s.decide('close', 'os-not-approved', hour);
    const judgement = s.look(facts([member('17.13.01')]), day);
    expect(judgement.findings.find(({ type }) => type === 'os-not-approved')?.id).toBe(first?.id);
    expect(judgement.changes.some(({ kind }) => kind === 'reopened')).toBe(true);
  });
});

describe('twins', () => {
  const value = (digit: string) => sha512(digit).value as string;
  it('a file that differs from what two other devices have is noncompliant, not tampered', () => {
    const seen = facts([member('17.12.04')], { images: [hashed(image('17.12.04'), 'b')] });
    const twin = (digit: string) => ({ algorithm: 'sha512', value: value(digit) });
    const look = (twins: readonly { readonly algorithm: string; readonly value: string }[]) =>
      scene().look(seen, 0, { twins: () => twins });
    expect(look([twin('a'), twin('a')]).verdict).toBe('noncompliant');
    expect(types(look([twin('a'), twin('a')]))).toContain('image-hash-mismatch');
    expect(look([twin('b'), twin('b')]).verdict).toBe('compliant');
    expect(look([twin('a')]).verdict).toBe('compliant');
    expect(look([twin('a'), twin('c')]).verdict).toBe('compliant');
  });
});
