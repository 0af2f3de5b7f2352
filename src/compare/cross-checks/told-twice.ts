import { isoTime } from '../../core/brands.ts';
import type { Claim } from '../../core/cross-check.ts';
import type { Telling } from '../../core/facts.ts';
import { type Case, type Draft, openFinding, type Sight } from '../case.ts';
import { order } from '../steps.ts';
import { cannotTell, type Look } from './check.ts';

/** Uptimes are printed to the minute, on top of the two minutes that clocks may be apart (docs/findings.md). */
const startToleranceMs = 180_000;

const claimOf = ({ command, value, line }: Telling): Claim => ({ from: command, says: value, excerpt: line });

/** X04: the start that the uptime gives against the start that another output states, by the device's own clock. */
export function startTwice(c: Case): Look {
  const drafts: Draft[] = [];
  const told: Claim[] = [];
  const agreed: string[] = [];
  for (const { facts } of c.members) {
    const start = facts.startedAt;
    if (start === null) continue;
    for (const telling of tellingsOf(c, 'started-at', facts.id)) {
      if (telling.at === null) continue;
      const apart = Math.abs(telling.at - start);
      if (apart <= startToleranceMs) agreed.push(facts.id);
      else {
        drafts.push({
          type: 'uptime-disagrees',
          member: facts.id,
          subject: '',
          expected: `a start at ${isoTime(start)}, as the uptime says`,
          observed: `${telling.value}, ${Math.round(apart / 60_000)} minutes apart`,
          evidence: [telling.command, ...c.commandsOf('version')].filter((one, at, all) => all.indexOf(one) === at),
        });
        told.push({ from: 'uptime', says: isoTime(start), excerpt: null }, claimOf(telling));
      }
    }
  }
  const seen = agreed.map((member) => ({ type: 'uptime-disagrees' as const, member, subject: '' }));
  if (drafts.length > 0) return { outcome: 'disagree', claims: told, drafts };
  return agreed.length > 0 ? { outcome: 'agree', seen } : cannotTell;
}

/** X07: the same release of the same feature set was built when the last audit said that it was. */
export function builtAsBefore(c: Case): Look {
  const drafts: Draft[] = [];
  const told: Claim[] = [];
  const refuted: Sight['seen'][number][] = [];
  let compared = 0;
  for (const { facts } of c.members) {
    const [now] = tellingsOf(c, 'built', facts.id);
    const version = facts.version;
    if (now === undefined || version === null || c.orderedAt === null) continue;
    const waiting = openFinding(c.state, 'channels-disagree', facts.id, 'built');
    const last = c.state.last?.members.find(({ id }) => id === facts.id);
    const before =
      waiting !== null && waiting.step?.to != null && order(c, waiting.step.to, version).order === 'same'
        ? waiting.expected
        : last?.version != null &&
            order(c, last.version, version).order === 'same' &&
            last.featureSet === facts.featureSet &&
            last.model === facts.model
          ? (c.state.last?.tellings?.find(({ fact, member }) => fact === 'built' && member === facts.id)?.value ?? null)
          : null;
    if (before !== null && before !== now.value) {
      drafts.push({
        type: 'channels-disagree',
        member: facts.id,
        subject: 'built',
        expected: before,
        observed: now.value,
        evidence: [now.command],
        step: { from: version, to: version, at: null, between: null },
      });
      told.push({ from: 'last audit', says: before, excerpt: null }, claimOf(now));
    } else refuted.push({ type: 'channels-disagree', member: facts.id, subject: 'built' });
    if (before !== null) compared += 1;
  }
  if (drafts.length > 0) return { outcome: 'disagree', claims: told, drafts };
  return { outcome: compared > 0 ? 'agree' : 'cannot-tell', seen: refuted };
}

/** X15: nothing on the device stands between a command and its output, and two outputs tell one fact alike. */
export function outputsAlike(c: Case): Look {
  const drafts: Draft[] = [];
  const told: Claim[] = [];
  const seen: Sight['seen'][number][] = [];
  const rewriters = c.facts.rewriters ?? null;
  if (rewriters !== null) {
    seen.push({ type: 'cli-rewritten', member: null });
    const asked = c.observation.answers.map(({ command }) => command.toLowerCase());
    for (const { kind, name, pattern, changesOutput, command, line } of rewriters) {
      const hit = changesOutput ? asked.find((one) => actsOn(kind, pattern, one)) : undefined;
      if (hit === undefined) continue;
      drafts.push({
        type: 'cli-rewritten',
        member: null,
        subject: `${kind} ${name}`,
        expected: `nothing between "${hit}" and its output`,
        observed: `${kind} ${name} acts on "${pattern}"`,
        evidence: [command],
      });
      told.push(
        { from: hit, says: 'its output', excerpt: null },
        { from: command, says: `${kind} ${name} acts on "${pattern}"`, excerpt: line },
      );
    }
  }
  for (const { facts } of c.members) {
    for (const fact of ['version', 'config-register'] as const) {
      const type = fact === 'version' ? 'channels-disagree' : 'cli-rewritten';
      const [first, ...others] = tellingsOf(c, fact, facts.id);
      const rest = others.filter(({ command }) => command !== first?.command);
      if (first === undefined || rest.length === 0) continue;
      const other = rest.find((one) => differ(c, fact, first.value, one.value));
      if (other === undefined) seen.push({ type, member: facts.id, subject: fact });
      else {
        drafts.push({
          type,
          member: facts.id,
          subject: fact,
          expected: `${first.value}, as "${first.command}" says`,
          observed: `${other.value}, as "${other.command}" says`,
          evidence: [first.command, other.command],
        });
        told.push(claimOf(first), claimOf(other));
      }
    }
  }
  if (drafts.length > 0) return { outcome: 'disagree', claims: told, drafts, seen };
  return seen.length > 0 ? { outcome: 'agree', seen } : cannotTell;
}

const tellingsOf = ({ facts }: Case, fact: Telling['fact'], member: string): readonly Telling[] =>
  (facts.tellings ?? []).filter((one) => one.fact === fact && one.member === member);

function differ(c: Case, fact: Telling['fact'], a: string, b: string): boolean {
  if (fact !== 'version') return a !== b;
  const is = order(c, a, b).order;
  return is === 'older' || is === 'newer';
}

/**
 * Whether a policy's pattern can mean this command. The pattern is a regular expression that somebody on the device wrote,
 * so that it is not run: its plain words must stand in the command in their order, or one of them where it has branches.
 */
function actsOn(kind: 'policy' | 'alias', pattern: string, command: string): boolean {
  const text = pattern.toLowerCase();
  if (kind === 'alias') return command === text || command.startsWith(`${text} `);
  const words = text.split(/[^a-z0-9/-]+/).filter((word) => word !== '');
  if (text.includes('|')) return words.some((word) => word.length > 2 && command.includes(word));
  let from = 0;
  for (const word of words) {
    const at = command.indexOf(word, from);
    if (at === -1) return false;
    from = at + word.length;
  }
  return true;
}
