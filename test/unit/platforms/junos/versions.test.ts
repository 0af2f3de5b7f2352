import { describe, expect, it } from 'vitest';
import { compareTexts } from '../../../../src/core/version.ts';
import { junosVersions } from '../../../../src/platforms/junos/versions.ts';

const compare = (a: string, b: string) => compareTexts(junosVersions, a, b);

function canonical(text: string): string {
  const read = junosVersions.parse(text);
  return read.ok ? read.value.canonical : `refused: ${read.error.why}`;
}

/** Which of the versions a range includes; its error where it is none. */
function included(range: string, versions: readonly string[]): readonly string[] | string {
  const compiled = junosVersions.range(range);
  if (!compiled.ok) return compiled.error;
  return versions.filter((text) => {
    const read = junosVersions.parse(text);
    return read.ok && compiled.value.includes(read.value);
  });
}

describe('the order of Junos releases', () => {
  it.each([
    ['21.4R3-S9', '21.4R3-S10', 'older', 'service release 9 < 10'],
    ['21.4R3.15', '21.4R3-S5.4', 'older', 'service release 0 < 5'],
    ['21.3R2-S2', '21.3R3', 'older', 'release 2 < 3'],
    ['21.4R3-S5.10', '21.4R3-S5.4', 'newer', 'spin 10 > 4'],
    ['21.4R3.0', '21.4R3.1', 'older', 'spin 0 < 1'],
    ['21.4R3', '21.4R3.15', 'older', '21.4R3 names the release, 21.4R3.15 one spin of it'],
    ['21.4R3-S5.4', '21.4R3-S5', 'newer', '21.4R3-S5 names the release, 21.4R3-S5.4 one spin of it'],
    ['15.1X49-D90', '15.1X49-D100', 'older', 'D release 90 < 100'],
    ['19.4B2.3', '19.4R1', 'older', '19.4B2.3 is a build before 19.4R1'],
    ['19.4R1', '19.4I3', 'newer', '19.4I3 is a build before 19.4R1'],
    ['19.4A1', '19.4B1', 'older', '19.4A1 is a build before 19.4B1'],
    ['15.1F6-S4.2', '15.1F6-S7', 'older', 'service release 4 < 7'],
  ])('has %s against %s as %s: %s', (a, b, order, why) => {
    expect(compare(a, b)).toEqual({ order, why, trainChange: false });
  });

  it.each([
    ['20.4R3-S9', '21.1R1', 'older', 'main release 20 < 21 (train change, 20.4 to 21.1)'],
    ['21.4R1', '21.2R3-S8', 'newer', 'minor release 4 > 2 (train change, 21.4 to 21.2)'],
    ['12.1X46-D86', '12.3X48-D105', 'older', 'minor release 1 < 3 (train change, 12.1X46 to 12.3X48)'],
    ['13.2X51-D35.3', '13.2X50-D10', 'newer', 'branch X 51 > 50 (train change, 13.2X51 to 13.2X50)'],
    ['15.1X49-D240', '18.4R3', 'older', '18.4 continued the SRX branches (train change, 15.1X49 to 18.4)'],
    ['17.3R1', '12.3X48-D105', 'newer', '17.3 continued the SRX branches (train change, 17.3 to 12.3X48)'],
  ])('has %s against %s as %s across trains: %s', (a, b, order, why) => {
    expect(compare(a, b)).toEqual({ order, why, trainChange: true });
  });

  it.each([
    ['21.4R3-S5', '21.4R3-S5-EVO', 'Junos and Junos Evolved are two products that share their numbers'],
    ['15.1X49-D240', '15.1R7', 'no order between the lines X (15.1X49-D240) and R (15.1R7)'],
    ['17.2R3', '15.1X49-D10', 'no order between the lines R (17.2R3) and X (15.1X49-D10)'],
    ['14.1X53-D47', '17.3R1', 'no order between the lines X (14.1X53-D47) and R (17.3R1)'],
    ['15.1X53-D66', '15.1X49-D66', 'no order between the trains 15.1X53 (15.1X53-D66) and 15.1X49 (15.1X49-D66)'],
    [
      '23.4X100-D40.7-EVO',
      '23.4R1-EVO',
      'no order between the trains 23.4X100-EVO (23.4X100-D40.7-EVO) and 23.4-EVO (23.4R1-EVO)',
    ],
    ['15.1X53-D66', '15.1X75-D66', 'no order between the trains 15.1X53 (15.1X53-D66) and 15.1X75 (15.1X75-D66)'],
    ['15.1F6-S7', '15.1R7', 'no order between the lines F (15.1F6-S7) and R (15.1R7)'],
    ['19.4I1', '19.4B1', 'no order between internal builds (19.4I1) and test builds (19.4B1)'],
    [
      '22.4R1',
      '22.4I62500TB237700_cd-builder',
      '22.4I62500TB237700_cd-builder is an internal build with no place in the order',
    ],
  ])('has no order between %s and %s: %s', (a, b, why) => {
    expect(compare(a, b)).toMatchObject({ order: 'incomparable', why });
    expect(compare(b, a).order).toBe('incomparable');
  });

  it('has a dated build the same as itself', () => {
    expect(compare('X100-202310100600.0-evo', 'X100-202310100600.0-EVO').order).toBe('same');
  });

  it('says of which text it could make nothing', () => {
    expect(compare('21.4R3', '21.4')).toMatchObject({ order: 'incomparable', why: expect.stringContaining('a train') });
  });
});

