import { describe, expect, it } from 'vitest';
import { compareTexts } from '../../../../src/core/version.ts';
import { eosVersions } from '../../../../src/platforms/eos/versions.ts';

const compare = (a: string, b: string) => compareTexts(eosVersions, a, b);

function canonical(text: string): string {
  const read = eosVersions.parse(text);
  return read.ok ? read.value.canonical : `refused: ${read.error.why}`;
}

/** Which of the versions a range includes; its error where it is none. */
function included(range: string, versions: readonly string[]): readonly string[] | string {
  const compiled = eosVersions.range(range);
  if (!compiled.ok) return compiled.error;
  return versions.filter((text) => {
    const read = eosVersions.parse(text);
    return read.ok && compiled.value.includes(read.value);
  });
}

describe('the order of EOS releases', () => {
  it.each([
    ['4.22.8M', '4.22.8.1F', 'older', 'rebuild 0 < 1', false],
    ['4.22.8.1F', '4.22.8.2M', 'older', 'rebuild 1 < 2', false],
    ['4.22.2.0.1F', '4.22.2.1F', 'older', 'rebuild 0 < 1', false],
    ['4.22.2.0.1F', '4.22.2F', 'newer', 'second rebuild 1 > 0', false],
    ['4.28.9M', '4.28.10M', 'older', 'release 9 < 10', false],
    ['4.28.12M', '4.29.0.2F', 'older', 'train 28 < 29 (train change, 4.28 to 4.29)', true],
    ['4.33.0F-EFT2', '4.33.0F', 'older', '4.33.0F-EFT2 comes before the release 4.33.0F', false],
    ['4.27.0.1F', '4.27.0F-rc1', 'newer', 'rebuild 1 > 0', false],
    ['4.33.1F-EFT2', '4.33.1F-EFT10', 'older', 'early-trial 2 < 10', false],
    ['4.30.1F', '4.30.1M', 'same', 'all parts are equal', false],
    ['4.30.1F-DPE', 'EOS-2GB-4.30.1F', 'same', 'one version in two images (DPE, 2GB)', false],
    ['4.28.9M-33818481.4289M', '4.28.9M', 'same', 'all parts are equal', false],
    ['4.31.1.1FX-TM', '4.31.1FX-TM', 'newer', 'rebuild 1 > 0', false],
    ['4.25.2FX-VPWS.0.1', '4.25.2FX-VPWS.1', 'older', 'branch rebuild 0 < 1', false],
    ['4.25.2FX-VPWS', '4.26.1FX-vpws', 'older', 'train 25 < 26 (train change, 4.25 to 4.26)', true],
    ['4.12.8', '4.14.7M', 'older', 'train 12 < 14 (train change, 4.12 to 4.14)', true],
  ])('has %s against %s as %s: %s', (a, b, order, why, trainChange) => {
    expect(compare(a, b)).toEqual({ order, why, trainChange });
  });

  it.each([
    ['4.28.1FX-400G-MACSEC', '4.28.2F', 'FX-400G-MACSEC is a feature branch: other releases need not have what it has'],
    ['4.33.1F', '4.20.1FX-TM', 'FX-TM is a feature branch: other releases need not have what it has'],
    ['4.31.1FX-TM', '4.31.1FX-AWE', 'FX-TM and FX-AWE are two feature branches'],
    ['4.33.1F-EFT1', '4.33.1F-rc1', 'no order between an early trial and a release candidate of one release'],
    [
      '4.31.6M',
      '4.31.6M-39953990.4316M (engineering build)',
      '4.31.6M-39953990.4316M (engineering build) is no published release',
    ],
    ['4.21.1F-10146868.bugfix', '4.20.0F', '4.21.1F-10146868.bugfix (engineering build) is no published release'],
  ])('has no order between %s and %s: %s', (a, b, why) => {
    expect(compare(a, b)).toMatchObject({ order: 'incomparable', why });
    expect(compare(b, a).order).toBe('incomparable');
  });
});

