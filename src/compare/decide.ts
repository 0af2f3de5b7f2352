import type { EpochMs } from '../core/brands.ts';
import type { Decision } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import type { FindingType } from '../core/finding-types.ts';
import { blankState, type DeviceState, type Reference } from '../core/history.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { VersionScheme } from '../core/version.ts';
import { compareTexts } from '../core/version.ts';

/** Findings whose step a person may authorise after the fact. */
const authorizable: ReadonlySet<FindingType> = new Set(['os-downgraded', 'patch-removed', 'os-incomparable-step']);
/** Findings that a person may accept as the new state of things: steps, and changes of state. */
const acceptable: ReadonlySet<FindingType> = new Set([
  'os-downgraded',
  'patch-removed',
  'os-incomparable-step',
  'rollback-inverted',
  'config-newer-than-os',
  'boot-path-changed',
  'image-changed',
  'image-unknown',
  'os-downgrade-staged',
  'feature-set-changed',
  'bootloader-changed',
  'member-replaced',
  'identity-changed',
  'secure-boot-lowered',
  'ssh-crypto-weakened',
  'image-name-mismatch',
  'channels-disagree',
]);
const lowersReference: ReadonlySet<FindingType> = new Set(['os-downgraded', 'patch-removed', 'os-incomparable-step']);
/** Change findings: accepting them makes the present state the accepted one. */
const settlesState: ReadonlySet<FindingType> = new Set([
  'boot-path-changed',
  'image-changed',
  'image-unknown',
  'feature-set-changed',
  'bootloader-changed',
  'secure-boot-lowered',
]);
/** What only restates a step back to the same release. */
const restates: ReadonlySet<FindingType> = new Set(['rollback-inverted', 'config-newer-than-os']);

/** Whether a decision of this kind on this finding needs a ticket: it lowers a reference version, or closes by hand. */
export const needsTicket = (kind: Decision['kind'], finding: Finding | null): boolean =>
  kind === 'recommission' ||
  kind === 'authorize' ||
  kind === 'close' ||
  (kind === 'accept' && finding !== null && lowersReference.has(finding.type));

export const ticketWanted = (kind: Decision['kind']): string =>
  kind === 'close' ? 'closing by hand needs --ticket' : 'this decision lowers a reference version: it needs --ticket';

/** Applies a recorded decision to what is remembered of its device. Errors are sentences for the person who typed it. */
export function applyDecision(
  state: DeviceState,
  decision: Decision,
  scheme: VersionScheme,
): Result<DeviceState, string> {
  if (decision.kind === 'recommission') return ok(recommission(state, decision));
  const finding = state.findings.find(({ id }) => id === decision.finding);
  if (finding === undefined) return err(`${state.device} has no finding ${decision.finding}`);
  if (finding.status === 'closed') return err(`finding ${finding.id} is closed (${finding.closedBecause ?? ''})`);
  if (needsTicket(decision.kind, finding) && decision.ticket === null) return err(ticketWanted(decision.kind));
  const decisions = [...state.decisions, decision];
  switch (decision.kind) {
    case 'acknowledge':
      return ok({ ...withFinding(state, { ...finding, status: 'acknowledged' }), decisions });
    case 'close':
      return ok({ ...withFinding(state, closed(finding, decision, 'retired')), decisions });
    case 'authorize': {
      if (!authorizable.has(finding.type))
        return err(`${finding.type} is no step between releases; a waiver or the baseline can cover it`);
      const by = {
        kind: 'retrospective' as const,
        name: decision.ticket ?? decision.id,
        ticket: decision.ticket,
        by: decision.by,
      };
      const next = withFinding(state, { ...finding, authorizedBy: by });
      return ok({ ...lowerReference(next, finding, decision.at), decisions });
    }
    case 'accept': {
      if (!acceptable.has(finding.type))
        return err(`${finding.type} cannot be accepted: approve the release in the baseline, or write a waiver`);
      let next = withFinding(state, closed(finding, decision, 'accepted'));
      if (lowersReference.has(finding.type)) next = lowerReference(next, finding, decision.at);
      if (settlesState.has(finding.type)) next = { ...next, lastGood: next.last };
      if (finding.type === 'ssh-crypto-weakened') next = { ...next, goodOffer: next.lastOffer };
      const to = finding.step?.to ?? null;
      const findings = next.findings.map((other) => {
        const same = to !== null && other.step?.to != null && compareTexts(scheme, other.step.to, to).order === 'same';
        return other.status !== 'closed' && restates.has(other.type) && other.member === finding.member && same
          ? closed(other, decision, 'accepted')
          : other;
      });
      return ok({ ...next, findings, decisions });
    }
  }
}

const withFinding = (state: DeviceState, finding: Finding): DeviceState => ({
  ...state,
  findings: state.findings.map((other) => (other.id === finding.id ? finding : other)),
});

const closed = (
  finding: Finding,
  { at, by, reason, ticket }: Decision,
  because: Finding['closedBecause'],
): Finding => ({
  ...finding,
  status: 'closed',
  closedAt: at,
  closedBecause: because,
  closedNote: [reason, ticket, `by ${by}`].filter((part) => part !== null && part !== '').join(', '),
});

function lowerReference(state: DeviceState, finding: Finding, at: EpochMs): DeviceState {
  return {
    ...state,
    members: state.members.map((member) => {
      if (member.id !== finding.member || member.replacedBy !== null || member.running === null) return member;
      const reference: Reference = {
        version: member.running.version,
        patches: member.running.patches ?? [],
        observedAt: at,
      };
      return { ...member, reference };
    }),
  };
}

/** A new history for what stands there now: exchange, factory reset, back from the lab. Old findings are kept, closed. */
function recommission(state: DeviceState, decision: Decision): DeviceState {
  return {
    ...blankState(state.device),
    epoch: state.epoch + 1,
    findings: state.findings.map((finding) =>
      finding.status === 'closed'
        ? finding
        : { ...closed(finding, decision, 'retired'), closedBecause: 'accepted' as const },
    ),
    decisions: [...state.decisions, decision],
  };
}
