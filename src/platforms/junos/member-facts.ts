import { type EpochMs, epochMs } from '../../core/brands.ts';
import type { FactName, MemberFacts, MissingFact } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { unknownBoot } from '../../core/unknown-facts.ts';
import { type Reply, whyMissing } from '../shared/collect-kit.ts';
import { type Fields, listField, numberField, textField, textListField } from '../shared/read-kit.ts';
import { type BootEvidence, inactiveSoftware, nextBoot } from './boot-next.ts';
import { type PendingMethod, pendingMethod } from './family.ts';
import type { ChassisFields, MemberSeen } from './members.ts';

/** What the collection asked; a question that the model has no use for is an empty reply. */
export type Replies = {
  readonly version: Reply;
  readonly hardware: Reply;
  readonly uptime: Reply;
  readonly engines: Reply;
  readonly virtualChassis: Reply;
  readonly cluster: Reply;
  readonly snapshot: Reply;
  readonly log: Reply;
  readonly list: Reply;
};

export function chassisFields(replies: Replies): ChassisFields {
  const { version, hardware, engines, virtualChassis, cluster } = replies;
  return {
    version: version.fields,
    hardware: hardware.fields,
    engines: engines.fields,
    virtualChassis: virtualChassis.fields,
    cluster: cluster.fields,
  };
}

/** The method of the device by its version block, or by its chassis where that block has no model. */
export function methodOf(version: Fields, hardware: Fields): PendingMethod {
  const model = textField(version, 'model') ?? textField(hardware, 'model');
  const evolved = /-EVO$/.test(textField(version, 'version') ?? '') || textField(version, 'linux_kernel') !== null;
  return pendingMethod(model, evolved, version['host_based'] === true);
}

/** One member; `now` is the moment that uptimes are counted back from. */
export function memberFacts(member: MemberSeen, isFirst: boolean, replies: Replies, now: EpochMs | null): MemberFacts {
  const evidence = bootEvidence(member, isFirst, replies);
  const uptime = uptimeOf(member.id, isFirst, replies);
  return {
    id: member.id,
    role: member.role,
    serial: member.serial,
    model: evidence.model,
    version: evidence.running,
    versionAlso: [],
    build: null,
    patches: evidence.running === null ? null : (textListField(member.fields, 'patches') ?? []),
    featureSet: null,
    image: null,
    mode: null,
    startedAt: now === null || uptime === null ? null : epochMs(now - uptime * 1000),
    reloadReason: textField(entryOf(member.id, isFirst, replies.engines), 'reload_reason'),
    memory: [],
    inactive: inactiveSoftware(evidence),
    boot: unknownBoot(nextBoot(evidence), decisive(evidence, replies).command),
    packages: [],
    softwareHash: null,
  };
}

/** The reply that settles the next boot. */
function decisive({ pending, method }: BootEvidence, { version, snapshot, log, list }: Replies): Reply {
  if (pending !== null) return version;
  if (method === 'dual-root' || method === 'primary-root') return snapshot;
  if (method === 'install-log') return log;
  return method === 'list' ? list : version;
}

function bootEvidence(member: MemberSeen, isFirst: boolean, replies: Replies): BootEvidence {
  const { fields, id } = member;
  const running = textField(fields, 'version');
  const method = methodOf(
    { ...fields, linux_kernel: fields['linux_kernel'] ?? replies.version.fields['linux_kernel'] },
    replies.hardware.fields,
  );
  const operations =
    replies.log.fields['operations'] === undefined ? null : listField(replies.log.fields, 'operations');
  const sharesLog = isFirst || id.startsWith('fpc');
  return {
    model: textField(fields, 'model') ?? (id === 'self' ? textField(replies.hardware.fields, 'model') : null),
    method,
    running,
    runningGap: running === null ? whyMissing(replies.version, 'running release') : null,
    pending: textField(fields, 'pending'),
    bootedAt: textField(entryOf(id, isFirst, replies.uptime), 'restarted_at'),
    roots: {
      snapshots: ofMember(listField(replies.snapshot.fields, 'snapshots'), id, isFirst),
      gap: replies.snapshot.gap,
    },
    log: {
      operations: sharesLog ? operations : null,
      cleared: replies.log.fields['cleared'] === true,
      gap: sharesLog ? replies.log.gap : otherLog(id),
    },
    list: { packages: listedFor(id, isFirst, replies.list), gap: replies.list.gap },
  };
}

function otherLog(id: string): Reason {
  return reason('boot-unresolved', `the install log shows the node that was asked, not ${id}`);
}

function ofMember(snapshots: readonly Fields[], id: string, isFirst: boolean): readonly Fields[] {
  return snapshots.filter((snapshot) => snapshot['where'] === id || (snapshot['where'] === undefined && isFirst));
}

function listedFor(id: string, isFirst: boolean, list: Reply): readonly Fields[] {
  const nodes = listField(list.fields, 'members');
  if (nodes.length === 0) return isFirst ? listField(list.fields, 'packages') : [];
  const own = nodes.find((node) => node['id'] === id) ?? (isFirst ? nodes[0] : undefined);
  return own === undefined ? [] : listField(own, 'packages');
}

/** The part of a reply that is about the member; the whole reply for the first one where it has no such part. */
function entryOf(id: string, isFirst: boolean, reply: Reply): Fields {
  const own = listField(reply.fields, 'members').find((entry) => entry['id'] === id);
  return own ?? (isFirst ? reply.fields : {});
}

/** Seconds since the start of the member's own processor. */
function uptimeOf(id: string, isFirst: boolean, replies: Replies): number | null {
  const own = (reply: Reply): number | null => {
    const entry = listField(reply.fields, 'members').find((candidate) => candidate['id'] === id);
    return entry === undefined ? null : numberField(entry, 'uptime_seconds');
  };
  const exact = own(replies.uptime) ?? own(replies.engines);
  return (
    exact ??
    (isFirst
      ? (numberField(replies.uptime.fields, 'uptime_seconds') ?? numberField(replies.engines.fields, 'uptime_seconds'))
      : null)
  );
}

/** Why facts of the member are not known; a boot choice that cannot be resolved carries its reason itself. */
export function missingOf(member: MemberFacts, isFirst: boolean, replies: Replies): readonly MissingFact[] {
  const id = member.id === 'self' ? null : member.id;
  const missing = (fact: FactName, why: Reason): MissingFact => ({ fact, member: id, reason: why });
  const { version, hardware, uptime, snapshot } = replies;
  const roots = snapshot.gap !== null && member.inactive.length === 0;
  return [
    ...(member.version === null
      ? [
          missing('version', whyMissing(version, 'running release')),
          missing('patches', whyMissing(version, 'packages')),
        ]
      : []),
    ...(version.gap !== null && member.version !== null ? [missing('members', version.gap)] : []),
    ...(member.model === null ? [missing('model', whyMissing(version, 'model'))] : []),
    ...(member.serial === null ? [missing('serial', whyMissing(hardware, 'serial number'))] : []),
    ...(uptimeOf(member.id, isFirst, replies) === null ? [missing('startedAt', whyMissing(uptime, 'start'))] : []),
    ...(member.boot.next.kind === 'unresolved' ? [missing('boot', member.boot.next.reason)] : []),
    ...(roots && snapshot.gap !== null ? [missing('inactive', snapshot.gap)] : []),
  ];
}
