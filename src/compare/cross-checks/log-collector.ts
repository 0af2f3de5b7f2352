import { epochMs, isoTime } from '../../core/brands.ts';
import type { Claim } from '../../core/cross-check.ts';
import type { Case, Draft, Sight } from '../case.ts';
import { order } from '../steps.ts';
import { cannotTell, excerptOf, type Look } from './check.ts';

const minute = 60_000;
/** The messages of a restart come within this time after it. */
const restartMs = 30 * minute;
/** Many devices log in local time without its zone: a line may be dated so far from when it was written. */
const zoneMs = 14 * 60 * minute + restartMs;
/** So long before a start the collector must have heard the device, to be known to listen. */
const listeningMs = 24 * 60 * minute;

/**
 * X24: the collector saw the restart that the device reports, of the release that it reports, and the device reports the
 * one that the collector saw. Of one device alone: a restart of a member is no restart of the stack.
 */
export function asCollected(c: Case): Look {
  const { collector, observation } = c;
  const [member, second] = c.members;
  const now = observation.takenAt;
  const start = member?.facts.startedAt ?? null;
  if (collector == null || member === undefined || second !== undefined || now === null || start === null)
    return cannotTell;
  const [command = 'show version'] = c.commandsOf('version');
  const { id, version } = member.facts;
  const drafts: Draft[] = [];
  const seen: Sight['seen'][number][] = [];
  const claims: Claim[] = [];
  const last = collector.restarts.filter(({ at }) => at <= now).sort((a, b) => b.at - a.at)[0];
  if (last !== undefined) {
    if (last.at - start > zoneMs) {
      drafts.push({
        type: 'uptime-disagrees',
        member: id,
        subject: 'log collector',
        expected: `a start at ${isoTime(last.at)}, as the log collector saw`,
        observed: `a start at ${isoTime(start)}, as the uptime says`,
        evidence: [command, 'log collector'],
      });
      claims.push(
        { from: 'log collector', says: `restarted at ${isoTime(last.at)}`, excerpt: last.line.slice(0, 200) },
        { from: command, says: `started at ${isoTime(start)}`, excerpt: excerptOf(observation, command, 'ptime') },
      );
    } else seen.push({ type: 'uptime-disagrees', member: id, subject: 'log collector' });
    // A line of this very start: the release that it names is the one that was started.
    if (Math.abs(last.at - start) <= restartMs && last.version !== null && version !== null) {
      const is = order(c, last.version, version).order;
      if (is === 'older' || is === 'newer') {
        drafts.push({
          type: 'channels-disagree',
          member: id,
          subject: 'log collector',
          expected: `${last.version}, as the device logged at its start`,
          observed: `${version}, as "${command}" says`,
          evidence: [command, 'log collector'],
        });
        claims.push(
          { from: 'log collector', says: last.version, excerpt: last.line.slice(0, 200) },
          { from: command, says: version, excerpt: excerptOf(observation, command, version) },
        );
      } else if (is === 'same') seen.push({ type: 'channels-disagree', member: id, subject: 'log collector' });
    }
  }
  if (claims.length > 0) return { outcome: 'disagree', claims, drafts, seen };
  const gap = unseenRestart(c, start);
  if (gap !== null)
    return {
      outcome: 'disagree',
      weight: 'weak',
      claims: [
        { from: command, says: `started at ${isoTime(start)}`, excerpt: excerptOf(observation, command, 'ptime') },
        { from: 'log collector', says: 'heard the device before, and no restart', excerpt: null },
      ],
      drafts: [gap],
      seen,
    };
  return last === undefined ? cannotTell : { outcome: 'agree', seen: [...seen, { type: 'log-gap', member: id }] };
}

/** log-gap: a restart since the last audit that a listening collector did not receive. */
function unseenRestart(c: Case, start: number): Draft | null {
  const { collector, observation } = c;
  const last = c.state.lastObservedAt;
  const member = c.members[0];
  if (collector == null || member === undefined || last === null || start <= last || c.orderedAt === null) return null;
  if ((observation.takenAt ?? 0) - start < restartMs) return null;
  const heard = collector.heard.some((at) => at < start && at >= start - listeningMs);
  const received = collector.restarts.some(({ at }) => Math.abs(at - start) <= zoneMs);
  if (!heard || received) return null;
  return {
    type: 'log-gap',
    member: member.facts.id,
    subject: isoTime(epochMs(start)).slice(0, 16),
    expected: 'the restart in the lines of the log collector',
    observed: `no restart within hours of ${isoTime(epochMs(start))}`,
    evidence: [c.commandsOf('version')[0] ?? 'show version', 'log collector'],
  };
}
