import { describe, expect, it } from 'vitest';
import { rememberedDigests } from '../../../src/app/remembered-digests.ts';
import { trustedFiles } from '../../../src/compare/trusted-files.ts';
import { deviceName, epochMs } from '../../../src/core/brands.ts';
import { blankState, type DeviceState, type SeenDigest } from '../../../src/core/history.ts';
import type { WantedFile } from '../../../src/platforms/platform.ts';
import { approved, at, baseline, day, facts, member, scene, trusted } from '../compare/scene.ts';

const path = 'bootflash:cat9k_iosxe.17.12.04.SPA.bin';
const seen: SeenDigest = {
  path,
  member: null,
  sizeBytes: 1000,
  date: 'May 1 2026 00:00:00',
  algorithm: 'sha512',
  value: 'a'.repeat(128),
  computedBy: 'device',
  version: '17.12.04',
  at: at(0),
};
const file: WantedFile = {
  name: 'cat9k_iosxe.17.12.04.SPA.bin',
  path: path.replace(':', ':/'),
  sizeBytes: 1000,
  date: 'May 1 2026 00:00:00',
  member: 'self',
  version: '17.12.04',
};
const state = (changes: Partial<SeenDigest> = {}, more: Partial<DeviceState> = {}): DeviceState => ({
  ...blankState(deviceName('edge1')),
  last: facts([member('17.12.04')]),
  digests: [{ ...seen, ...changes }],
  ...more,
});
const known = (
  wanted: WantedFile = file,
  remembered: DeviceState | null = state(),
  { sha512 = 'a', now = 2 * day }: { readonly sha512?: string; readonly now?: number } = {},
): boolean =>
  rememberedDigests({
    state: remembered,
    trusted: trustedFiles([baseline([approved('17.12.04', { images: [trusted(file.name, sha512)] })])]),
    maxAgeMs: 7 * day,
    now: epochMs(at(0) + now),
  })(wanted, ['sha512']);

describe('a digest of the same path, size, date and release', () => {
  it('is not computed again while the baseline allows its age', () => {
    expect(known()).toBe(true);
    expect(known(file, state(), { now: 7 * day })).toBe(true);
    expect(known(file, state(), { now: 7 * day + 1 })).toBe(false);
    expect(known(file, state(), { now: -1 })).toBe(false);
  });

  it.each<[string, Partial<WantedFile>]>([
    ['path', { path: 'bootflash:other.bin' }],
    ['size', { sizeBytes: 1001 }],
    ['date', { date: 'May 2 2026 00:00:00' }],
    ['release', { version: '17.09.04a' }],
    ['unknown size', { sizeBytes: null }],
    ['unknown date', { date: null }],
    ['unknown release', { version: null }],
  ])('with another %s is computed anew', (_, change) => {
    expect(known({ ...file, ...change })).toBe(false);
  });

  it('of another member, in another algorithm, or from before the release was kept, is computed anew', () => {
    expect(known({ ...file, member: '2' }, state({ member: '1' }))).toBe(false);
    expect(known(file, state({ algorithm: 'md5' }))).toBe(false);
    const { version: _, ...older } = seen;
    expect(known(file, state({}, { digests: [older] }))).toBe(false);
    expect(known(file, null)).toBe(false);
  });

  it('that contradicts a trusted value is computed anew', () => {
    expect(known(file, state(), { sha512: 'b' })).toBe(false);
  });

  it('is computed anew while something about the content of a file is open', () => {
    const s = scene();
    const bad = facts([member('17.12.04')], { images: [] });
    const judged = s.look(bad, 0, { measurement: { kind: 'failed', expected: 'x', observed: 'y' } });
    expect(judged.findings.map(({ type }) => type)).toContain('boot-measurement-failed');
    expect(known(file, state({}, { findings: judged.findings }))).toBe(false);
  });
});
