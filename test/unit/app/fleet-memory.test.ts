import { describe, expect, test } from 'vitest';
import { fleetMemory } from '../../../src/app/fleet-memory.ts';
import { deviceName, epochMs } from '../../../src/core/brands.ts';
import type { MemberFacts } from '../../../src/core/facts.ts';
import { fleetEntry } from '../../../src/core/fleet-entry.ts';
import { blankState, type DeviceState } from '../../../src/core/history.ts';
import { reason } from '../../../src/core/reason.ts';
import { unknownBoot, unknownDevice, unknownMember } from '../../../src/core/unknown-facts.ts';

const [a, b, c] = ['a', 'b', 'c'].map(deviceName) as [
  DeviceState['device'],
  DeviceState['device'],
  DeviceState['device'],
];
const image = 'bootflash:isr4300-universalk9.17.09.04a.SPA.bin';
const next = 'bootflash:isr4300-universalk9.17.12.03.SPA.bin';

/** A device that runs `image` and boots `next`, with digests by path. */
function seen(
  device: DeviceState['device'],
  serial: string,
  digests: Readonly<Record<string, string>> = {},
): DeviceState {
  const boot = { kind: 'image' as const, image: next, version: null, versionFrom: 'name' as const, exists: true };
  const member: MemberFacts = {
    ...unknownMember('self', reason('boot-unresolved', 'x')),
    serial,
    image,
    boot: unknownBoot({ ...boot, implicit: false, fallbacks: [] }),
  };
  return {
    ...blankState(device),
    last: unknownDevice('iosxe', [member]),
    digests: Object.entries(digests).map(([path, value]) => ({
      path,
      member: null,
      sizeBytes: 1,
      date: null,
      algorithm: 'sha512',
      value,
      computedBy: 'device',
      at: epochMs(1),
    })),
  };
}

const memory = (...states: readonly DeviceState[]) => fleetMemory({ fleetEntries: () => states.map(fleetEntry) });

describe('what the other devices say', () => {
  test('a serial number is elsewhere where another device shows it, never by the device itself', () => {
    const fleet = memory(seen(a, 'S1'), seen(b, 'S2'));
    expect(fleet.isElsewhere('S1', b)).toBe(true);
    expect(fleet.isElsewhere('S1', a)).toBe(false);
    expect(fleet.isElsewhere('S9', a)).toBe(false);
  });

  test('hardware that another took the place of is no longer there', () => {
    const member = {
      id: 'self',
      model: null,
      platform: 'iosxe',
      reference: null,
      running: null,
      startedAt: null,
      ran: [],
    };
    const exchanged = {
      ...seen(a, 'NEW'),
      members: [
        { ...member, serial: 'OLD', replacedBy: 'NEW' },
        { ...member, serial: 'NEW', replacedBy: null },
      ],
    };
    const fleet = memory(exchanged);
    expect([fleet.isElsewhere('OLD', b), fleet.isElsewhere('NEW', b)]).toEqual([false, true]);
  });

  test('a twin runs or boots a file of the same name on the same platform, wherever the file lies', () => {
    const fleet = memory(seen(a, 'S1', { [image]: '11' }), seen(b, 'S2', { 'flash:/old.bin': '22' }));
    const elsewhere = `flash:/images/${image.slice(10)}`;
    expect(fleet.hasTwin('iosxe', elsewhere, c)).toBe(true);
    expect(fleet.twins('iosxe', elsewhere, c)).toEqual([{ device: a, algorithm: 'sha512', value: '11' }]);
    expect(fleet.hasTwin('iosxe', next, a)).toBe(true);
    expect(fleet.twins('iosxe', next, a)).toEqual([]);
    expect(fleet.hasTwin('nxos', image, c)).toBe(false);
    expect(fleet.hasTwin('iosxe', 'flash:/old.bin', c)).toBe(false);
    expect(memory(seen(a, 'S1')).hasTwin('iosxe', image, a)).toBe(false);
  });

  test('a pointer to packages makes no twins', () => {
    const state = seen(a, 'S1');
    const [member] = state.last?.members ?? [];
    if (member === undefined || state.last === null) throw new Error('a member');
    const packed = { ...state, last: { ...state.last, members: [{ ...member, image: 'bootflash:packages.conf' }] } };
    expect(memory(packed).hasTwin('iosxe', 'bootflash:packages.conf', b)).toBe(false);
  });

  test('results of the run itself count from then on, and an audit without hashing forgets no digest', () => {
    const fleet = memory();
    expect(fleet.isElsewhere('S1', b)).toBe(false);
    fleet.note(seen(a, 'S1', { [image]: '11' }));
    expect(fleet.isElsewhere('S1', b)).toBe(true);
    expect(fleet.twins('iosxe', image, b)).toHaveLength(1);
    fleet.note(seen(a, 'S1'));
    expect(fleet.twins('iosxe', image, b)).toHaveLength(1);
    fleet.note(seen(a, 'S1', { [image]: '12' }));
    expect(fleet.twins('iosxe', image, b)).toEqual([{ device: a, algorithm: 'sha512', value: '12' }]);
  });
});
