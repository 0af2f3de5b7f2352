import { setImmediate } from 'node:timers/promises';
import type { ApiProblem, Listed, ListQuery } from '../../agent-ports.ts';
import { type DeviceName, deviceName } from '../../core/brands.ts';
import type { Device } from '../../core/inventory.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { verdicts } from '../../core/verdict.ts';
import type { RecordStore, VerdictHead } from '../../record-ports.ts';
import { deviceJson } from '../../report/audit-json.ts';
import { parts, words } from './api-words.ts';
import { cursorOf, readCursor } from './list-cursor.ts';

type Reads = Pick<RecordStore, 'lastJudgement' | 'verdictHeads' | 'consistent'>;

/** Devices looked at in one step while a filter lets few of them through. */
const stepSize = 500;

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Devices opened between two pauses: each is unpacked and parsed, up to a millisecond. */
const openedAtOnce = 20;

/**
 * Devices by name: those of the inventory, also never audited ones, and those that only the record knows. Of the record
 * no more is read than the page shows, and with pauses: whoever asks for a thousand must not make log messages wait.
 */
export async function listDevices(
  record: Reads,
  inventory: readonly Device[],
  query: ListQuery,
): Promise<Result<Listed, ApiProblem>> {
  const after = readCursor(query.cursor);
  if (!after.ok) return after;
  const statuses = words('status', query.status, [...verdicts, 'never']);
  if (!statuses.ok) return statuses;
  const names = parts(query.device);
  const passes = (name: string, head: VerdictHead | null): boolean =>
    (names === null || names.includes(name)) &&
    (statuses.value === null || statuses.value.includes(head?.verdict ?? 'never')) &&
    (query.since === null || (head?.takenAt != null && head.takenAt >= query.since));
  const platforms = new Map(inventory.map(({ name, platform }) => [name, platform]));
  const found = record.consistent(() => {
    const names: DeviceName[] = [];
    for (const [name, head] of merged(record, inventory, after.value?.id ?? null)) {
      if (!passes(name, head)) continue;
      names.push(name);
      if (names.length > query.limit) break;
    }
    return names;
  });
  const shown = found.slice(0, query.limit);
  const last = shown.at(-1);
  const items: object[] = [];
  for (const [index, name] of shown.entries()) {
    if (index > 0 && index % openedAtOnce === 0) await setImmediate();
    items.push(deviceItem(record, name, platforms.get(name) ?? ''));
  }
  return ok({
    schema: 'pawl/devices/v1',
    items,
    next: last === undefined || found.length <= query.limit ? null : cursorOf(0, last),
  });
}

export function oneDevice(record: Reads, inventory: readonly Device[], id: string): Result<object, ApiProblem> {
  const device = inventory.find(({ name }) => name === id);
  const judged = record.lastJudgement(deviceName(id));
  if (device === undefined && judged === null)
    return err({ kind: 'not-found', message: 'no device of this name in inventory or record' });
  return ok(deviceItem(record, deviceName(id), device?.platform ?? ''));
}

/** Every name behind `after`, once, in order, with what the record says of it. */
function* merged(
  record: Reads,
  inventory: readonly Device[],
  after: string | null,
): Generator<readonly [DeviceName, VerdictHead | null]> {
  const names = inventory
    .map(({ name }) => name)
    .filter((name) => after === null || byName(name, after) > 0)
    .sort(byName);
  let next = 0;
  for (const head of heads(record, after)) {
    for (let name = names[next]; name !== undefined && byName(name, head.device) < 0; name = names[next]) {
      yield [name, null];
      next += 1;
    }
    if (names[next] === head.device) next += 1;
    yield [head.device, head];
  }
  for (const name of names.slice(next)) yield [name, null];
}

function* heads(record: Reads, after: string | null): Generator<VerdictHead> {
  for (let from = after; ; ) {
    const step = record.verdictHeads({ after: from, limit: stepSize });
    yield* step;
    const last = step.at(-1);
    if (last === undefined || step.length < stepSize) return;
    from = last.device;
  }
}

function deviceItem(record: Reads, name: DeviceName, platform: string): object {
  const judged = record.lastJudgement(name);
  if (judged !== null) return deviceJson(judged);
  return { device: name, platform, ...neverAudited };
}

const neverAudited = {
  verdict: null,
  reason: null,
  assurance: null,
  digestAge: null,
  history: 'none',
  evidenceAt: null,
  running: null,
  boot: null,
  reference: null,
  members: [],
  baseline: null,
  images: [],
  notes: [],
  findings: [],
};
