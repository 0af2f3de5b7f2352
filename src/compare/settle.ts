import { createHash } from 'node:crypto';
import type { EpochMs } from '../core/brands.ts';
import type { Finding } from '../core/finding.ts';
import { type FindingType, findingTypes, poisonousTypes } from '../core/finding-types.ts';
import type { FindingChange } from '../core/judgement.ts';
import type { Case, Draft, Sight } from './case.ts';
import { order } from './steps.ts';

/** Types whose condition is a comparison with the baseline: an edit of it can end them. */
const byBaseline: ReadonlySet<FindingType> = new Set([
  'os-below-baseline',
  'os-not-approved',
  'os-forbidden',
  'feature-set-changed',
  'patch-missing',
  'extension-unapproved',
  'image-unknown',
  'os-downgrade-staged',
  'image-hash-mismatch',
  'image-size-mismatch',
  'package-set-mismatch',
  'boot-from-network',
  'boot-register-unsafe',
]);

export type Settled = { readonly findings: readonly Finding[]; readonly changes: readonly FindingChange[] };

/** Matches what is seen now with what is known: opens, sees again, reopens, closes on evidence only (VERDICTS 4.4). */
export function settle(c: Case, sight: Sight): Settled {
  const changes: FindingChange[] = [];
  const note = (kind: FindingChange['kind'], finding: Finding): Finding => {
    changes.push({ kind, finding });
    return finding;
  };
  const at = c.observation.takenAt ?? c.now;
  const drafts = distinct(sight.drafts);
  const known = new Map(c.state.findings.map((finding) => [keyOf(finding), finding]));
  const current = drafts.map((draft) => {
    const before = known.get(keyOf(draft));
    if (before !== undefined && before.status !== 'closed')
      return note('seen-again', awake(c, seenAgain(before, draft, at)));
    if (before?.closedBecause === 'retired') {
      return note('reopened', {
        ...seenAgain(before, draft, at),
        status: 'open',
        closedBecause: null,
        closedNote: null,
        closedAt: null,
      });
    }
    return note('opened', opened(c, draft, at));
  });
  const drafted = new Set(drafts.map(keyOf));
  const poisoned =
    sight.poisoned === true ||
    [...current, ...c.state.findings].some(({ type, status }) => status !== 'closed' && poisonousTypes.has(type));
  const rest = c.state.findings
    .filter(
      (finding) => !drafted.has(keyOf(finding)) || (finding.status === 'closed' && finding.closedBecause !== 'retired'),
    )
    .map((finding) => {
      if (finding.status === 'closed' || drafted.has(keyOf(finding))) return finding;
      const because =
        c.orderedAt === null || (poisoned && !poisonousTypes.has(finding.type))
          ? null
          : closingReason(c, sight, finding);
      if (because === null) return finding;
      return note('closed', {
        ...finding,
        status: 'closed',
        closedAt: at,
        closedBecause: because,
        closedNote: because === 'baseline-changed' ? (c.baseline?.revision ?? null) : finding.closedNote,
      });
    });
  return { findings: [...current, ...rest], changes };
}

const keyOf = ({ type, member, subject }: Pick<Finding, 'type' | 'member' | 'subject'>): string =>
  `${type}\n${member ?? ''}\n${subject}`;

function distinct(drafts: readonly Draft[]): readonly Draft[] {
  const byKey = new Map<string, Draft>();
  for (const draft of drafts) if (!byKey.has(keyOf(draft))) byKey.set(keyOf(draft), draft);
  return [...byKey.values()];
}

/** Open again where the time is over for which somebody said to look after it. */
function awake(c: Case, finding: Finding): Finding {
  if (finding.status !== 'acknowledged') return finding;
  const last = c.state.decisions.findLast(
    ({ kind, ...one }) => kind === 'acknowledge' && 'finding' in one && one.finding === finding.id,
  );
  const until = last !== undefined && 'until' in last ? last.until : undefined;
  return until !== undefined && until < finding.lastSeen ? { ...finding, status: 'open' } : finding;
}

function seenAgain(before: Finding, draft: Draft, at: EpochMs): Finding {
  const step = draft.step ?? null;
  const sameStep = before.step?.to === step?.to;
  return {
    ...before,
    severity: draft.severity ?? findingTypes[draft.type].severity,
    expected: draft.expected,
    observed: draft.observed,
    evidence: draft.evidence,
    lastSeen: at,
    labels: [...new Set([...(draft.labels ?? []), ...before.labels.filter((label) => label !== 'before-history')])],
    step: sameStep ? before.step : step,
    // Another release than the one that was authorised: the decision does not reach that far.
    authorizedBy: sameStep ? before.authorizedBy : null,
  };
}

function opened(c: Case, draft: Draft, at: EpochMs): Finding {
  const id = createHash('sha256')
    .update([c.device.name, c.state.epoch, keyOf(draft), at].join('\n'))
    .digest('hex')
    .slice(0, 12);
  return {
    id,
    device: c.device.name,
    type: draft.type,
    subject: draft.subject,
    member: draft.member,
    severity: draft.severity ?? findingTypes[draft.type].severity,
    expected: draft.expected,
    observed: draft.observed,
    status: 'open',
    labels: draft.labels ?? [],
    authorizedBy: null,
    closedBecause: null,
    closedNote: null,
    firstSeen: at,
    lastSeen: at,
    closedAt: null,
    evidence: draft.evidence,
    step: draft.step ?? null,
    baselineRevision: c.baseline?.revision ?? null,
  };
}

/** Null: the fact was not seen on that member, so nothing is refuted. */
function closingReason(c: Case, sight: Sight, finding: Finding): Finding['closedBecause'] {
  if (finding.type === 'os-downgraded') return endOfStepBack(c, finding);
  const saw = sight.seen.some(
    ({ type, member, subject }) =>
      type === finding.type && member === finding.member && (subject ?? finding.subject) === finding.subject,
  );
  if (!saw) return null;
  const edited =
    byBaseline.has(finding.type) &&
    finding.baselineRevision !== null &&
    c.baseline !== null &&
    c.baseline.revision !== finding.baselineRevision;
  return edited && factUnchanged(c, finding) ? 'baseline-changed' : 'fixed';
}

/** A step back ends when its member runs the release that it left, or a newer one. */
function endOfStepBack(c: Case, finding: Finding): Finding['closedBecause'] {
  const running = c.members.find(({ facts }) => facts.id === finding.member)?.facts.version ?? null;
  const { from, to } = finding.step ?? { from: null, to: null };
  if (running === null || from === null) return null;
  const is = order(c, running, from).order;
  if (is === 'same' || is === 'newer') return 'fixed';
  const moved = to !== null && order(c, running, to).order !== 'same';
  return moved && finding.authorizedBy !== null ? 'authorized' : null;
}

/** The device still shows what the finding is about; so it is the baseline that changed its mind. */
function factUnchanged(c: Case, finding: Finding): boolean {
  const before = c.state.last;
  if (before === null) return false;
  const versions = (facts: Case['facts']): string =>
    facts.members
      .map(({ id, version, image, featureSet, patches }) => [id, version, image, featureSet, patches?.join()].join(' '))
      .join('\n');
  return versions(before) === versions(c.facts) || finding.observed === '';
}
