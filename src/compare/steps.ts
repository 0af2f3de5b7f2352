import type { EpochMs } from '../core/brands.ts';
import type { Step } from '../core/finding.ts';
import type { Reference } from '../core/history.ts';
import { reason } from '../core/reason.ts';
import { type Comparison, compareTexts } from '../core/version.ts';
import type { BoundMember, Case, Draft, Sight } from './case.ts';

const dayMs = 86_400_000;
/** The device's memory of a start-up older than this, and older than our history, is settled by a person (VERDICTS 2). */
const memoryCountsMs = 30 * dayMs;

/** Compares two releases as the platform orders them. */
export const order = (c: Pick<Case, 'scheme'>, a: string, b: string): Comparison => compareTexts(c.scheme, a, b);

/** True where a is older than b beyond doubt. */
export const isOlder = (c: Pick<Case, 'scheme'>, a: string, b: string): boolean => order(c, a, b).order === 'older';

export const isSame = (c: Pick<Case, 'scheme'>, a: string, b: string): boolean => order(c, a, b).order === 'same';

/** os-downgraded, os-incomparable-step, patch-removed, rollback-inverted, config-newer-than-os of every member. */
export function seeSteps(c: Case): Sight {
  const drafts: Draft[] = [];
  const seen: Sight['seen'][number][] = [];
  const missing: Sight['missing'][number][] = [];
  for (const member of c.members) {
    const id = member.facts.id;
    const running = member.facts.version;
    if (running === null) continue; // approval.ts says that it is missing
    const parsed = c.scheme.parse(running);
    if (!parsed.ok) continue;
    const reference = usableReference(c, member);
    const own = reference === null ? null : againstReference(c, member, running, reference);
    const signs = suggestions(c, member, running);
    const memory = againstMemory(c, member, running);
    const downgraded =
      own?.find(({ type }) => type === 'os-downgraded') ?? memory ?? together(c, member, running, signs);
    if (own !== null) drafts.push(...own.filter(({ type }) => type !== 'os-downgraded'));
    if (downgraded !== null) drafts.push(downgraded);
    drafts.push(...signs.filter(({ type }) => type !== 'reload-unexplained'));
    if (c.orderedAt === null) continue;
    seen.push({ type: 'os-downgraded', member: id });
    if (own === null || !own.some(({ type }) => type === 'os-incomparable-step'))
      seen.push({ type: 'os-incomparable-step', member: id });
    if (member.facts.patches !== null) seen.push({ type: 'patch-removed', member: id });
    else if (reference !== null && reference.patches.length > 0 && !isOlder(c, reference.version, running)) {
      missing.push({ member: id, reason: reason('unsupported', 'the list of active patches was not shown') });
    }
    if (!c.facts.missing.some(({ fact, member: of }) => fact === 'inactive' && (of === null || of === id))) {
      seen.push({ type: 'rollback-inverted', member: id });
    }
    if (c.facts.configWrittenBy !== null) seen.push({ type: 'config-newer-than-os', member: id });
  }
  return { drafts, seen, missing };
}

/** History that may confirm a step: a reference, evidence with a time, and hardware that is told apart. */
function usableReference(c: Case, member: BoundMember): Reference | null {
  return c.orderedAt === null || member.ambiguous ? null : (member.before?.reference ?? null);
}

function againstReference(c: Case, member: BoundMember, running: string, reference: Reference): readonly Draft[] {
  const id = member.facts.id;
  const evidence = c.commandsOf('version');
  const { order: is, why } = order(c, running, reference.version);
  switch (is) {
    case 'newer':
      return [];
    case 'older':
      return [
        {
          type: 'os-downgraded',
          member: id,
          subject: reference.version,
          expected: `${reference.version} or newer`,
          observed: `${running} (${why})`,
          evidence,
          step: stepOf(c, member, 'os-downgraded', reference.version, running),
        },
      ];
    case 'incomparable':
      return [
        {
          type: 'os-incomparable-step',
          member: id,
          subject: `${reference.version} → ${running}`,
          expected: `a release that can be ordered against ${reference.version}`,
          observed: `${running} (${why})`,
          evidence,
          step: stepOf(c, member, 'os-incomparable-step', reference.version, running),
        },
      ];
    case 'same': {
      const patches = member.facts.patches;
      if (patches === null) return [];
      return reference.patches
        .filter((patch) => !patches.includes(patch))
        .map((patch) => ({
          type: 'patch-removed',
          member: id,
          subject: patch,
          expected: `patch ${patch} active`,
          observed: 'not active',
          evidence: [...c.commandsOf('install'), ...evidence],
          step: stepOf(c, member, 'patch-removed', `${running} + ${patch}`, running),
        }));
    }
  }
}

