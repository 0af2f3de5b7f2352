import type { ApiProblem, Listed, ListQuery } from '../../agent-ports.ts';
import { isoTime } from '../../core/brands.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Clock } from '../../ports.ts';
import { words } from './api-words.ts';
import { pageOf, readCursor } from './list-cursor.ts';
import type { Senders } from './senders.ts';

/** Devices that were not heard for so long are silent: detection is blind there. */
const silentMs = 7 * 86_400_000;

type Row = { readonly at: number; readonly id: string; readonly json: object };

/** Who sends and is in no inventory, by address, then who is in it and sends nothing, by name. */
export function listSenders(
  senders: Pick<Senders, 'unknown' | 'silent'>,
  { now }: Clock,
  query: ListQuery,
): Result<Listed, ApiProblem> {
  const after = readCursor(query.cursor);
  if (!after.ok) return after;
  const states = words('status', query.status, ['unknown', 'silent']);
  if (!states.ok) return states;
  const wants = (state: 'unknown' | 'silent'): boolean => states.value === null || states.value.includes(state);
  const unknown = senders.unknown().map(({ address, messages, firstSeen, lastSeen, relays }): Row => {
    const times = { firstSeen: isoTime(firstSeen), lastSeen: isoTime(lastSeen) };
    return { at: 0, id: address, json: { status: 'unknown', address, device: null, messages, ...times, relays } };
  });
  const silent = senders.silent(silentMs, now()).map(({ device, lastSeen }): Row => {
    const times = { firstSeen: null, lastSeen: lastSeen === null ? null : isoTime(lastSeen) };
    return {
      at: 1,
      id: device,
      json: { status: 'silent', address: null, device, messages: null, ...times, relays: null },
    };
  });
  const { value: behind } = after;
  const rest = [...(wants('unknown') ? unknown : []), ...(wants('silent') ? silent : [])]
    .filter(({ at, id }) => behind === null || at > behind.at || (at === behind.at && id > behind.id))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return ok(
    pageOf(
      'pawl/senders/v1',
      rest,
      query.limit,
      (row) => row,
      ({ json }) => json,
    ),
  );
}
