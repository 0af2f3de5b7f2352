import { describe, expect, it } from 'vitest';
import { compareTexts } from '../../../../src/core/version.ts';
import { fortiosVersions } from '../../../../src/platforms/fortios/versions.ts';

const compare = (a: string, b: string) => compareTexts(fortiosVersions, a, b);

function canonical(text: string): string {
  const read = fortiosVersions.parse(text);
  return read.ok ? read.value.canonical : `refused: ${read.error.why}`;
}

/** Which of the versions a range includes; its error where it is none. */
function included(range: string, versions: readonly string[]): readonly string[] | string {
  const compiled = fortiosVersions.range(range);
  if (!compiled.ok) return compiled.error;
  return versions.filter((text) => {
    const read = fortiosVersions.parse(text);
    return read.ok && compiled.value.includes(read.value);
  });
}

describe('the order of FortiOS releases', () => {
  it.each([
    ['7.0.9', '7.0.10', 'older', 'patch 9 < 10', false],
    ['v7.2.5,build1517', 'v6.4.14,build2093', 'newer', 'major release 7 > 6 (train change, 7.2 to 6.4)', true],
    ['v7.0.14,build0603', 'v7.0.14,build0601', 'newer', 'build 603 > 601', false],
    ['v7.0.14,build0000', 'v7.0.14,build0001', 'older', 'build 0 < 1', false],
    ['7.0.14', 'v7.0.14,build0000', 'same', 'one release; only one of the two names its build', false],
    ['v7.0.14,build0601', '7.0.14', 'same', 'one release; only one of the two names its build', false],
    ['v7.2.5,build1517 (GA.F)', 'v7.2.5,build1517 (GA.M)', 'same', 'all parts are equal', false],
    ['v5.4.4,build7605', 'v5.4.5,build1138', 'older', 'patch 4 < 5; v5.4.4,build7605 is a special build', false],
    ['7.0.0-beta2', '7.0.0', 'older', '7.0.0-beta2 comes before 7.0.0', false],
    ['7.0.0-beta2', '7.0.0-beta10', 'older', 'pre-release 2 < 10', false],
    ['7.0.0-rc1', 'v7.0.0,build0024 (Beta 1)', 'newer', '7.0.0-beta1 comes before 7.0.0-rc1', false],
    ['7.0.0', '7.0.0-beta2', 'newer', '7.0.0-beta2 comes before 7.0.0', false],
    ['4.0 MR3 Patch 18', '5.0.0', 'older', 'major release 4 < 5 (train change, 4.3 to 5.0)', true],
  ])('has %s against %s as %s: %s', (a, b, order, why, trainChange) => {
    expect(compare(a, b)).toEqual({ order, why, trainChange });
  });

  it.each([
    ['v7.0.9,build5432 (Interim)', '7.0.9', '7.0.9 build5432 (Interim) is no published release'],
    ['7.2.0', 'v7.2.0,build1200 (Debug)', '7.2.0 build1200 (debug) is no published release'],
    [
      'v6.2.2,build5335',
      'v6.2.2,build1010',
      'no order between a special build and other builds of one release: 5335 and 1010',
    ],
  ])('has no order between %s and %s: %s', (a, b, why) => {
    expect(compare(a, b)).toMatchObject({ order: 'incomparable', why });
    expect(compare(b, a).order).toBe('incomparable');
  });
});

describe('spellings of FortiOS releases', () => {
  it.each([
    ['FortiGate-60D v5.0,build0310,140425 (GA Patch 11)', '5.0.11'],
    ['v4.0,build0665,130514 (MR3 Patch 14)', '4.3.14'],
    ['4.0 MR3', '4.3.0'],
    ['v7.6.0 build 3401 (Feature)', '7.6.0'],
    ['FGT_60F-v7.2.5.F-build1517', '7.2.5'],
    ['Version: FortiGate-VM64-KVM v7.4.2,build2492,230908 (interim)', '7.4.2 build2492 (Interim)'],
    ['FortiWiFi-61F v7.02.05', '7.2.5'],
    ['v7.0.0,build0024 (Beta 1)', '7.0.0-beta1'],
    ['v5.4.4,build7605', '5.4.4 build7605'],
  ])('reads "%s" as %s', (text, one) => {
    expect(canonical(text)).toBe(one);
    expect(canonical(one)).toBe(one);
  });

  it.each([
    ['7.2', 'a minor release (train), no release: the patch number is missing'],
    ['v5.0,build0310', 'a minor release (train), no release: the patch number is missing'],
    ['build1517', 'a build without its release'],
    ['230606', 'a date or build number'],
    ['7.2.*', 'a range, no release'],
    ['FortiGate-60F', 'a model without its release'],
    ['FortiADC-VM v7.4.0,build0001', 'a release of another Fortinet product'],
    ['6.4.14 Patch 3', 'names its patch twice'],
    ['v5.2 MR3', 'a maintenance release (MR) of what is no x.0'],
    ['0.0.0', 'a placeholder: no release begins with 0'],
    ['10.2.7-h3', '"-h3" after the numbers is not understood'],
    ['v7.2.5,build1517,230606 (GA.F) hostname', '",build1517,230606 (GA.F) hostn" after the numbers is not understood'],
  ])('refuses "%s": %s', (text, why) => {
    expect(canonical(text)).toBe(`refused: ${why}`);
  });
});

