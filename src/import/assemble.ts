import { readHostAddress } from '../config/host-address.ts';
import { deviceNameProblem } from '../config/inventory.ts';
import type { ConfigProblem } from '../config/problem.ts';
import type { Place } from '../core/baseline.ts';
import { globMatches } from '../core/match.ts';
import { addJumpHosts } from './assemble-jumps.ts';
import {
  type Draft,
  type DraftEntry,
  type DraftValue,
  type DraftValues,
  type LeftOut,
  maxHosts,
  problemAt,
  quoted,
} from './draft.ts';
import type { FieldValue, ImportedEntry, ImportedInventory } from './imported.ts';
import { nameSecrets } from './secret-names.ts';

/** What the person who imports adds to a source. */
export type ImportChoices = {
  /** A source's own words for platforms, in lower case; `skip` leaves the device out. */
  readonly platformWords: Readonly<Record<string, string>>;
  /** Platforms by globs over names, for hosts that the source gives none. The first that fits holds. */
  readonly platformOf: readonly { readonly glob: string; readonly platform: string }[];
  /** Comma list of globs over names; `!` excludes. */
  readonly limit: ((name: string) => boolean) | null;
};

export type PlatformNames = {
  readonly idOf: (name: string) => string | null;
  /** Other platforms that the same word of another tool may mean. */
  readonly siblingsOf: (name: string) => readonly string[];
};

/**
 * Checks names, addresses and ports, settles platforms, and turns clear secrets into references. `known` gives the
 * platform of a host that our inventory already has (null: it has none). A host without a platform that nobody knows
 * is left out and told; a platform word that nobody knows is a problem.
 */
export function assemble(
  draft: Draft,
  choices: ImportChoices,
  names: PlatformNames,
  known: ReadonlyMap<string, string | null>,
): ImportedInventory {
  const problems: ConfigProblem[] = [...draft.problems];
  const surplus = draft.hosts[maxHosts];
  if (surplus !== undefined) problems.push(problemAt(surplus.place, `over ${maxHosts} hosts; split the source`));
  const leftOut: LeftOut[] = [...draft.leftOut];
  const notes = [...draft.notes];
  const groups = new Map(draft.groups.map((group) => [group.name, group]));
  const unknown = new Map<string, { readonly place: Place; count: number }>();
  const doubtful: string[] = [];
  const platforms = new Map<string, string | null>();
  const seen = new Map<string, Place>();
  const hosts: DraftEntry[] = [];
  const unplaced: DraftEntry[] = [];
  for (const host of surplus === undefined ? draft.hosts : []) {
    const { name, place } = host;
    if (choices.limit?.(name) === false) {
      leftOut.push({ name, why: 'not in --limit' });
      continue;
    }
    const nameProblem = deviceNameProblem(name);
    const twin = seen.get(name.toLowerCase());
    if (nameProblem !== null) problems.push(problemAt(place, nameProblem));
    else if (twin !== undefined)
      problems.push(problemAt(place, `${quoted(name)} is there twice; first in line ${twin.line} of ${twin.file}`));
    seen.set(name.toLowerCase(), twin ?? place);
    const word = effective(host, 'platform', groups, draft.defaults);
    const chosen = choices.platformOf.find(({ glob }) => globMatches(glob, name))?.platform ?? null;
    if (word === null && chosen === null) {
      if ((known.get(name) ?? null) !== null) {
        platforms.set(name, null);
        hosts.push(host);
      } else unplaced.push(host);
      continue;
    }
    const mapped = word === null ? chosen : (choices.platformWords[word.toLowerCase()] ?? word);
    if (mapped?.toLowerCase() === 'skip') {
      leftOut.push({ name, why: `platform ${quoted(word ?? 'skip')} is skipped` });
      continue;
    }
    const id = names.idOf(mapped ?? '') ?? (chosen === null ? null : names.idOf(chosen));
    if (id === null) {
      const before = unknown.get(mapped ?? '');
      if (before === undefined) unknown.set(mapped ?? '', { place, count: 1 });
      else before.count += 1;
      continue;
    }
    const before = known.get(name) ?? null;
    const siblings = chosen === null ? names.siblingsOf(mapped ?? '') : [];
    if (before !== null && siblings.includes(before)) platforms.set(name, before);
    else {
      platforms.set(name, id);
      if (siblings.length > 0) doubtful.push(name);
    }
    hosts.push(host);
  }
  for (const [word, { place, count }] of unknown)
    problems.push(
      problemAt(
        place,
        `unknown platform ${quoted(word)}${count === 1 ? '' : ` (${count} devices)`}; give --platform-map ${quoted(`${word}=PLATFORM`)} or ${quoted(`${word}=skip`)}`,
      ),
    );
  const { hosts: withJumps, jumpName } = addJumpHosts(hosts, unplaced, draft, problems);
  const taken = new Set(withJumps.map(({ name }) => name));
  // Our files have it without a platform: an excluded entry, which the source may still describe.
  const described = unplaced.filter(({ name }) => known.has(name) && !taken.has(name));
  const all = [...withJumps, ...described];
  for (const { name } of unplaced)
    if (!taken.has(name) && !known.has(name))
      leftOut.push({ name, why: 'no platform; no network device, or give --platform-of' });
  if (doubtful.length > 0)
    notes.push(
      `the platform word of ${some(doubtful)} fits several platforms: the first audit settles it from the device's own output`,
    );

  const used = usedGroups(all, groups);
  const references = nameSecrets([
    { id: 'defaults', scope: null, entry: { values: draft.defaults } },
    ...[...used].map((entry) => ({ id: `group ${entry.name}`, scope: entry.name, entry })),
    ...all.map((entry) => ({ id: `host ${entry.name}`, scope: entry.name, entry })),
  ]);
  const settle = (values: DraftValues, place: Place | null, id: string): Record<string, FieldValue> =>
    settled(values, place, (key) => references.of(id, key), jumpName, problems);
  const shared = (entry: DraftEntry): ImportedEntry => {
    const values = settle(entry.values, entry.place, `group ${entry.name}`);
    const word = entry.values['platform'];
    delete values['platform'];
    // A shared word that all its hosts read alike stays with the group.
    if (typeof word === 'string') {
      const id = names.idOf(choices.platformWords[word.toLowerCase()] ?? word);
      if (id !== null) values['platform'] = id;
    }
    return { name: entry.name, place: entry.place, values, groups: entry.groups };
  };
  const sharedGroups = [...used].map(shared);
  const defaults = settle(draft.defaults, null, 'defaults');
  delete defaults['platform'];
  const groupsByName = new Map(sharedGroups.map((group) => [group.name, group]));
  return {
    hosts: all.map((host): ImportedEntry => {
      const values = settle(host.values, host.place, `host ${host.name}`);
      const own = host.groups.filter((group) => groupsByName.has(group));
      const platform = platforms.get(host.name) ?? null;
      delete values['platform'];
      if (platform !== null && platformFrom(own, groupsByName) !== platform) values['platform'] = platform;
      return { name: host.name, place: host.place, values, groups: own };
    }),
    groups: sharedGroups,
    defaults,
    problems,
    leftOut,
    notes,
    secrets: references.list,
  };
}