describe('spellings of EOS releases', () => {
  it.each([
    ['Internal build version: 4.28.9M-33818481.4289M', '4.28.9M'],
    ['vEOS-lab-4.29.10M', '4.29.10M'],
    ['4.22.4M-2GB', '4.22.4M'],
    ['4.24.3.1fx-cloudeos', '4.24.3.1FX-CloudEOS'],
    ['4.25.2FX-7060DX5.2', '4.25.2FX-7060DX5.2'],
    ['4.30.1FX-TM-EFT1', '4.30.1FX-TM-EFT1'],
    ['4.12.08', '4.12.8'],
    ['4.21.1F-10146868.bugfix', '4.21.1F-10146868.bugfix (engineering build)'],
  ])('reads "%s" as %s', (text, one) => {
    expect(canonical(text)).toBe(one);
    expect(canonical(one)).toBe(one);
  });

  it.each([
    ['4.28', 'a train, no release'],
    ['4.28.3', 'the letter F or M is missing'],
    ['4.22-Manuals', 'a train with a word, no release'],
    ['2GB-4.22.4M', 'a flavour of the image before the release'],
    ['<=4.22.13M', 'a range, no release'],
    ['EOS.swi', 'a file name'],
    ['EOS-4.28.3M.swi', 'a file name'],
    ['4.31.1FX', 'FX without the name of its branch'],
    ['4.1.2.3.4.5F', 'more numbers than a release has'],
    ['8404cfa4', 'not written as an EOS release (4.28.5.1M)'],
    ['5.28.3M', 'not written as an EOS release (4.28.5.1M)'],
    ['4.28.3M uptime 3 days', 'not written as an EOS release (4.28.5.1M)'],
  ])('refuses "%s": %s', (text, why) => {
    expect(canonical(text)).toBe(`refused: ${why}`);
  });
});

describe('what a EOS release is held as', () => {
  it.each([
    ['4.28.5.1M', '4.28.5.1M', '4.28', '4.28', 'EOS', 'M', [4, 28, 5, 1, 0, 0, 0, 2, 0], '4.28.5001000000000'],
    ['4.22.2.0.1F', '4.22.2.0.1F', '4.22', '4.22', 'EOS', 'F', [4, 22, 2, 0, 1, 0, 0, 2, 0], '4.22.2000001000000'],
    [
      '4.30.2FX-400G-MACSEC.1',
      '4.30.2FX-400G-MACSEC.1',
      '4.30',
      '4.30',
      'FX-400G-MACSEC',
      'FX',
      [4, 30, 2, 0, 0, 1, 0, 2, 0],
      '4.30.2000000001000',
    ],
    [
      '4.33.1F-EFT2',
      '4.33.1F-EFT2',
      '4.33',
      '4.33',
      'EOS',
      'early-trial',
      [4, 33, 1, 0, 0, 0, 0, 0, 2],
      '4.33.1000000000000-eft.2',
    ],
    ['4.27.0F-rc', '4.27.0F-rc', '4.27', '4.27', 'EOS', 'pre-release', [4, 27, 0, 0, 0, 0, 0, 1, 0], '4.27.0-rc.0'],
    ['4.12.8', '4.12.8', '4.12', '4.12', 'EOS', 'release', [4, 12, 8, 0, 0, 0, 0, 2, 0], '4.12.8000000000000'],
    [
      '4.31.6M-39953990.4316M (engineering build)',
      '4.31.6M-39953990.4316M (engineering build)',
      '4.31',
      '4.31',
      '4.31.6M-39953990.4316M (engineering build)',
      'engineering',
      [],
      null,
    ],
  ])('has the parts of %s', (text, canonicalText, train, line, lineage, maturity, key, form) => {
    expect(eosVersions.parse(text)).toEqual({
      ok: true,
      value: { text, canonical: canonicalText, train, line, lineage, maturity, key, semver: form },
    });
  });
});

