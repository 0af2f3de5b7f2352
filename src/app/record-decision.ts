import { applyDecision, needsTicket, ticketWanted } from '../compare/decide.ts';
import { type DeviceName, deviceName, type EpochMs } from '../core/brands.ts';
import type { Decision } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import { err, ok, type Result } from '../core/result.ts';
import { findPlatform } from '../platforms/index.ts';
import type { RecordStore } from '../record-ports.ts';
import { findingByPrefix } from './find-finding.ts';

/** What a person must say with every decision. */
export type Statement = {
  readonly by: string;
  readonly reason: string;
  readonly ticket: string | null;
  /** End of an acknowledgement. */
  readonly until?: EpochMs;
};

export type FindingDecision = 'acknowledge' | 'close' | 'authorize' | 'accept';

/** Records a decision on one finding, together with what is remembered of its device afterwards. */
export function decideFinding(
  record: RecordStore,
  id: string,
  kind: FindingDecision,
  statement: Statement,
  at: EpochMs,
  decisionId: string,
): Result<Finding, string> {
  const finding = findingByPrefix(record, id);
  if (!finding.ok) return finding;
  const { device } = finding.value;
  const made = make(
    record,
    device,
    { id: decisionId, device, at, ...statement, kind, finding: finding.value.id },
    finding.value,
  );
  if (!made.ok) return made;
  return ok(record.findingById(finding.value.id) ?? finding.value);
}

/** A new history for a device (exchange, factory reset, back from the lab). */
export function recommission(
  record: RecordStore,
  name: string,
  statement: Statement,
  at: EpochMs,
  decisionId: string,
): Result<void, string> {
  const device = deviceName(name);
  return make(record, device, { id: decisionId, device, at, ...statement, kind: 'recommission' }, null);
}

function make(
  record: RecordStore,
  device: DeviceName,
  stated: Decision,
  finding: Finding | null,
): Result<void, string> {
  const decision = {
    ...stated,
    by: stated.by.trim(),
    reason: stated.reason.trim(),
    ticket: stated.ticket?.trim() || null,
  };
  if (decision.by === '' || decision.reason === '')
    return err('a decision needs a name (--by) and a reason (--reason)');
  const state = record.deviceState(device);
  if (state === null) return err(`"${device}" was never audited`);
  if (decision.ticket === null && needsTicket(decision.kind, finding)) return err(ticketWanted(decision.kind));
  const platform = findPlatform(state.members[0]?.platform ?? state.last?.platform ?? '');
  if (platform === null) return err(`nothing was ever read from "${device}"`);
  const next = applyDecision(state, decision, platform.versions);
  if (!next.ok) return next;
  const stored = record.applyDecision(decision, next.value);
  return stored.ok ? ok(undefined) : err(`${stored.error.message}; ${stored.error.advice}`);
}
