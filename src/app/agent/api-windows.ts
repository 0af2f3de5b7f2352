import type { ApiProblem, Listed, ListQuery } from '../../agent-ports.ts';
import type { ChangeWindow, Match } from '../../core/baseline.ts';
import { matches, subjectOf } from '../../core/match.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { findPlatform } from '../../platforms/index.ts';
import type { Clock } from '../../ports.ts';
import type { RecordStore } from '../../record-ports.ts';
import { windowJson } from '../../report/window-json.ts';
import type { Configuration } from '../configuration.ts';
import { pageOf, readCursor } from './list-cursor.ts';

type Reads = Pick<RecordStore, 'windows' | 'addWindow'>;

const all = (record: Reads, { settings }: Configuration): readonly ChangeWindow[] => [
  ...settings.windows,
  ...record.windows(),
];

/** Windows of agent.yaml and of the record by their start; `since`: those that end at or after it. */
export function listWindows(record: Reads, configuration: Configuration, query: ListQuery): Result<Listed, ApiProblem> {
  const after = readCursor(query.cursor);
  if (!after.ok) return after;
  const { value: behind } = after;
  const rest = all(record, configuration)
    .filter(({ to }) => query.since === null || to >= query.since)
    .filter(({ from, name }) => behind === null || from > behind.at || (from === behind.at && name > behind.id))
    .sort((a, b) => a.from - b.from || (a.name < b.name ? -1 : 1));
  const keyOf = ({ from, name }: ChangeWindow) => ({ at: from, id: name });
  return ok(pageOf('pawl/windows/v1', rest, query.limit, keyOf, windowJson));
}

export function oneWindow(record: Reads, configuration: Configuration, name: string): Result<object, ApiProblem> {
  const window = all(record, configuration).find((one) => one.name === name);
  return window === undefined
    ? err({ kind: 'not-found', message: 'no window of this name in agent.yaml or record' })
    : ok(windowJson(window));
}

/** Enters a window; it must say for which devices, until when, and what the step may lead to. */
export function enterWindow(
  record: Reads,
  configuration: Configuration,
  { now }: Clock,
  window: ChangeWindow,
  by: string,
): Result<object, ApiProblem> {
  const select = withPlatformIds(window.select);
  if (!select.ok) return select;
  const wrong = flaw({ ...window, select: select.value }, configuration);
  if (wrong !== null) return err({ kind: 'invalid', message: wrong });
  if (configuration.settings.windows.some(({ name }) => name === window.name))
    return err({ kind: 'conflict', message: `a window "${window.name}" stands in agent.yaml` });
  const entered: ChangeWindow = { ...window, select: select.value, enteredAt: now() };
  const added = record.addWindow(entered, by);
  if (added.ok) return ok(windowJson(entered));
  const { kind, message, advice } = added.error;
  return err(
    kind === 'conflict' ? { kind: 'conflict', message } : { kind: 'unavailable', message: `${message}; ${advice}` },
  );
}

/** Names of other tools for a platform become ours; a name that nobody knows is refused, a pattern stays. */
export function withPlatformIds(select: Match): Result<Match, ApiProblem> {
  const { platform } = select;
  if (platform === undefined) return ok(select);
  const ids: string[] = [];
  for (const name of platform) {
    const id = /[*?[{]/.test(name) ? name : (findPlatform(name)?.id ?? null);
    if (id === null) return err({ kind: 'invalid', message: `select: unknown platform "${name.slice(0, 40)}"` });
    ids.push(id);
  }
  return ok({ ...select, platform: ids });
}

function flaw({ select, from, to, target }: ChangeWindow, { inventory }: Configuration): string | null {
  if (Object.keys(select).length === 0)
    return 'a window must say for which devices: `select` with device, group, tag, platform or site';
  if (to <= from) return 'the window ends before it begins';
  if (target.version === null && target.image === null && target.patch === null)
    return 'a window needs a target: version, image or patch';
  const devices = inventory.devices.filter(
    (device) => matches(select, subjectOf(device, { platform: null, models: [], serials: [] })).matched !== 'no',
  );
  if (devices.length === 0) return 'the window selects no device of the inventory';
  const { version } = target;
  if (version === null) return null;
  const readable = devices.some(({ platform }) => findPlatform(platform)?.versions.parse(version).ok === true);
  return readable ? null : `target: "${version.slice(0, 40)}" is no release of any selected device`;
}