describe('ranges of EOS releases', () => {
  const versions = [
    '4.27.12M',
    '4.28.5M',
    '4.28.5.1M',
    '4.28.6M-rc1',
    '4.28.6M',
    '4.28.7FX-TM',
    '4.28.7FX-TM.1',
    '4.29.0.2F',
  ];

  it.each([
    ['4.28.5M', ['4.28.5M']],
    ['4.28.5.*', ['4.28.5M', '4.28.5.1M']],
    ['>=4.28.5.1M', ['4.28.5.1M', '4.28.6M']],
    ['>4.28.5M <4.30', ['4.28.5.1M', '4.28.6M', '4.29.0.2F']],
    ['<4.28.5.1M', ['4.27.12M', '4.28.5M']],
    ['4.28.*', ['4.28.5M', '4.28.5.1M', '4.28.6M']],
    ['4.28.7FX-TM.*', ['4.28.7FX-TM', '4.28.7FX-TM.1']],
    ['4.28.7FX-TM', ['4.28.7FX-TM']],
    ['4.28.6M-rc1 || 4.27.*', ['4.27.12M', '4.28.6M-rc1']],
  ])('has in %s: %j', (range, inside) => {
    expect(included(range, versions)).toEqual(inside);
  });

  it.each([
    ['>=4.28.7FX-TM <4.29.1F', 'have no order between them'],
    ['>=4.28.6M-rc1', 'is pre-release, no bound'],
    ['4.28', 'for all of it write 4.28.*'],
    ['>=4.28.6M <4.28.5M', 'includes nothing'],
  ])('refuses %s: %s', (range, message) => {
    expect(included(range, [])).toContain(message);
  });
});

describe('names of EOS images', () => {
  it.each([
    ['flash:/eos-4.28.3m.swi', '4.28.3M', 'system', 'EOS', '32'],
    ['/mnt/flash/EOS64-2GB-4.30.1F.swi', '4.30.1F', 'system', 'EOS64-2GB', '64'],
    ['EOS-4.28.3M', '4.28.3M', 'system', 'EOS', '32'],
    ['EOS-4.33.1F-EFT1.swi', '4.33.1F-EFT1', 'beta', 'EOS', '32'],
    ['cEOS64-lab-4.30.8.1M.tar.xz', '4.30.8.1M', 'container', 'cEOS64-lab', '64'],
    ['vEOS-lab-4.29.10M.vmdk', '4.29.10M', 'vm', 'vEOS-lab', '32'],
    ['EOS-4.28.3M.swi.bak', '4.28.3M', 'system', 'EOS', '32'],
    ['golden-EOS64-4.28.3M_old.swi', '4.28.3M', 'system', 'EOS64', '64'],
    ['EOS-4.28.3M.sw', '4.28.3M', 'system', 'EOS', '32'],
    ['EOS-4.28.3M.SWI', '4.28.3M', 'system', 'EOS', '32'],
    ['EOS', null, 'pointer', 'EOS', null],
    ['EOS-notes', null, null, null, null],
    ['image.swi.sha512', null, null, null, null],
    ['EOS-x.swi', null, 'pointer', 'EOS', null],
    ['EOS-old.swi', null, 'pointer', 'EOS', null],
    ['.boot-image.swi', null, 'pointer', null, null],
    ['cEOS-lab.tar', null, 'container', 'cEOS-lab', null],
    ['TerminAttr-1.19.2-1.swix', null, 'addon', null, null],
    ['Aboot-norcal7-7.2.0.swi', null, 'boot', null, null],
    ['startup-config', null, null, null, null],
  ])('reads %s', (file, version, kind, platform, featureSet) => {
    expect(eosVersions.image(file)).toMatchObject({ file, version, kind, platform, featureSet, signature: null });
  });
});
