import { describe, expect, it } from 'vitest';
import { compareTexts } from '../../../../src/core/version.ts';
import { panosVersions } from '../../../../src/platforms/panos/versions.ts';

const compare = (a: string, b: string) => compareTexts(panosVersions, a, b);

function canonical(text: string): string {
  const read = panosVersions.parse(text);
  return read.ok ? read.value.canonical : `refused: ${read.error.why}`;
}

/** Which of the versions a range includes; its error where it is none. */
function included(range: string, versions: readonly string[]): readonly string[] | string {
  const compiled = panosVersions.range(range);
  if (!compiled.ok) return compiled.error;
  return versions.filter((text) => {
    const read = panosVersions.parse(text);
    return read.ok && compiled.value.includes(read.value);
  });
}

describe('the order of PAN-OS releases', () => {
  it.each([
    ['10.1.6', '10.1.6-h3', 'older', 'hotfix 0 < 3', false],
    ['10.1.6-h10', '10.1.6-h3', 'newer', 'hotfix 10 > 3', false],
    ['10.2.4-h16', '10.2.9', 'older', 'maintenance release 4 < 9', false],
    ['11.1.0-b12', '11.1.0', 'older', '11.1.0-b12 is a beta of the release', false],
    ['11.1.0-h1', '11.1.0-b12', 'newer', '11.1.0-b12 is a beta of the release', false],
    ['11.1.0-b3', '11.1.0-b12', 'older', 'beta 3 < 12', false],
    ['11.1.0-b1', '11.0.6', 'newer', 'feature release 1 > 0 (train change, 11.1 to 11.0)', true],
    ['9.1.15-h1', '10.0.0', 'older', 'major release 9 < 10 (train change, 9.1 to 10.0)', true],
    ['9.0.9-h1.xfr', '9.0.9-h1', 'same', 'all parts are equal', false],
    ['10.0.4.vm_eval', '10.0.4', 'same', 'all parts are equal', false],
    ['9.0.0-c300', '9.0.0-C300', 'same', 'all parts are equal', false],
  ])('has %s against %s as %s: %s', (a, b, order, why, trainChange) => {
    expect(compare(a, b)).toEqual({ order, why, trainChange });
  });

  it.each(['10.1.6', '10.1.6-h3', '10.1.6-c3', '10.1.7', '11.0.0'])(
    'has no order between a customer build and %s',
    (other) => {
      const why = '10.1.6-c2 is a customer build, whose place among the releases is not public';
      expect(compare('10.1.6-c2', other)).toMatchObject({ order: 'incomparable', why });
      expect(compare(other, '10.1.6-c2').order).toBe('incomparable');
    },
  );
});

describe('spellings of PAN-OS releases', () => {
  it.each([
    ['PanOS_vm-11.0.0', '11.0.0'],
    ['sw-version:10.1.9', '10.1.9'],
    ['10.2.7:h3', '10.2.7-h3'],
    ['9.0.9-h01.xfr', '9.0.9-h1'],
  ])('reads "%s" as %s', (text, one) => {
    expect(canonical(text)).toBe(one);
  });

  it.each([
    ['PAN-OS 10.2', 'a feature release (train), no release: the maintenance number is missing'],
    ['10.2.7-h', 'a hotfix, beta or customer build without its number'],
    ['10.2.7-h0', 'hotfixes and builds are counted from 1'],
    ['10.2.7h3', 'the dash before the hotfix is missing'],
    ['10.2.7.3', 'four numbers: PAN-OS has three and writes hotfixes as -hN'],
    ['8475-7422', 'a content version'],
    ['0.0.0', 'a placeholder: no release begins with 0'],
    ['<10.2.7', 'a range, no release'],
    ['10.2.7h3x', 'not written as a PAN-OS release (10.2.7-h3)'],
    ['x10.2.7h3', 'not written as a PAN-OS release (10.2.7-h3)'],
    ['10.2.7-h3, on 2024-01-01', 'not written as a PAN-OS release (10.2.7-h3)'],
    ['', 'empty'],
  ])('refuses "%s": %s', (text, why) => {
    expect(canonical(text)).toBe(`refused: ${why}`);
  });
});