/** When the step to `to` happened: kept from the finding that knows it already, else from the start-up. */
function stepOf(c: Case, member: BoundMember, type: Draft['type'], from: string, to: string): Step {
  const known = c.state.findings.find(
    (finding) =>
      finding.type === type &&
      finding.member === member.facts.id &&
      finding.step?.to === to &&
      finding.status !== 'closed',
  );
  if (known?.step !== undefined && known.step !== null) return known.step;
  const last = c.state.lastObservedAt;
  const start = member.facts.startedAt;
  // A start-up before the last observation cannot be the one that brought this release (ISSU, SMU, JSU).
  const at = start !== null && (last === null || start >= last - 120_000) ? start : null;
  return { from, to, at, between: c.orderedAt === null ? null : [last, c.orderedAt] };
}

function againstMemory(c: Case, member: BoundMember, running: string): Draft | null {
  for (const memory of member.facts.memory) {
    if (!isOlder(c, running, memory.ranBefore)) continue;
    const at = memory.startedAt ?? member.facts.startedAt;
    if (settledBefore(c, member, running)) return null;
    const first = c.state.firstObservedAt;
    const counts = at !== null && ((first !== null && at >= first) || c.now - at < memoryCountsMs);
    return {
      type: 'os-downgraded',
      member: member.facts.id,
      subject: memory.ranBefore,
      expected: `${memory.ranBefore} or newer`,
      observed: `${running}; the device says that ${memory.ranBefore} ran before (${memory.from})`,
      evidence: c.commandsOf('version'),
      labels: counts ? [] : ['before-history'],
      step: { from: memory.ranBefore, to: running, at, between: null },
    };
  }
  return null;
}

/** A step to this release was accepted or authorised, and the release has not changed since. */
export function settledBefore(c: Case, member: BoundMember, running: string): boolean {
  return c.state.findings.some(
    (finding) =>
      finding.type === 'os-downgraded' &&
      finding.member === member.facts.id &&
      finding.step?.to != null &&
      isSame(c, finding.step.to, running) &&
      (finding.closedBecause === 'accepted' || (finding.authorizedBy !== null && finding.status !== 'closed')) &&
      (finding.closedAt === null || (member.before?.running?.since ?? 0) <= finding.closedAt),
  );
}

/** Signs that suggest a step back and prove none alone (VERDICTS 2). */
function suggestions(c: Case, member: BoundMember, running: string): readonly Draft[] {
  const id = member.facts.id;
  if (settledBefore(c, member, running)) return [];
  const drafts: Draft[] = [];
  for (const inactive of member.facts.inactive) {
    if (inactive.kind !== 'slot' && inactive.kind !== 'rollback-point') continue;
    if (inactive.order !== 'newer' && !isOlder(c, running, inactive.version)) continue;
    drafts.push({
      type: 'rollback-inverted',
      member: id,
      subject: inactive.version,
      expected: `${inactive.place} older than ${running}`,
      observed: `${inactive.place} holds ${inactive.version}`,
      evidence: [...c.commandsOf('install'), ...c.commandsOf('boot')],
      step: { from: inactive.version, to: running, at: member.facts.startedAt, between: null },
    });
  }
  const writer = c.facts.configWrittenBy;
  if (writer !== null && isOlder(c, running, writer.version)) {
    drafts.push({
      type: 'config-newer-than-os',
      member: id,
      subject: writer.version,
      expected: `written by ${running} or older`,
      observed: `written by ${writer.version}`,
      evidence: [writer.from],
      step: { from: writer.version, to: running, at: member.facts.startedAt, between: null },
    });
  }
  return drafts;
}

/** Two signs of different kinds together are a step back. */
function together(c: Case, member: BoundMember, running: string, signs: readonly Draft[]): Draft | null {
  const slot = signs.find(({ type }) => type === 'rollback-inverted');
  const header = signs.find(({ type }) => type === 'config-newer-than-os');
  const restarted = bootedAfterImageChange(c, member);
  const first = slot ?? header;
  const count = [slot, header].filter((sign) => sign !== undefined).length + (restarted ? 1 : 0);
  if (first === undefined || count < 2) return null;
  return {
    type: 'os-downgraded',
    member: member.facts.id,
    subject: first.subject,
    expected: `${first.subject} or newer`,
    observed: `${running}; ${signs.map(({ observed }) => observed).join('; ')}${restarted ? '; restarted after its image changed' : ''}`,
    evidence: [...new Set(signs.flatMap(({ evidence }) => evidence))],
    step: { from: first.subject, to: running, at: member.facts.startedAt, between: null },
  };
}

function bootedAfterImageChange(c: Case, member: BoundMember): boolean {
  const last: EpochMs | null = c.state.lastObservedAt;
  const before = c.state.last?.members.find(({ id }) => id === member.facts.id);
  const start = member.facts.startedAt;
  if (last === null || before === undefined || start === null || start <= last) return false;
  return before.image !== null && member.facts.image !== null && before.image !== member.facts.image;
}
