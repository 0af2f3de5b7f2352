import type { EpochMs } from '../core/brands.ts';
import type { Finding } from '../core/finding.ts';
import { effectOf } from '../core/finding-types.ts';
import type { DeviceState } from '../core/history.ts';
import type { JudgedMember, Judgement } from '../core/judgement.ts';
import { type Reason, reason } from '../core/reason.ts';
import { unknownDevice } from '../core/unknown-facts.ts';
import { type Verdict, worst } from '../core/verdict.ts';
import { seeAccount } from './account-use.ts';
import { approvedEntry, seeApproval } from './approval.ts';
import { authorize } from './authorize.ts';
import { type BoundMember, type Case, joinSights, type Sight } from './case.ts';
import { seeCrossChecks } from './cross-checks/see-cross-checks.ts';
import { judgedImages, seeDigests } from './digests.ts';
import { seeFiles } from './files.ts';
import { seeHostKey } from './host-key.ts';
import { bindMembers, seeIdentity } from './identity.ts';
import { seeNextBoot } from './next-boot.ts';
import { nextState } from './next-state.ts';
import { seeOffBox } from './off-box.ts';
import { settle } from './settle.ts';
import { seeSignatures } from './signatures.ts';
import { seeOffer } from './ssh-offer.ts';
import { seeSteps } from './steps.ts';
import { seePeers, seeSurroundings } from './surroundings.ts';
import { assure, decide } from './verdict.ts';

/** What `judge` is given: a case without what follows from the rest. */
export type JudgeInput = Omit<Case, 'facts' | 'members' | 'orderedAt'> & {
  /** True for a serial number that another device of the inventory shows. */
  readonly isElsewhere: (serial: string) => boolean;
};

/**
 * Observation, memory and configuration in; verdict, findings and the next memory out (VERDICTS.md). The same input
 * gives the same judgement.
 */
export function judge(input: JudgeInput): Judgement {
  const { observation, state } = input;
  if (observation.facts === null) return nothingRead(input);
  const c: Case = {
    ...input,
    facts: observation.facts,
    members: bindMembers(observation.facts, state, input.isElsewhere),
    orderedAt: ordered(observation.takenAt, state),
  };
  const plain = joinSights([
    seeIdentity(c),
    seeSteps(c),
    seeApproval(c),
    seeNextBoot(c),
    seeFiles(c),
    seeDigests(c),
    seeOffBox(c),
    seePeers(c),
    seeHostKey(c),
    seeSurroundings(c),
    seeSignatures(c),
    seeOffer(c),
    seeAccount(c),
  ]);
  const crossed = seeCrossChecks(c, plain);
  const sight = joinSights([plain, crossed.sight]);
  const settled = settle(c, sight);
  const findings = authorize(c, settled.findings);
  const changes = settled.changes.map((change) => ({
    ...change,
    finding: findings.find(({ id }) => id === change.finding.id) ?? change.finding,
  }));
  const { verdict, reason: why } = decide(c, sight, findings, null);
  const { assurance, digestAgeMs } = assure(c);
  return {
    device: input.device.name,
    platform: c.facts.platform,
    verdict,
    reason: why,
    assurance,
    digestAgeMs,
    historySince: state.firstObservedAt,
    evidenceAt: observation.takenAt,
    facts: c.facts,
    members: c.members.map((member) => judgedMember(c, sight, findings, member)),
    baseline: baselineOf(c),
    images: judgedImages(c),
    findings: findings.filter(({ status }) => status !== 'closed'),
    changes,
    checks: crossed.results,
    state: nextState(c, findings),
  };
}

/** Evidence older than the last one, or of unknown time, orders no history (VERDICTS 7). */
const ordered = (takenAt: EpochMs | null, state: DeviceState): EpochMs | null =>
  takenAt !== null && (state.lastObservedAt === null || takenAt >= state.lastObservedAt) ? takenAt : null;

function judgedMember(c: Case, sight: Sight, findings: readonly Finding[], member: BoundMember): JudgedMember {
  const { verdict } = decide(c, sight, findings, member);
  return {
    id: member.facts.id,
    facts: member.facts,
    reference: member.before?.reference ?? null,
    verdict,
    missing: sight.missing.filter(({ member: of }) => of === member.facts.id).map(({ reason: why }) => why),
    next: member.facts.boot.next,
  };
}

function baselineOf(c: Case): Judgement['baseline'] {
  if (c.baseline === null) return null;
  const version = c.members[0]?.facts.version ?? null;
  const entry = version === null ? null : approvedEntry(c.baseline, c.scheme, version, c.now);
  const rule = entry === null ? 'none' : (entry.version ?? `${entry.train ?? ''} ${entry.range?.text ?? ''}`.trim());
  return { name: c.baseline.name, rule, revision: c.baseline.revision };
}

/** Nothing came back: no finding is closed, lowered or seen, and what is known of the device still counts. */
function nothingRead(input: JudgeInput): Judgement {
  const { observation, state, device, baseline } = input;
  const why: Reason = observation.failure ?? reason('internal', 'nothing was read and no reason was given');
  const c: Case = { ...input, facts: unknownDevice(device.platform, []), members: [], orderedAt: null };
  const { findings, changes } = settle(c, joinSights([seeHostKey(c), seeOffer(c)]));
  const open = findings.filter(({ status }) => status !== 'closed');
  const standing: Verdict[] = open
    .filter(({ authorizedBy }) => authorizedBy === null)
    .map(({ type, severity }) => effectOf(type, severity))
    .filter((effect) => effect !== 'none');
  return {
    device: device.name,
    platform: device.platform,
    verdict: worst([...standing, 'unverified']),
    reason: why,
    assurance: null,
    digestAgeMs: null,
    historySince: state.firstObservedAt,
    evidenceAt: observation.takenAt,
    facts: null,
    members: [],
    baseline: baseline === null ? null : { name: baseline.name, rule: 'none', revision: baseline.revision },
    images: [],
    findings: open,
    changes,
    state: { ...state, findings },
  };
}
