import { canonicalHost } from '../config/host-address.ts';
import type { ConfigProblem } from '../config/problem.ts';
import type { Place } from '../core/baseline.ts';
import {
  type Draft,
  type DraftEntry,
  type DraftValue,
  type JumpHop,
  problemAt,
  quoted,
  writtenValues,
} from './draft.ts';

/**
 * Makes every hop on the way to a device a host of the inventory: one that the source names (by name or address), else
 * a new one. A hop without a platform is an excluded entry: it is passed through, never audited. A chain becomes the
 * `jump` of each hop to the one before it.
 */
export function addJumpHosts(
  hosts: readonly DraftEntry[],
  unplaced: readonly DraftEntry[],
  draft: Draft,
  problems: ConfigProblem[],
): { readonly hosts: readonly DraftEntry[]; readonly jumpName: (value: DraftValue) => string | null } {
  const byName = new Map<string, DraftEntry>();
  for (const entry of [...unplaced, ...hosts]) {
    byName.set(canonicalHost(entry.name), entry);
    const address = entry.values['hostname'];
    if (typeof address === 'string' && !byName.has(canonicalHost(address))) byName.set(canonicalHost(address), entry);
  }
  const placed = new Set(hosts.map(({ name }) => name));
  const added = new Map<string, DraftEntry>();
  const before = new Map<string, { readonly hop: string; readonly place: Place }>();
  const nameOf = ({ host }: JumpHop): string => byName.get(canonicalHost(host))?.name ?? host.replace(/\.$/, '');
  const take = (jumps: readonly JumpHop[], place: Place): void => {
    jumps.forEach((hop, index) => {
      const name = nameOf(hop);
      const source = byName.get(canonicalHost(hop.host));
      if (!placed.has(name) && !added.has(name)) {
        const isName = /^[\p{L}\p{N}_][\p{L}\p{N}_.:@+-]{0,127}$/u.test(name);
        if (!isName) {
          problems.push(problemAt(place, `${quoted(name)} is no name of a jump host`));
          return;
        }
        added.set(name, {
          name,
          place,
          groups: [],
          values: {
            ...source?.values,
            ...writtenValues({ port: hop.port ?? undefined, username: hop.user ?? undefined }),
            'excluded.reason': 'jump host, no network device of this inventory',
          },
        });
        // Its own way leads on, where the source tells one.
        const own = source?.values['ssh.jump'];
        if (own !== undefined && typeof own === 'object' && 'jumps' in own && index === 0) take(own.jumps, place);
      }
      const previous = jumps[index - 1];
      if (previous === undefined) return;
      const way = before.get(name);
      const hopBefore = nameOf(previous);
      if (way === undefined) before.set(name, { hop: hopBefore, place });
      else if (way.hop !== hopBefore)
        problems.push(
          problemAt(
            place,
            `the way to ${quoted(name)} leads over ${quoted(hopBefore)} here and over ${quoted(way.hop)} elsewhere`,
          ),
        );
    });
  };
  const jumpsOf = (value: DraftValue | undefined): readonly JumpHop[] =>
    value !== undefined && typeof value === 'object' && 'jumps' in value ? value.jumps : [];
  for (const { values, place } of [...hosts, ...draft.groups]) take(jumpsOf(values['ssh.jump']), place);
  take(jumpsOf(draft.defaults['ssh.jump']), { file: 'defaults', line: 1, column: 1 });
  const all = [...hosts, ...added.values()].map((entry): DraftEntry => {
    const way = before.get(entry.name);
    const own = jumpsOf(entry.values['ssh.jump']).at(-1);
    if (way === undefined) return entry;
    if (own !== undefined && nameOf(own) !== way.hop)
      problems.push(
        problemAt(
          entry.place,
          `the way to ${quoted(entry.name)} leads over ${quoted(nameOf(own))} and over ${quoted(way.hop)}`,
        ),
      );
    return {
      ...entry,
      values: { ...entry.values, 'ssh.jump': { jumps: [{ host: way.hop, user: null, port: null }] } },
    };
  });
  return {
    hosts: all,
    jumpName: (value) => {
      const last = jumpsOf(value).at(-1);
      return last === undefined ? null : nameOf(last);
    },
  };
}