describe('spellings of Junos releases', () => {
  it.each([
    ['Junos OS Evolved: 22.3R1.7-EVO', '22.3R1.7-EVO'],
    ['JUNOS EX  Software Suite [12.3R12-S15]', '12.3R12-S15'],
    ['JUNOS OS runtime [20160625.052521_builder_junos_151_f6_s7]', '15.1F6-S7'],
    ['builder_junos_204_r3_s1', '20.4R3-S1'],
    ['builder_junos_151_x53_d590', '15.1X53-D590'],
    ['15.1F5.15-C10.12', '15.1F5.15'],
    ['9.2R1.8-domestic-cf256-signed', '9.2R1.8'],
    ['15.1X53-D66.18', '15.1X53-D66.18'],
    ['15.1X49-D170.4-domestic', '15.1X49-D170.4'],
    ['21.2R3-S4.9-secure-signed', '21.2R3-S4.9'],
    ['12.3R12-S21-export-signed', '12.3R12-S21'],
    ['21.4R3-S05.04', '21.4R3-S5.4'],
    ['21.4:r3-s5', '21.4R3-S5'],
    ['15.1x49:d170', '15.1X49-D170'],
    ['23.4x100-d40.7-evo', '23.4X100-D40.7-EVO'],
  ])('reads "%s" as %s', (text, one) => {
    expect(canonical(text)).toBe(one);
    expect(canonical(one)).toBe(one);
  });

  it.each([
    ['21.4R3-S', 'S or D without its number'],
    ['21.4R3-', 'ends in a dash'],
    ['12.1X46', 'a train, no release: the D number is missing'],
    ['22.2-EVO', 'a train, no release: the R, S or D number is missing'],
    ['21.*', 'a range, no release'],
    ['D240', 'not written as a Junos release (21.4R3-S5.4, 15.1X49-D170)'],
    ['R3-S5', 'a release without its train'],
    ['4.28.3M', 'not written as a Junos release (21.4R3-S5.4, 15.1X49-D170)'],
    ['19.4B1-S2', 'not written as a Junos release (21.4R3-S5.4, 15.1X49-D170)'],
    ['no JUNOS Software Release [21.4R3]', 'not written as a Junos release (21.4R3-S5.4, 15.1X49-D170)'],
    ['builder_junos_151_f6_s7_old', 'not written as a Junos release (21.4R3-S5.4, 15.1X49-D170)'],
    ['21.4:r3-s5:*', 'a range, no release'],
    ['121.4R3', 'not written as a Junos release (21.4R3-S5.4, 15.1X49-D170)'],
    ['running 21.4R3-S5.4', 'not written as a Junos release (21.4R3-S5.4, 15.1X49-D170)'],
    [' ', 'empty'],
    ['9'.repeat(300), 'longer than any version (300 characters)'],
  ])('refuses "%s": %s', (text, why) => {
    expect(canonical(text)).toBe(`refused: ${why}`);
  });
});

