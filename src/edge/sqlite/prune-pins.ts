import type { Database } from 'better-sqlite3';
import { deviceName } from '../../core/brands.ts';
import type { DeviceState } from '../../core/history.ts';
import type { States } from './states.ts';

/** Dispositions that are not settled: what was seen for such an alert is still needed. */
const unsettled = ['open', 'verifying', 'pending'];

type Result = { readonly link: number; readonly observation: number };

/**
 * Links whose texts stay whatever their age, of one device: the newest result, which the state stands on; those that a
 * reference, an open finding and its state before stand on; and those made for an alert that is not settled.
 */
export function pinsOf(db: Database, states: Pick<States, 'get'>): (device: string) => ReadonlySet<number> {
  const newest = db.prepare<[string], Result>(
    'SELECT link, observation FROM judgement WHERE device = ? ORDER BY taken_at DESC, link DESC LIMIT 1',
  );
  const at = db.prepare<[string, number], Result>(
    'SELECT link, observation FROM judgement WHERE device = ? AND taken_at = ?',
  );
  const before = db.prepare<[string, number], Result>(
    'SELECT link, observation FROM judgement WHERE device = ? AND taken_at < ? ORDER BY taken_at DESC, link DESC LIMIT 1',
  );
  const forAlerts = db.prepare<[string, string], Result>(
    `SELECT judgement.link, observation FROM judgement JOIN audit ON audit.id = judgement.audit
     JOIN link ON link.seq = audit.link JOIN alert ON alert.id = link.body ->> '$.alert'
     WHERE judgement.device = ? AND audit.trigger = 'alert' AND alert.disposition IN (SELECT value FROM json_each(?))`,
  );
  return (device) => {
    const pinned = new Set<number>();
    const pin = (results: readonly (Result | undefined)[]): void => {
      for (const result of results) if (result !== undefined) pinned.add(result.link).add(result.observation);
    };
    pin([newest.get(device)]);
    pin(forAlerts.all(device, JSON.stringify(unsettled)));
    const state = states.get(deviceName(device))?.state ?? null;
    if (state === null) return pinned;
    for (const time of timesOf(state)) pin(at.all(device, time));
    for (const time of openSince(state)) pin([before.get(device, time)]);
    return pinned;
  };
}

const openFindings = ({ findings }: DeviceState): DeviceState['findings'] =>
  findings.filter(({ status }) => status !== 'closed');

function timesOf(state: DeviceState): readonly number[] {
  const references = state.members.flatMap(({ reference }) => (reference === null ? [] : [reference.observedAt]));
  const seen = openFindings(state).flatMap(({ firstSeen, lastSeen }) => [firstSeen, lastSeen]);
  return [...new Set([...references, ...seen, ...(state.lastObservedAt === null ? [] : [state.lastObservedAt])])];
}

/** What was good before a finding opened is what it is held against. */
const openSince = (state: DeviceState): readonly number[] => [
  ...new Set(openFindings(state).map(({ firstSeen }) => firstSeen)),
];