describe('what a FortiOS release is held as', () => {
  it.each([
    ['v7.2.5,build1517,230606 (GA.F)', '7.2.5', '7.2', '7.2', 'FortiOS', 'F', [7, 2, 5, 2, 0, 1517], '7.2.5001517'],
    ['7.2.5', '7.2.5', '7.2', '7.2', 'FortiOS', 'GA', [7, 2, 5, 2, 0, -1], '7.2.5000000'],
    ['7.0.0-beta2', '7.0.0-beta2', '7.0', '7.0', 'FortiOS', 'beta', [7, 0, 0, 0, 2, -1], '7.0.0-beta.2'],
    ['v5.4.4,build7605', '5.4.4 build7605', '5.4', '5.4', 'FortiOS', 'special', [5, 4, 4, 2, 0, 7605], null],
    [
      'v7.0.9,build5432 (Interim)',
      '7.0.9 build5432 (Interim)',
      '7.0',
      '7.0',
      '7.0.9 build5432 (Interim)',
      'interim',
      [7, 0, 9, 2, 0, 5432],
      null,
    ],
    ['4.0 MR3 Patch 18', '4.3.18', '4.3', '4.3', 'FortiOS', 'GA', [4, 3, 18, 2, 0, -1], '4.3.18000000'],
    [
      'v7.2.0,build1200 (Debug)',
      '7.2.0 build1200 (debug)',
      '7.2',
      '7.2',
      '7.2.0 build1200 (debug)',
      'special',
      [7, 2, 0, 2, 0, 1200],
      null,
    ],
  ])('has the parts of %s', (text, canonicalText, train, line, lineage, maturity, key, form) => {
    expect(fortiosVersions.parse(text)).toEqual({
      ok: true,
      value: { text, canonical: canonicalText, train, line, lineage, maturity, key, semver: form },
    });
  });
});

describe('ranges of FortiOS releases', () => {
  const versions = [
    '7.0.15',
    '7.2.5',
    'v7.2.5,build1517',
    'v7.2.5,build1518',
    '7.2.10',
    'v7.2.11,build5777',
    '7.4.0',
    '7.4.0-beta1',
  ];

  it.each([
    ['7.2.5', ['7.2.5', 'v7.2.5,build1517', 'v7.2.5,build1518']],
    ['v7.2.5,build1517', ['7.2.5', 'v7.2.5,build1517']],
    ['>=7.2.5', ['7.2.5', 'v7.2.5,build1517', 'v7.2.5,build1518', '7.2.10']],
    ['>7.2.5', ['7.2.10']],
    ['>v7.2.5,build1517', ['v7.2.5,build1518', '7.2.10']],
    ['<=7.2.5 >=7.2', ['7.2.5', 'v7.2.5,build1517', 'v7.2.5,build1518']],
    ['7.2.*', ['7.2.5', 'v7.2.5,build1517', 'v7.2.5,build1518', '7.2.10']],
    ['>=7.0.1 <7.4', ['7.0.15', '7.2.5', 'v7.2.5,build1517', 'v7.2.5,build1518', '7.2.10']],
    ['7.2.10.*', ['7.2.10']],
    ['v7.*', ['7.0.15', '7.2.5', 'v7.2.5,build1517', 'v7.2.5,build1518', '7.2.10', '7.4.0']],
    ['v7.2.11,build5777 || 7.4.0', ['v7.2.11,build5777', '7.4.0']],
  ])('has in %s: %j', (range, inside) => {
    expect(included(range, versions)).toEqual(inside);
  });

  it.each([
    ['>=7.4.0-beta1', 'is beta, no bound'],
    ['>7.2.5 <7.2.5', 'includes nothing'],
    ['7.2', 'for all of it write 7.2.*'],
  ])('refuses %s: %s', (range, message) => {
    expect(included(range, [])).toContain(message);
  });
});

describe('names of FortiOS images', () => {
  it.each([
    ['fgt_60f-v7.2.5.f-build1517-fortinet.out', '7.2.5', 'system', 'FGT_60F'],
    ['/tmp/FGT_100F-v6.4.9-build1966-FORTI', '6.4.9', 'system', 'FGT_100F'],
    ['FGT_VM64-v7.0.13.M-build0566-FORTINET.out.ovf.zip', '7.0.13', 'vm', 'FGT_VM64'],
    ['old-FGT_60F-v7.2.5.F-build1517-FORTINET-golden.out', '7.2.5', 'system', 'FGT_60F'],
    ['FGT_60F-v6-build0272-FORTINET.out', null, 'system', 'FGT_60F'],
    ['FGT2KE-6.04-FW-build1803-210208', null, 'system', 'FGT2KE'],
    ['FAZ_VM64-v7.2.1-build1215-FORTINET.out', null, 'other-product', null],
    ['FGT_60F-v7.2.5.F-build1517-FORTINET.out.md5', null, null, null],
    ['image.out', null, null, null],
    ['my-FGT_60F-v7.2.5.F-build1517-FORTINET.out', null, null, null],
    ['FGT_60F-v7.2.5.F-build1517-FORTINET.out.MD5', null, null, null],
    ['FGT_VM64_KVM-v7.2.5.F-build1517-FORTINET.out.KVM.QCOW2', '7.2.5', 'vm', 'FGT_VM64_KVM'],
    ['FGT3KD-6.0.2.1-FW-build1190', null, null, null],
    ['S448DF-v7.2.1-build0400-FORTINET.out', null, 'other-product', null],
  ])('reads %s', (file, version, kind, platform) => {
    expect(fortiosVersions.image(file)).toMatchObject({ file, version, kind, platform, signature: null });
  });
});
