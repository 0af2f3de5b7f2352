import type { Database } from 'better-sqlite3';
import type { DeviceName } from '../../core/brands.ts';
import { type FleetEntry, fleetEntry } from '../../core/fleet-entry.ts';
import type { DeviceState } from '../../core/history.ts';
import { compress, decompress, sha256 } from './blobs.ts';

type StateRow = {
  readonly device: string;
  readonly link: number;
  readonly sha256: string;
  readonly bytes: Buffer;
  readonly fleet: string | null;
};

export type StagedState = {
  readonly device: DeviceName;
  readonly sha256: string;
  readonly bytes: Buffer;
  readonly fleet: string;
};

export type States = {
  /** The newest state and the link that vouches for it. */
  readonly get: (device: DeviceName) => { readonly state: DeviceState; readonly link: number } | null;
  readonly linkOf: (device: DeviceName) => number | null;
  /** Of all devices, by name. */
  readonly fleet: () => readonly FleetEntry[];
  readonly stage: (state: DeviceState) => StagedState;
  readonly put: (staged: StagedState, link: number) => void;
};

/** The newest state of each device; the link that made it holds its digest. */
export function states(db: Database): States {
  const select = db.prepare<[string], StateRow>(
    'SELECT device, link, sha256, bytes FROM device_state WHERE device = ?',
  );
  const selectLink = db.prepare<[string], number>('SELECT link FROM device_state WHERE device = ?').pluck();
  const replace = db.prepare<StateRow>(
    'INSERT OR REPLACE INTO device_state (device, link, sha256, bytes, fleet) VALUES (@device, @link, @sha256, @bytes, @fleet)',
  );
  const fleet = db.prepare<[], Pick<StateRow, 'device' | 'fleet'>>(
    'SELECT device, fleet FROM device_state ORDER BY device',
  );
  const entryOf = ({ device, fleet: text }: Pick<StateRow, 'device' | 'fleet'>): readonly FleetEntry[] => {
    if (text !== null) return [JSON.parse(text)];
    const row = select.get(device);
    return row === undefined ? [] : [fleetEntry(stateOf(decompress(row.bytes).toString('utf8')))];
  };
  return {
    get(device) {
      const row = select.get(device);
      return row === undefined ? null : { state: stateOf(decompress(row.bytes).toString('utf8')), link: row.link };
    },
    linkOf: (device) => selectLink.get(device) ?? null,
    fleet: () => fleet.all().flatMap(entryOf),
    stage(state) {
      const raw = Buffer.from(textOf(state), 'utf8');
      return { device: state.device, sha256: sha256(raw), bytes: compress(raw), fleet: fleetText(state) };
    },
    put: (staged, link) => void replace.run({ ...staged, link }),
  };
}

/** What the column `fleet` holds for a state. */
const fleetText = (state: DeviceState): string => JSON.stringify(fleetEntry(state));

/** Whether the column says what the state says; null says nothing. */
export const fleetAgrees = (fleet: string | null, stateText: string): boolean =>
  fleet === null || fleet === fleetText(stateOf(stateText));

/** The last accepted state mostly is the last one; then it is written once. */
const textOf = (state: DeviceState): string =>
  JSON.stringify(state.lastGood === state.last && state.last !== null ? { ...state, lastGood: 'last' } : state);

function stateOf(text: string): DeviceState {
  const state: Omit<DeviceState, 'lastGood'> & { readonly lastGood: DeviceState['lastGood'] | 'last' } =
    JSON.parse(text);
  return { ...state, lastGood: state.lastGood === 'last' ? state.last : state.lastGood };
}
