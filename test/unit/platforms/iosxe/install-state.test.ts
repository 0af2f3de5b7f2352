import { expect, test } from 'vitest';
import { installState, rowsOf } from '../../../../src/platforms/iosxe/install-state.ts';
import { iosxeVersions } from '../../../../src/platforms/iosxe/versions.ts';

const state = (...rows: readonly string[]) =>
  installState(
    rows.map((row) => {
      const [type = '', letter = '', name = ''] = row.split(' ');
      return { type, state: letter, name };
    }),
    iosxeVersions,
  );

test('a committed set boots next', () => {
  expect(state('IMG C 17.09.04a.0.6')).toEqual({
    active: '17.09.04a',
    next: '17.09.04a',
    patches: [],
    inactive: [],
    commit: 'committed',
  });
});

test('an activated set that is not committed goes back to what it replaced', () => {
  expect(state('IMG U 17.12.04.0.4500', 'IMG D 17.09.04a.0.6')).toMatchObject({
    active: '17.12.04',
    next: '17.09.04a',
    commit: 'uncommitted',
    inactive: [{ version: '17.09.04a', kind: 'rollback-point' }],
  });
});

test('what an uncommitted set goes back to is not known where no row tells it', () => {
  expect(state('IMG U 17.12.04.0.4500')).toMatchObject({ active: '17.12.04', next: null, commit: 'uncommitted' });
});

test('an inactive image of another release is software on the device, one of the same release is not', () => {
  expect(state('IMG C 17.09.04a.0.6', 'IMG I 17.9.4a.0.6', 'IMG I 17.03.05.0.6').inactive).toEqual([
    { version: '17.03.05', kind: 'package', place: 'install', addedAt: null },
  ]);
});

test('patches are named by their defect, active ones only', () => {
  const rows = [
    'IMG C 17.06.03.0.3629',
    'SMU C flash:cat9k_iosxe.17.06.03.CSCwa00001.SPA.smu.bin',
    'SMU U flash:x.smu.bin',
    'SMU I flash:cat9k_iosxe.17.06.03.CSCwa00002.SPA.smu.bin',
  ];
  expect(state(...rows)).toMatchObject({
    patches: ['CSCwa00001', 'x.smu.bin'],
    commit: 'uncommitted',
    next: '17.06.03',
  });
});

test('nothing told is nothing known', () => {
  expect(state()).toEqual({ active: null, next: null, patches: [], inactive: [], commit: null });
});

test('rows hold for the members that their heading names', () => {
  const packages = [
    { type: 'IMG', state: 'C', name: 'a', where: 'Switch 1 3' },
    { type: 'IMG', state: 'C', name: 'b', where: 'Switch 2' },
    { type: 'IMG', state: 'C', name: 'c', where: 'R0 R1' },
    { type: 'IMG', state: 'C', name: 'd', where: 'Chassis 12/R0' },
  ];
  const names = (id: string) => rowsOf({ packages }, id).map(({ name }) => name);
  expect([names('1'), names('2'), names('12'), names('self')]).toEqual([
    ['a', 'c'],
    ['b', 'c'],
    ['c', 'd'],
    ['a', 'b', 'c', 'd'],
  ]);
});
