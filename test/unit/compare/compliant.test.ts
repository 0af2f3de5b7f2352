import { describe, expect, it } from 'vitest';
import type { DeviceFacts, MemberFacts } from '../../../src/core/facts.ts';
import { effectOf, type FindingType, findingTypes } from '../../../src/core/finding-types.ts';
import { reason } from '../../../src/core/reason.ts';
import { approved, at, baseline, bootOf, facts, listing, member, scene, trusted } from './scene.ts';

const whole = (): DeviceFacts => facts([member('17.12.04')]);
const of = (change: Partial<MemberFacts>): DeviceFacts => facts([member('17.12.04', change)]);

/** Every single fact that can be taken away or turned, from a device that is right in everything. */
const takenAway: Readonly<Record<string, () => DeviceFacts>> = {
  'the running release': () => of({ version: null }),
  'a running release that can be read': () => of({ version: 'garbage' }),
  'a running release that is approved': () => of({ version: '17.13.01' }),
  'the resolution of the next boot': () =>
    of({ boot: { ...member('17.12.04').boot, next: { kind: 'unresolved', reason: reason('boot-unresolved', 'x') } } }),
  'the release of the next boot': () => of({ boot: bootOf('bootflash:x.bin', null) }),
  'a next boot that is approved': () => of({ boot: bootOf('bootflash:x.bin', '17.13.01', { versionFrom: 'device' }) }),
  'a next boot from a local file': () =>
    of({ boot: { ...member('17.12.04').boot, next: { kind: 'network', url: 'tftp://192.0.2.1/x' } } }),
  'a device that boots by itself': () =>
    of({ boot: { ...member('17.12.04').boot, next: { kind: 'loader', why: 'manual' } } }),
  'the file of the next boot': () =>
    of({
      boot: bootOf('bootflash:cat9k_iosxe.17.12.04.SPA.bin', '17.12.04', { exists: false, versionFrom: 'running' }),
    }),
  'committed software': () => of({ boot: { ...member('17.12.04').boot, commit: 'uncommitted' } }),
  'a safe register': () => of({ boot: { ...member('17.12.04').boot, configRegister: '0x2142' } }),
  'a member that the chassis lists': () =>
    facts([member('17.12.04')], { absentMembers: [{ id: '2', why: 'removed' }] }),
  'a mode whose boot rules are known': () => facts([member('17.12.04')], { unsupportedMode: 'controller' }),
  'the running image': () => facts([member('17.12.04')], { listings: listing([]) }),
};

describe('compliant is reachable in one way', () => {
  it('with everything seen and right', () => {
    expect(scene().look(whole(), 0).verdict).toBe('compliant');
  });

  it.each(Object.entries(takenAway))('not without %s', (_, make) => {
    expect(scene().look(make(), 0).verdict).not.toBe('compliant');
  });

  it('not without a baseline', () => {
    expect(scene({ baseline: null }).look(whole(), 0).reason?.code).toBe('no-baseline');
  });

  it('not when the session ended early', () => {
    expect(scene().look(whole(), 0, { failure: reason('session-closed', 'x') }).verdict).toBe('unverified');
  });

  it('not without the digest that the baseline requires', () => {
    const published = baseline([approved('17.12.04', { images: [trusted('cat9k_iosxe.17.12.04.SPA.bin', 'a')] })]);
    expect(scene({ baseline: published }).look(whole(), 0).reason?.code).toBe('digest-missing');
    const always = baseline(['17.12.04'], { require: { digest: 'always', maxAgeMs: 1 } });
    expect(scene({ baseline: always }).look(whole(), 0).reason?.code).toBe('digest-missing');
    const never = baseline([approved('17.12.04', { images: [trusted('cat9k_iosxe.17.12.04.SPA.bin', 'a')] })], {
      require: { digest: 'never', maxAgeMs: 1 },
    });
    expect(scene({ baseline: never }).look(whole(), 0).verdict).toBe('compliant');
  });

  it('not without a patch that the baseline requires, nor without the list of patches', () => {
    const patched = baseline(['17.12.04'], { patches: { required: ['CSCab12345'], allowed: ['*'] } });
    expect(scene({ baseline: patched }).look(of({ patches: [] }), 0).verdict).toBe('noncompliant');
    expect(scene({ baseline: patched }).look(of({ patches: null }), 0).verdict).toBe('unverified');
    expect(scene({ baseline: patched }).look(of({ patches: ['CSCab12345'] }), 0).verdict).toBe('compliant');
  });

  it('not on an approval that is not valid yet, or no more', () => {
    expect(scene({ baseline: baseline([approved('17.12.04', { validFrom: at(10) })]) }).look(whole(), 0).verdict).toBe(
      'noncompliant',
    );
    expect(scene({ baseline: baseline([approved('17.12.04', { validUntil: at(0) })]) }).look(whole(), 0).verdict).toBe(
      'noncompliant',
    );
  });
});

describe('the effect of findings', () => {
  it('each type of medium or higher moves the verdict away from compliant', () => {
    const harmless = (Object.keys(findingTypes) as FindingType[]).filter((type) => {
      const { severity } = findingTypes[type];
      return (
        (severity === 'critical' || severity === 'high' || severity === 'medium') && effectOf(type, severity) === 'none'
      );
    });
    expect(harmless).toEqual([]);
  });
});
