import { describe, expect, it } from 'vitest';
import type { ImageFacts, TrustFact } from '../../../src/core/facts.ts';
import { day, facts, member, scene, types } from './scene.ts';

const path = 'bootflash:cat9k_iosxe.17.12.04.SPA.bin';
const serial = (subject: string, value: string): TrustFact => ({
  what: 'certificate-serial',
  subject,
  value,
  good: null,
});
const level = (value: string): TrustFact => ({ what: 'security-level', subject: 'BIOS', value, good: null });
const seen = (...trust: readonly TrustFact[]) => facts([member('17.12.04')], { trust });
const holds = { kind: 'holds', published: true, why: '' } as const;
const failed = { kind: 'failed', expected: 'our nonce', observed: 'replayed' } as const;

describe('certificates of the running and the stored image', () => {
  it('that differ open image-cert-changed, and equal ones close it', () => {
    const s = scene();
    const judgement = s.look(seen(serial('SYSTEM IMAGE', '5A94807E'), serial(path, '11111111')), 0);
    expect(types(judgement)).toContain('image-cert-changed');
    expect(judgement.verdict).toBe('noncompliant');
    const after = s.look(seen(serial('SYSTEM IMAGE', '5A94807E'), serial(path.replace(':', ':/'), '5A94807E')), day);
    expect(types(after)).not.toContain('image-cert-changed');
  });
  it('that are equal open nothing; of another file they say nothing', () => {
    expect(types(scene().look(seen(serial('SYSTEM IMAGE', '5A'), serial(path, '5A')), 0))).not.toContain(
      'image-cert-changed',
    );
    const other = seen(serial('SYSTEM IMAGE', '5A'), serial('bootflash:other.bin', '66'));
    expect(types(scene().look(other, 0))).not.toContain('image-cert-changed');
  });
  it('of which one is not shown open and close nothing', () => {
    expect(types(scene().look(seen(serial('SYSTEM IMAGE', '5A')), 0))).not.toContain('image-cert-changed');
    const s = scene();
    s.look(seen(serial('SYSTEM IMAGE', '5A'), serial(path, '66')), 0);
    expect(types(s.look(seen(serial('SYSTEM IMAGE', '5A')), day))).toContain('image-cert-changed');
  });
});

describe('the level of signature enforcement', () => {
  it.each([
    ['2', '1'],
    ['High', 'Low'],
    ['1', '0'],
  ])('that falls from %s to %s opens secure-boot-lowered until it is back', (before, after) => {
    const s = scene();
    s.look(seen(level(before)), 0);
    for (const when of [day, 2 * day]) expect(types(s.look(seen(level(after)), when))).toContain('secure-boot-lowered');
    expect(types(s.look(seen(level(before)), 3 * day))).not.toContain('secure-boot-lowered');
  });
  it('that rises or stays opens nothing', () => {
    const s = scene();
    for (const [when, value] of ['1', '1', 'High', '2'].entries())
      expect(types(s.look(seen(level(value)), when * day))).not.toContain('secure-boot-lowered');
  });
  it('that is not shown, or in a word that has no place, opens and closes nothing', () => {
    const s = scene();
    s.look(seen(level('2')), 0);
    expect(types(s.look(seen(level('Purple')), day))).not.toContain('secure-boot-lowered');
    s.look(seen(level('2')), 2 * day);
    s.look(seen(level('0')), 3 * day);
    expect(types(s.look(seen(), 4 * day))).toContain('secure-boot-lowered');
  });
});

describe('the signed boot record', () => {
  it('that does not hold opens boot-measurement-failed and poisons the device', () => {
    const s = scene();
    const judgement = s.look(seen(), 0, { measurement: failed });
    expect(types(judgement)).toContain('boot-measurement-failed');
    expect(judgement.verdict).toBe('tampered');
  });
  it('that holds opens nothing, and measured values that are published are the assurance', () => {
    const judgement = scene().look(seen(), 0, { measurement: holds });
    expect(types(judgement)).not.toContain('boot-measurement-failed');
    expect(judgement.assurance).toBe('measured');
    expect(scene().look(seen(), 0, { measurement: { ...holds, published: false } }).assurance).not.toBe('measured');
  });
  it.each([null, { kind: 'unknown', why: 'the device has none' } as const])(
    'that is missing (%j) opens and closes nothing',
    (measurement) => {
      expect(types(scene().look(seen(), 0, { measurement }))).not.toContain('boot-measurement-failed');
      const s = scene();
      s.look(seen(), 0, { measurement: failed });
      expect(types(s.look(seen(), day, { measurement }))).toContain('boot-measurement-failed');
    },
  );
});

describe('the word of the device on the signature inside an image', () => {
  const image = (changes: Partial<ImageFacts>): ImageFacts => ({
    path,
    member: null,
    sizeBytes: 1000,
    sizeAfterBytes: 1000,
    digests: [],
    signature: 'failed',
    adapted: null,
    ...changes,
  });
  const look = (changes: Partial<ImageFacts>) =>
    scene().look(facts([member('17.12.04')], { images: [image(changes)] }), 0);

  it.each(['failed', 'mismatch'] as const)('that is %s opens image-signature-invalid and is tampered', (signature) => {
    const judgement = look({ signature });
    expect(types(judgement)).toContain('image-signature-invalid');
    expect(judgement.verdict).toBe('tampered');
  });
  it('that is good, or not given, opens nothing; that is good closes what was open', () => {
    for (const signature of ['verified', 'match', null] as const)
      expect(types(look({ signature }))).not.toContain('image-signature-invalid');
    const s = scene();
    s.look(facts([member('17.12.04')], { images: [image({})] }), 0);
    const unknown = s.look(facts([member('17.12.04')], { images: [image({ signature: null })] }), day);
    expect(types(unknown)).toContain('image-signature-invalid');
    const good = s.look(facts([member('17.12.04')], { images: [image({ signature: 'verified' })] }), 2 * day);
    expect(types(good)).not.toContain('image-signature-invalid');
  });
  it.each([
    ['still grows', { sizeAfterBytes: 1500 }],
    ['was listed once only', { sizeAfterBytes: null }],
    ['has no size', { sizeBytes: null, sizeAfterBytes: null }],
    ['was rewritten by the device', { adapted: 'compact image' }],
  ] as const)('of a file that %s proves nothing', (_, changes) => {
    const judgement = look(changes);
    expect(types(judgement)).not.toContain('image-signature-invalid');
    expect(judgement.verdict).not.toBe('tampered');
  });
});
