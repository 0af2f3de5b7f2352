import { z } from 'zod';
import type { ApiProblem, Listed, ListQuery, OutgoingMessage } from '../../agent-ports.ts';
import { notifiedEvents } from '../../core/agent.ts';
import { type EpochMs, epochMs, isoTime } from '../../core/brands.ts';
import { ok, type Result } from '../../core/result.ts';
import { words } from './api-words.ts';
import { pageOf, readCursor } from './list-cursor.ts';

/** One message for one receiver, as it is kept until it is sent or for good. */
export type Entry = {
  /** Place in the order in which events were taken; also its name in the memory. */
  readonly seq: number;
  readonly receiver: string;
  readonly label: string;
  readonly message: OutgoingMessage;
  readonly queuedAt: EpochMs;
  readonly tries: number;
  readonly why: string | null;
};

/** Names sort as the numbers do. */
export const nameOf = ({ seq }: Entry): string => String(seq).padStart(15, '0');

const item = ({ entry, state }: { readonly entry: Entry; readonly state: 'waiting' | 'dead' }): object => ({
  id: entry.message.id,
  receiver: entry.label,
  kind: entry.message.kind,
  queuedAt: isoTime(entry.queuedAt),
  state,
  tries: entry.tries,
  why: entry.why,
});

const stored = z.object({
  seq: z.number().int().positive(),
  receiver: z.string(),
  label: z.string(),
  message: z.object({ id: z.string(), kind: z.enum(notifiedEvents), body: z.string() }),
  queuedAt: z.number(),
  tries: z.number(),
  why: z.string().nullable(),
});

/** Null for what an older or newer version wrote in another form. */
export function entryOf(value: unknown): Entry | null {
  const read = stored.safeParse(value);
  return read.success ? { ...read.data, queuedAt: epochMs(read.data.queuedAt) } : null;
}

/** What waits and what was given up, in the order in which it was taken. */
export function listEntries(
  entries: { readonly waiting: readonly Entry[]; readonly dead: readonly Entry[] },
  query: ListQuery,
): Result<Listed, ApiProblem> {
  const after = readCursor(query.cursor);
  if (!after.ok) return after;
  const states = words('status', query.status, ['waiting', 'dead']);
  if (!states.ok) return states;
  const { value: wanted } = states;
  const rest = (['waiting', 'dead'] as const)
    .filter((state) => wanted === null || wanted.includes(state))
    .flatMap((state) => entries[state].map((entry) => ({ entry, state })))
    .filter(({ entry }) => entry.seq > (after.value?.at ?? 0))
    .sort((a, b) => a.entry.seq - b.entry.seq);
  return ok(pageOf('pawl/notifications/v1', rest, query.limit, ({ entry }) => ({ at: entry.seq, id: '' }), item));
}