const some = (names: readonly string[]): string =>
  `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;

function effective(
  host: DraftEntry,
  key: string,
  groups: ReadonlyMap<string, DraftEntry>,
  defaults: DraftValues,
): string | null {
  const seen = new Set<string>();
  const find = (entry: { readonly values: DraftValues; readonly groups: readonly string[] }): DraftValue | null => {
    const own = entry.values[key];
    if (own !== undefined) return own;
    for (const name of entry.groups) {
      const group = groups.get(name);
      if (group === undefined || seen.has(name)) continue;
      seen.add(name);
      const found = find(group);
      if (found !== null) return found;
    }
    return null;
  };
  const value = find(host) ?? defaults[key] ?? null;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function platformFrom(names: readonly string[], groups: ReadonlyMap<string, ImportedEntry>): FieldValue | null {
  const seen = new Set<string>();
  const find = (list: readonly string[]): FieldValue | null => {
    for (const name of list) {
      const group = groups.get(name);
      if (group === undefined || seen.has(name)) continue;
      seen.add(name);
      const found = group.values['platform'] ?? find(group.groups);
      if (found !== null) return found;
    }
    return null;
  };
  return find(names);
}

/** Groups that a host is in, and those above them. */
function usedGroups(hosts: readonly DraftEntry[], groups: ReadonlyMap<string, DraftEntry>): ReadonlySet<DraftEntry> {
  const used = new Set<DraftEntry>();
  const open = hosts.flatMap(({ groups: own }) => own);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const group = groups.get(name);
    if (group === undefined || used.has(group)) continue;
    used.add(group);
    open.push(...group.groups);
  }
  // In the order of the source.
  return new Set([...groups.values()].filter((group) => used.has(group)));
}

function settled(
  values: DraftValues,
  place: Place | null,
  secretOf: (key: string) => FieldValue | null,
  jumpName: (value: DraftValue) => string | null,
  problems: ConfigProblem[],
): Record<string, FieldValue> {
  const out: Record<string, FieldValue> = {};
  const refuse = (message: string): void => {
    problems.push(problemAt(place ?? { file: 'defaults', line: 1, column: 1 }, message));
  };
  for (const [key, value] of Object.entries(values)) {
    if (typeof value !== 'string') {
      const made = 'secret' in value ? secretOf(key) : 'jumps' in value ? jumpName(value) : value;
      if (made !== null) out[key] = made;
      continue;
    }
    const text = value.trim();
    if (/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(text)) refuse(`${key} holds control characters`);
    else if (text.length > 1_000) refuse(`${key} is longer than 1000 characters`);
    else if (key === 'hostname') {
      const read = readHostAddress(text);
      if (read.ok) out[key] = text;
      else refuse(`hostname: ${read.error}`);
    } else if (key === 'port' && !(/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535))
      refuse(`port: ${quoted(text)} is no port`);
    else out[key] = text;
  }
  return out;
}
