import { readHeader } from './header.ts';
import { readIseHead } from './ise.ts';

/** Segments that wait for the rest of their message; at most `limit` messages, the oldest is given up first. */
export type IseSegments = {
  readonly waiting: ReadonlyMap<string, Waiting>;
};

type Waiting = {
  readonly since: number;
  readonly segments: number;
  readonly parts: ReadonlyMap<number, string>;
  readonly head: string;
};

export const noSegments: IseSegments = { waiting: new Map() };

const limit = 1000;
const patienceMs = 5000;

/**
 * Joins the segments that ISE and ACS make of a long message: by sender, category and message id, in the order of their
 * index, with nothing between. Gives the lines that are complete now, among them those that are no segment, and those
 * that were given up after five seconds or for want of room (what is there of them, first segment first).
 */
export function joinIseSegments(
  state: IseSegments,
  line: string,
  receivedAt: number,
): { readonly state: IseSegments; readonly lines: readonly string[] } {
  const header = readHeader(line);
  const head = header.body === 'ise' ? readIseHead(header.text) : null;
  const single = head === null || head.segments < 2 || head.segments > 64;
  if (single && !hasOverdue(state, receivedAt)) return { state, lines: [line] };
  const waiting = new Map(state.waiting);
  const lines: string[] = [];
  for (const [key, entry] of waiting) {
    if (receivedAt - entry.since <= patienceMs && waiting.size <= limit) break;
    waiting.delete(key);
    lines.push(joined(entry));
  }
  if (single) return { state: { waiting }, lines: [...lines, line] };
  const key = `${header.hosts[0] ?? ''} ${head.category} ${head.messageId}`;
  const before = waiting.get(key);
  const parts = new Map(before?.parts);
  parts.set(head.segment, header.text.slice(head.end));
  const entry: Waiting = {
    since: before?.since ?? receivedAt,
    segments: head.segments,
    parts,
    head: before?.head ?? line.slice(0, line.length - header.text.length + head.end),
  };
  if (parts.size >= head.segments) {
    waiting.delete(key);
    lines.push(joined(entry));
  } else waiting.set(key, entry);
  return { state: { waiting }, lines };
}

/** The oldest message waits first, so one look is enough. */
function hasOverdue({ waiting }: IseSegments, now: number): boolean {
  for (const entry of waiting.values()) return now - entry.since > patienceMs || waiting.size > limit;
  return false;
}

/** All that is still waiting, for the end of the input. */
export const pendingIseLines = (state: IseSegments): readonly string[] => [...state.waiting.values()].map(joined);

const joined = ({ head, parts }: Waiting): string =>
  head +
  [...parts]
    .sort(([a], [b]) => a - b)
    .map(([, text]) => text)
    .join('');
