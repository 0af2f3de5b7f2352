import { isoTime } from '../core/brands.ts';
import type { JudgedDevice } from '../core/judgement.ts';
import { printable } from '../core/printable.ts';
import { reasonAdvice, reasonText } from '../core/reason.ts';
import { durationText } from './audit-json.ts';
import { findingText } from './finding-text.ts';

/** The verdict on one device with all that it stands on, for a person on call. */
export function verdictText(judgement: JudgedDevice): string {
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
    findings,
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
  return [...lines.map(printable), ...findings.flatMap((finding) => ['', findingText(finding)])].join('\n');
}