describe('what a Junos release is held as', () => {
  it.each([
    ['21.4R3-S5.4', '21.4R3-S5.4', '21.4', 'R', 'R', 'S', [21, 4, 0, 3, 3, 5, 4], '21.4.30050004'],
    ['21.4R3', '21.4R3', '21.4', 'R', 'R', 'R', [21, 4, 0, 3, 3, 0, -1], '21.4.30000000'],
    ['15.1X49-D170.4', '15.1X49-D170.4', '15.1X49', 'X', 'SRX X', 'D', [15, 1, 49, 3, 0, 170, 4], '15.1.49001700004'],
    ['15.1F6-S7', '15.1F6-S7', '15.1F', 'F', 'F', 'S', [15, 1, 0, 3, 6, 7, -1], '15.1.60070000'],
    ['19.4B2.3', '19.4B2.3', '19.4', 'R', 'R', 'B', [19, 4, 0, 2, 2, 0, 3], '19.4.0-b.2.4'],
    ['22.2R1-EVO', '22.2R1-EVO', '22.2-EVO', 'EVO', 'EVO', 'R', [22, 2, 0, 3, 1, 0, -1], '22.2.10000000'],
    [
      '23.4X100-D40.7-EVO',
      '23.4X100-D40.7-EVO',
      '23.4X100-EVO',
      'EVO',
      'EVO X100',
      'D',
      [23, 4, 100, 3, 0, 40, 7],
      '23.4.100000400007',
    ],
    [
      'X100-202310100600.0-EVO',
      'X100-202310100600.0-EVO',
      'X100-EVO',
      'EVO',
      'X100-202310100600.0-EVO',
      'nightly',
      [],
      null,
    ],
    ['22.4i62500TB_cd', '22.4I62500TB_cd', '22.4', 'R', '22.4I62500TB_cd', 'nightly', [], null],
  ])('has the parts of %s', (text, canonicalText, train, line, lineage, maturity, key, form) => {
    expect(junosVersions.parse(text)).toEqual({
      ok: true,
      value: { text, canonical: canonicalText, train, line, lineage, maturity, key, semver: form },
    });
  });
});

describe('ranges of Junos releases', () => {
  const versions = [
    '20.4R3',
    '21.4R3-S4.9',
    '21.4R3-S5',
    '21.4R3-S5.4',
    '21.4R3-S6.2',
    '21.4R3-S10',
    '21.4R3-S6-EVO',
    '22.1R1',
    '21.4X75-D10',
  ];

  it.each([
    ['21.4R3-S5', ['21.4R3-S5', '21.4R3-S5.4']],
    ['=21.4R3-S5.4', ['21.4R3-S5.4']],
    ['21.4R3-S5 || 21.4R3-S10', ['21.4R3-S5', '21.4R3-S5.4', '21.4R3-S10']],
    ['>=21.4R3-S5', ['21.4R3-S5', '21.4R3-S5.4', '21.4R3-S6.2', '21.4R3-S10']],
    ['>21.4R3-S5', ['21.4R3-S6.2', '21.4R3-S10']],
    ['<21.4R3-S5', ['20.4R3', '21.4R3-S4.9']],
    ['<=21.4R3-S5', ['20.4R3', '21.4R3-S4.9', '21.4R3-S5', '21.4R3-S5.4']],
    ['21.4.*', ['21.4R3-S4.9', '21.4R3-S5', '21.4R3-S5.4', '21.4R3-S6.2', '21.4R3-S10']],
    ['>=21.4R3-S6 <22.2', ['21.4R3-S6.2', '21.4R3-S10', '22.1R1']],
    ['21.4-EVO.*', ['21.4R3-S6-EVO']],
    ['21.4X75.*', ['21.4X75-D10']],
    ['22.*', ['22.1R1']],
  ])('has in %s: %j', (range, inside) => {
    expect(included(range, versions)).toEqual(inside);
  });

  it('takes a release with PREFIX.* for its spins, not for its service releases', () => {
    expect(included('21.4R3.*', ['21.4R3', '21.4R3.15', '21.4R3-S1'])).toEqual(['21.4R3', '21.4R3.15']);
  });

  it('includes beta and dated builds only where they are named', () => {
    expect(included('>=19.4R1 <20.1', ['20.1B1', '19.4B1', '19.4R1'])).toEqual(['19.4R1']);
    expect(included('19.4B1', ['19.4B1', '19.4R1'])).toEqual(['19.4B1']);
    expect(included('>=22.4I62500TB237700_cd-builder', [])).toContain('name it exactly');
  });

  it.each([
    ['>=15.1X49-D100 <15.1R7', 'have no order between them'],
    ['>=21.4R3 <21.4R3-S5-EVO', 'have no order between them'],
    ['>=21.4R3-S5 <21.4R3', 'includes nothing'],
    ['21.4', 'for all of it write 21.4.*'],
    ['>=21.4R3-S5 ||', 'empty alternative'],
  ])('refuses %s: %s', (range, message) => {
    expect(included(range, [])).toContain(message);
  });
});

