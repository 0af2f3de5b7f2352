import { describe, expect, it } from 'vitest';
import type { Baseline, Forbidden } from '../../../src/core/baseline.ts';
import { hexDigest } from '../../../src/core/brands.ts';
import type { DeviceFacts, ImageFacts, MemberFacts, TrustFact } from '../../../src/core/facts.ts';
import type { FindingType } from '../../../src/core/finding-types.ts';
import { iosxeVersions } from '../../../src/platforms/iosxe/versions.ts';
import { approved, baseline, bootOf, day, facts, file, listing, member, scene, trusted, types } from './scene.ts';

const name = 'cat9k_iosxe.17.12.04.SPA.bin';
const path = `bootflash:${name}`;
const one = (changed: Partial<MemberFacts> = {}, more: Partial<DeviceFacts> = {}): DeviceFacts =>
  facts([member('17.12.04', changed)], more);
const boot = (changed: Partial<MemberFacts['boot']>): DeviceFacts =>
  one({ boot: { ...member('17.12.04').boot, ...changed } });
const unresolved: MemberFacts['boot'] = {
  ...member(null).boot,
  configRegister: null,
  manual: null,
  unsaved: null,
};
const stack = (serial: string | null): DeviceFacts =>
  facts([
    { ...member('17.12.04'), id: '1' },
    { ...member('17.12.04'), id: '2', role: 'member', serial },
  ]);
const imageType = (value: string, good: boolean): TrustFact => ({
  what: 'image-type',
  subject: 'running',
  value,
  good,
});
const hashed = (letter: string): ImageFacts => {
  const value = hexDigest('sha512', letter.repeat(128));
  if (!value.ok) throw new Error(value.error);
  const digest = { algorithm: 'sha512', value: value.value, computedBy: 'device' } as const;
  return {
    path,
    member: null,
    sizeBytes: 1000,
    sizeAfterBytes: 1000,
    digests: [digest],
    signature: null,
    adapted: null,
  };
};
const forbidden = (text: string): Forbidden => {
  const range = iosxeVersions.range(text);
  if (!range.ok) throw new Error(range.error);
  return { place: { file: 'b.yaml', line: 1, column: 1 }, range: range.value, reason: 'CVE-2000-0001', advisory: null };
};
const listed = (more: Parameters<typeof trusted>[2]): Baseline =>
  baseline([approved('17.12.04', { images: [trusted(name, 'a', more)] }), '17.09.04a', '17.13.01'], {
    require: { digest: 'never', maxAgeMs: day },
  });

/** What opens a finding, what refutes it, and what leaves its fact untold (null: the fact is always told). */
const cases: readonly {
  readonly type: FindingType;
  readonly baseline?: Baseline;
  readonly opens: DeviceFacts;
  readonly clears: DeviceFacts;
  readonly untold: DeviceFacts | null;
}[] = [
  {
    type: 'boot-from-network',
    opens: boot({ next: { kind: 'network', url: 'tftp://192.0.2.9/x.bin' } }),
    clears: one(),
    untold: one({ image: null, boot: unresolved }),
  },
  {
    type: 'boot-implicit',
    opens: one({ boot: bootOf(path, '17.12.04', { implicit: true }) }),
    clears: one(),
    untold: one({ boot: unresolved }),
  },
  { type: 'boot-path-unsaved', opens: boot({ unsaved: true }), clears: one(), untold: boot({ unsaved: null }) },
  {
    type: 'boot-path-changed',
    opens: one({ boot: bootOf('bootflash:cat9k_iosxe.17.14.01.SPA.bin', '17.14.01') }),
    clears: one(),
    untold: one({ boot: unresolved }),
  },
  { type: 'boot-removable', opens: one({}, { removableBoot: ['boots from usb0:'] }), clears: one(), untold: null },
  {
    type: 'reload-scheduled',
    opens: one({}, { scheduledReload: { kind: 'scheduled', text: 'in 2 hours', at: null, by: null } }),
    clears: one(),
    untold: one({}, { scheduledReload: null }),
  },
  {
    type: 'extension-unapproved',
    opens: one({}, { extensions: ['tool.swix'] }),
    clears: one({}, { extensions: [] }),
    untold: one({}, { extensions: null }),
  },
  {
    type: 'patch-missing',
    baseline: baseline(['17.12.04'], { patches: { required: ['CSCaa11111'], allowed: ['*'] } }),
    opens: one({ patches: [] }),
    clears: one({ patches: ['CSCaa11111'] }),
    untold: one({ patches: null }),
  },
  {
    type: 'os-forbidden',
    baseline: baseline(['17.12.04', '17.13.01'], { forbidden: [forbidden('17.12.*')] }),
    opens: one(),
    clears: facts([member('17.13.01')]),
    untold: facts([member(null)]),
  },
  { type: 'member-replaced', opens: stack('FDO77777777'), clears: stack('FDO20000002'), untold: stack(null) },
  {
    type: 'image-signature-dev',
    opens: one({}, { trust: [imageType('Development', false)] }),
    clears: one({}, { trust: [imageType('Production', true)] }),
    untold: one(),
  },
  {
    type: 'image-size-mismatch',
    baseline: listed({ sizeBytes: 1000 }),
    opens: one({}, { listings: listing([file(path, { sizeBytes: 1200 })]) }),
    clears: one({}, { images: [hashed('a')] }),
    untold: one({}, { listings: [] }),
  },
  {
    type: 'image-withdrawn',
    baseline: listed({ withdrawn: true }),
    opens: one(),
    clears: facts([member('17.13.01')]),
    untold: one({ image: null, boot: unresolved }),
  },
];

describe.each(cases)('$type', ({ type, baseline: chosen, opens, clears, untold }) => {
  const begun = () => {
    const s = scene(chosen === undefined ? {} : { baseline: chosen });
    // A change is held against a state that was not in question.
    s.look(type === 'member-replaced' ? stack('FDO20000002') : clears, -day);
    return s;
  };
  it('opens on its evidence, and closes on evidence', () => {
    const s = begun();
    expect(types(s.look(opens, 0))).toContain(type);
    expect(types(s.look(opens, day))).toContain(type);
    expect(types(s.look(clears, 2 * day))).not.toContain(type);
  });
  it('does not open where all is well', () => {
    const s = begun();
    expect(types(s.look(clears, 0))).not.toContain(type);
  });
  it('neither opens nor closes without its evidence', () => {
    if (untold === null) return;
    expect(types(begun().look(untold, 0))).not.toContain(type);
    const s = begun();
    s.look(opens, 0);
    expect(types(s.look(untold, day))).toContain(type);
  });
});