describe('what a PAN-OS release is held as', () => {
  it.each([
    ['10.2.7-h3', '10.2.7-h3', '10.2', '10.2', 'PAN-OS', 'hotfix', [10, 2, 7, 1, 3], '10.2.7003'],
    ['11.1.0-b12', '11.1.0-b12', '11.1', '11.1', 'PAN-OS', 'beta', [11, 1, 0, 0, 12], '11.1.0-b.12'],
    ['10.1.6-c2', '10.1.6-c2', '10.1', '10.1', '10.1.6-c2', 'custom', [10, 1, 6, 1, 2], null],
    ['10.2.10', '10.2.10', '10.2', '10.2', 'PAN-OS', 'GA', [10, 2, 10, 1, 0], '10.2.10000'],
  ])('has the parts of %s', (text, canonicalText, train, line, lineage, maturity, key, form) => {
    expect(panosVersions.parse(text)).toEqual({
      ok: true,
      value: { text, canonical: canonicalText, train, line, lineage, maturity, key, semver: form },
    });
  });
});

describe('ranges of PAN-OS releases', () => {
  const versions = ['10.1.14', '10.2.7', '10.2.7-h3', '10.2.7-h10', '10.2.8', '11.0.0-b2', '11.0.1', '10.2.9-c4'];

  it.each([
    ['10.2.7', ['10.2.7']],
    ['10.2.7.*', ['10.2.7', '10.2.7-h3', '10.2.7-h10']],
    ['>=10.2.7-h3', ['10.2.7-h3', '10.2.7-h10', '10.2.8']],
    ['>10.2.7-h3 <11.1', ['10.2.7-h10', '10.2.8', '11.0.1']],
    ['<10.2.7-h10', ['10.1.14', '10.2.7', '10.2.7-h3']],
    ['10.2.*', ['10.2.7', '10.2.7-h3', '10.2.7-h10', '10.2.8']],
    ['10.1.14 || >=11.0.0', ['10.1.14', '11.0.1']],
    ['10.2.9-c4', ['10.2.9-c4']],
    ['10.*', ['10.1.14', '10.2.7', '10.2.7-h3', '10.2.7-h10', '10.2.8']],
    ['10.1.14.*', ['10.1.14']],
  ])('has in %s: %j', (range, inside) => {
    expect(included(range, versions)).toEqual(inside);
  });

  it('does not take an approval for wider than it is written', () => {
    expect(included('10.2.1', ['10.2.10', '10.2.1-h1', '110.2.1', '10.2.1'])).toEqual(['10.2.1']);
  });

  it.each([
    ['>=10.2.9-c4', 'is custom, no bound'],
    ['>=10.2.9 <10.2.3', 'includes nothing'],
    ['10.2', 'for all of it write 10.2.*'],
    ['10.2.x', 'is not a version'],
  ])('refuses %s: %s', (range, message) => {
    expect(included(range, [])).toContain(message);
  });
});

describe('names of PAN-OS images', () => {
  it.each([
    ['/opt/images/panos_5200-10.2.9-H1', '10.2.9-h1', 'system', 'pa-5200'],
    ['backup_PanOS_220-10.1.14-h6.old', '10.1.14-h6', 'system', 'pa-220'],
    ['PanOS_7000b-10.2.9', '10.2.9', 'system', 'pa-7000b'],
    ['PanOS_vm-9.0.9.xfr', '9.0.9', 'system', 'vm'],
    ['PanOS_850-9.0.0-c300', '9.0.0-c300', 'engineering', 'pa-850'],
    ['PanOS_220-10.2', null, 'system', 'pa-220'],
    ['Panorama-KVM-10.2.3.qcow2', '10.2.3', 'panorama', 'panorama'],
    ['pa-vm-esx-10.2.7-h3.OVA', '10.2.7-h3', 'vm', 'vm'],
    ['my-PA-VM-KVM-10.2.3.qcow2', null, null, null],
    ['xPanorama_pc-10.2.9', null, null, null],
    ['my-panupv2-all-contents', null, null, null],
    ['GlobalProtect64-6.2.1.msi', null, 'other-product', null],
    ['uainstall-10.2.1.msi', null, 'other-product', null],
    ['panupv2-all-contents-8475-7422', null, 'other-product', null],
    ['running-config.xml', null, null, null],
  ])('reads %s', (file, version, kind, platform) => {
    expect(panosVersions.image(file)).toMatchObject({ file, version, kind, platform, signature: null });
  });
});
