import { isoTime } from '../core/brands.ts';
import type { JudgedDevice } from '../core/judgement.ts';
import { printable } from '../core/printable.ts';
import { reasonAdvice, reasonText } from '../core/reason.ts';
import { durationText } from './audit-json.ts';
import { checkLines, checksJson } from './check-text.ts';
import { type Explanation, explanationJson, explanationText } from './explanation.ts';
import { verdictNotes } from './verdict-notes.ts';

/** The verdict on one device with all that it stands on, for a person on call; each of its findings as explained. */
export function verdictText(judgement: JudgedDevice, explained: readonly Explanation[]): string {
  const {
    device,
    platform,
    verdict,
    reason,
    assurance,
    digestAgeMs,
    members,
    baseline,
    images,
    checks,
    facts,
    historySince,
  } = judgement;
  const lines: string[] = [`${device} (${platform}): ${verdict.toUpperCase()}`];
  if (reason !== null) lines.push(`reason       ${reasonText(reason)}`, `             ${reasonAdvice[reason.code]}`);
  for (const { id, facts: member, next, reference, verdict: own } of members) {
    const name = members.length > 1 ? `${id}: ` : '';
    lines.push(
      `runs         ${name}${member?.version ?? 'not shown'}${member?.startedAt == null ? '' : ` since ${isoTime(member.startedAt)}`}${members.length > 1 ? ` (${own})` : ''}`,
    );
    lines.push(
      `boots next   ${name}${next?.kind === 'image' ? `${next.version ?? 'unknown release'} from ${next.image}` : (next?.kind ?? 'not shown')}`,
    );
    if (reference !== null)
      lines.push(`reference    ${name}${reference.version} (seen ${isoTime(reference.observedAt)})`);
  }
  lines.push(`baseline     ${baseline === null ? 'none' : `${baseline.name}, rule ${baseline.rule}`}`);
  lines.push(
    `assurance    ${assurance ?? 'none'}${digestAgeMs === null ? '' : `, digest ${durationText(digestAgeMs)} old`}`,
  );
  lines.push(
    `history      ${historySince === null ? 'none: a step back before this audit cannot be excluded' : `since ${isoTime(historySince)}`}`,
  );
  for (const { path, digests } of images) {
    for (const { algorithm, value, computedBy, knownGood, source } of digests) {
      const word =
        knownGood === true
          ? `as published (${source ?? ''})`
          : knownGood === false
            ? 'NOT as published'
            : 'nothing to compare with';
      lines.push(`image        ${path} ${algorithm} ${value.slice(0, 16)}… by ${computedBy}: ${word}`);
    }
  }
  for (const note of facts?.notes ?? []) lines.push(`note         ${note}`);
  if (checks !== undefined) lines.push(...checkLines(checks));
  const note = verdictNotes[verdict];
  lines.push(`claim        ${note.claim}`, `refuted by   ${note.refutedBy}`);
  lines.push(...note.now.map((text, index) => `${index === 0 ? 'do now' : '      '}       ${index + 1}. ${text}`));
  return [...lines.map(printable), ...explained.flatMap((one) => ['', explanationText(one)])].join('\n');
}

/** The same as JSON, beside what the audit's own object has. */
export function verdictExplained({ verdict, checks = [] }: JudgedDevice, explained: readonly Explanation[]): object {
  return {
    explanation: { ...verdictNotes[verdict], checks: checksJson(checks), findings: explained.map(explanationJson) },
  };
}
