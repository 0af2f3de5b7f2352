import { type EpochMs, isoTime } from '../core/brands.ts';
import type { NextBoot } from '../core/facts.ts';
import type { JudgedDevice, JudgedMember } from '../core/judgement.ts';
import { reasonText } from '../core/reason.ts';

export type DeviceEvent = {
  /** Of what happened where the device told it, else of the audit that saw it. */
  readonly at: EpochMs;
  readonly kind:
    | 'first-seen'
    | 'release'
    | 'boot'
    | 'next-boot'
    | 'hardware'
    | 'members'
    | 'verdict'
    | 'finding'
    | 'decision'
    | 'alert';
  /** False: it happened between the audit before and `at`. */
  readonly exact: boolean;
  readonly text: string;
};

export type SeenDevice = {
  readonly at: EpochMs;
  readonly judgement: Pick<JudgedDevice, 'members' | 'verdict' | 'reason'>;
};

/** A start-up is reckoned from the uptime, to the minute on most platforms; two clocks drift against each other. */
const sameStartMs = 10 * 60_000;

/**
 * What changed on a device from audit to audit, oldest first: releases, start-ups, what boots next, hardware, members
 * and verdict. What was not read changes nothing.
 */
export const deviceEvents = (seen: readonly SeenDevice[]): readonly DeviceEvent[] => inOrder(eventsOfEach(seen).flat());

/** The same, audit by audit. */
export function eventsOfEach(seen: readonly SeenDevice[]): readonly (readonly DeviceEvent[])[] {
  const all: (readonly DeviceEvent[])[] = [];
  const known = new Map<string, JudgedMember>();
  const starts = new Map<string, EpochMs>();
  let before: SeenDevice | null = null;
  for (const one of seen) {
    const { at, judgement } = one;
    const events: DeviceEvent[] = [];
    all.push(events);
    const single = judgement.members.length === 1;
    const named = (id: string): string => (single ? '' : `member ${id} `);
    const tell = (kind: DeviceEvent['kind'], text: string, when: EpochMs | null = null): void => {
      events.push({ at: when ?? at, kind, exact: when !== null, text });
    };
    if (before === null && judgement.members.length > 0)
      tell(
        'first-seen',
        judgement.members.map(({ id, facts }) => `${named(id)}runs ${facts?.version ?? '?'}`).join(', '),
      );
    for (const member of judgement.members) {
      const { id, facts, next } = member;
      const earlier = known.get(id);
      if (earlier === undefined && before !== null && known.size > 0) tell('members', `member ${id} is seen`);
      const startedAt = facts?.startedAt ?? null;
      const started = starts.get(id);
      const restarted = startedAt !== null && started !== undefined && startedAt - started > sameStartMs;
      if (startedAt !== null && (restarted || started === undefined)) starts.set(id, startedAt);
      const from = earlier?.facts?.version ?? null;
      const to = facts?.version ?? null;
      const when = restarted && (before === null || startedAt > before.at - sameStartMs) ? startedAt : null;
      if (restarted)
        tell('boot', `${named(id)}started${facts?.reloadReason == null ? '' : `: ${facts.reloadReason}`}`, when);
      if (from !== null && to !== null && from !== to) tell('release', `${named(id)}${from} → ${to}`, when);
      if (earlier !== undefined && changed(earlier.facts?.serial, facts?.serial))
        tell('hardware', `${named(id)}serial number ${earlier.facts?.serial ?? ''} → ${facts?.serial ?? ''}`);
      if (
        earlier !== undefined &&
        next !== null &&
        bootText(next) !== bootText(earlier.next) &&
        !follows(next, facts?.version)
      )
        tell('next-boot', `${named(id)}boots ${bootText(next)} next`);
      known.set(id, facts === null ? { ...member, facts: earlier?.facts ?? null } : member);
    }
    if (before !== null && judgement.verdict !== before.judgement.verdict) {
      const why =
        judgement.verdict === 'unverified' && judgement.reason !== null ? `: ${reasonText(judgement.reason)}` : '';
      tell('verdict', `${before.judgement.verdict} → ${judgement.verdict}${why}`);
    }
    before = one;
  }
  return all;
}

/** What boots next is what runs: nothing of note after a release changed. */
const follows = (next: NextBoot, running: string | null | undefined): boolean =>
  next.kind === 'image' && next.version !== null && next.version === running;

const changed = (from: string | null | undefined, to: string | null | undefined): boolean =>
  from != null && to != null && from !== to;

function bootText(next: NextBoot | null): string {
  switch (next?.kind) {
    case undefined:
      return 'what is not shown';
    case 'image':
      return next.version === null ? next.image : `${next.version} from ${next.image}`;
    case 'network':
      return `from the network (${next.url})`;
    case 'loader':
      return `into the loader (${next.why})`;
    case 'unresolved':
      return `what is not resolved (${next.reason.message})`;
  }
}

/** By time; of one time in the order in which they were told. */
export const inOrder = (events: readonly DeviceEvent[]): readonly DeviceEvent[] =>
  [...events].sort((a, b) => a.at - b.at);

export const eventTime = ({ at, exact }: DeviceEvent): string =>
  `${exact ? '' : 'by '}${isoTime(at).slice(0, 16).replace('T', ' ')}`;