describe('names of Junos packages', () => {
  it.each([
    ['/var/tmp/junos-srxsme-21.4r3-s5.4.TGZ', '21.4R3-S5.4', 'system', 'srxsme', null],
    ['re0:/var/tmp/junos-arm-32-18.4R2.7.tgz', '18.4R2.7', 'system', 'arm', null],
    ['jinstall64-14.1R1.10-export-signed.tgz', '14.1R1.10', 'system', 'm-mx-t', 'signed'],
    [
      'jinstall-host-qfx-10-f-x86-64-19.4R3-S1.3-secure-signed.tgz',
      '19.4R3-S1.3',
      'system',
      'qfx-10-f',
      'secure-signed',
    ],
    ['junos-vmhost-install-usb-mx-x86-64-21.4R3.15.img.gz', '21.4R3.15', 'usb', 'mx', null],
    ['jloader-ex-2200-12.3R12.4-signed.tgz', '12.3R12.4', 'boot', 'ex-2200', 'signed'],
    ['old-junos-srxsme-21.4R3-S5.4.tgz.bak', '21.4R3-S5.4', 'system', 'srxsme', null],
    ['junos-srxsme-21.4R3-S5.4-backup.tgz', '21.4R3-S5.4', 'system', 'srxsme', null],
    ['junos-vsrx3-x86-64-20.4R3.8.qcow2', '20.4R3.8', 'vm', 'vsrx3', null],
    ['VMX-bundle-18.2R1.9.tgz', '18.2R1.9', 'bundle', 'vmx', null],
    ['vqfx-19.4R1.10-re-qemu.qcow2', '19.4R1.10', 'vm', 'vqfx', null],
    ['junos-routing-crpd-docker-23.2R1.13.tgz', '23.2R1.13', 'container', 'crpd', null],
    ['csrx-21.4R3.15.tar', '21.4R3.15', 'container', 'csrx', null],
    ['junos-libs-x86-32-20160625.052521_builder_junos_151_f6_s7', '15.1F6-S7', 'subpackage', null, null],
    ['junos-evo-install-ptx-x86-64-X100-202310100600.0-EVO.iso', 'X100-202310100600.0-EVO', 'nightly', 'ptx', null],
    ['junos-install-mx-x86-64-22.4R3-', null, 'package', 'mx', null],
    ['jinstall-ex-4300-21.4R3.15-signed.tgz.md5', null, null, null, null],
    ['juniper.conf.gz', null, null, null, null],
    ['', null, null, null, null],
  ])('reads %s', (file, version, kind, platform, signature) => {
    expect(junosVersions.image(file)).toMatchObject({ file, version, kind, platform, signature });
  });
});
