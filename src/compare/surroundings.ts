import { isoTime } from '../core/brands.ts';
import { reason } from '../core/reason.ts';
import { type Case, type Draft, openFinding, type Sight } from './case.ts';
import { order } from './steps.ts';

const skewMs = 60_000;
const startToleranceMs = 120_000;

/** Members and peers against each other. */
export function seePeers(c: Case): Sight {
  const drafts: Draft[] = [];
  const told = c.members.every(({ facts }) => facts.version !== null && c.scheme.parse(facts.version).ok);
  if (told && c.members.length > 1) {
    const [first, ...rest] = c.members;
    const versions = [...new Set(c.members.map(({ facts }) => facts.version ?? ''))];
    const differs = rest.some(
      ({ facts }) => order(c, facts.version ?? '', first?.facts.version ?? '').order !== 'same',
    );
    if (differs) {
      drafts.push({
        type: 'os-member-mismatch',
        member: null,
        subject: '',
        expected: 'one release on all members',
        observed: c.members.map(({ facts }) => `${facts.id}: ${facts.version ?? 'unknown'}`).join(', '),
        evidence: c.commandsOf('version'),
        step: { from: null, to: versions.at(-1) ?? null, at: null, between: null },
      });
    }
  }
  // A slot that is provisioned and was never filled hides nothing; a member that was seen once may.
  const lost = c.facts.absentMembers.some(({ id }) => c.state.members.some((known) => known.id === id));
  const own = c.members[0];
  const peer =
    c.peer ??
    (c.facts.peer?.version != null
      ? { name: c.facts.peer.name ?? 'peer', version: c.facts.peer.version, since: null }
      : null);
  const version = own?.facts.version ?? null;
  if (peer !== null && version !== null && order(c, version, peer.version).order !== 'same') {
    // A rolling upgrade lets them differ for a while: since the later of the two changes.
    const since = Math.max(own?.facts.startedAt ?? own?.before?.running?.since ?? c.now, peer.since ?? 0);
    if (c.now - since > c.device.rollingUpgradeMs || openFinding(c.state, 'os-peer-mismatch', null) !== null) {
      drafts.push({
        type: 'os-peer-mismatch',
        member: null,
        subject: peer.name,
        expected: `the release of ${peer.name}, ${peer.version}`,
        observed: version,
        evidence: c.commandsOf('version'),
        step: { from: null, to: version, at: null, between: null },
      });
    }
  }
  return {
    drafts,
    seen: [
      ...(told && !lost ? ([{ type: 'os-member-mismatch', member: null }] as const) : []),
      ...(peer !== null && version !== null ? ([{ type: 'os-peer-mismatch', member: null }] as const) : []),
    ],
    missing: [],
  };
}

/** Reloads, clock, boot loader, signatures told by the device, removable media, refused commands. */
export function seeSurroundings(c: Case): Sight {
  const { facts, observation } = c;
  const drafts: Draft[] = [];
  const seen: Sight['seen'][number][] = [];
  if (facts.scheduledReload !== null) {
    seen.push({ type: 'reload-scheduled', member: null });
    const planned = facts.scheduledReload;
    if (
      planned.kind === 'scheduled' &&
      !c.windows.some(({ from, to }) => planned.at !== null && planned.at >= from && planned.at <= to)
    ) {
      drafts.push({
        type: 'reload-scheduled',
        member: null,
        subject: '',
        expected: 'no reload outside a window',
        observed: planned.text,
        evidence: c.commandsOf('reload'),
      });
    }
  }
  drafts.push(...unexplainedReload(c));
  seen.push({ type: 'reload-unexplained', member: null });
  if (facts.deviceClock !== null && observation.takenAt !== null && observation.source === 'ssh') {
    seen.push({ type: 'clock-skew', member: null });
    const skew = Math.round((facts.deviceClock - observation.takenAt) / 1000);
    if (Math.abs(skew) * 1000 > skewMs) {
      drafts.push({
        type: 'clock-skew',
        member: null,
        subject: '',
        expected: 'within 60 s',
        observed: `${skew} s`,
        evidence: c.commandsOf('reload'),
      });
    }
  }
  for (const way of facts.removableBoot) {
    drafts.push({
      type: 'boot-removable',
      member: null,
      subject: way,
      expected: 'disabled',
      observed: way,
      evidence: c.commandsOf('boot'),
    });
  }
  seen.push({ type: 'boot-removable', member: null });
  drafts.push(...loaders(c), ...trustWords(c), ...deniedCommands(c), ...features(c));
  seen.push(...facts.bootloader.map(({ member }) => ({ type: 'bootloader-changed' as const, member })));
  seen.push(...facts.trust.map(() => ({ type: 'image-signature-dev' as const, member: null })));
  if (observation.answers.length > 0 && observation.failure === null)
    seen.push({ type: 'command-denied', member: null });
  return {
    drafts,
    seen,
    missing:
      facts.unsupportedMode === null
        ? []
        : [{ member: null, reason: reason('mode-not-supported', facts.unsupportedMode) }],
  };
}

function unexplainedReload(c: Case): readonly Draft[] {
  const last = c.state.lastObservedAt;
  if (last === null || c.orderedAt === null) return [];
  return c.members.flatMap(({ facts, before }) => {
    const start = facts.startedAt;
    if (start === null || start <= last || before === null) return [];
    if (c.windows.some(({ from, to }) => start >= from - startToleranceMs && start <= to + startToleranceMs)) return [];
    const why = facts.reloadReason;
    if (why !== null && /power|crash|exception|watchdog|bus error|address error|fault|panic/i.test(why)) return [];
    return [
      {
        type: 'reload-unexplained' as const,
        member: facts.id,
        subject: isoTime(start).slice(0, 16),
        expected: 'a change window or a fault',
        observed: why ?? 'reason not told',
        evidence: c.commandsOf('version'),
        step: { from: before.running?.version ?? null, to: facts.version, at: start, between: null },
      },
    ];
  });
}

function loaders(c: Case): readonly Draft[] {
  return c.facts.bootloader.flatMap(({ member, version }) => {
    const before = c.state.lastGood?.bootloader.find((known) => known.member === member);
    if (before === undefined || before.version === version || c.orderedAt === null) return [];
    return [
      {
        type: 'bootloader-changed' as const,
        member,
        subject: '',
        expected: before.version,
        observed: version,
        evidence: c.commandsOf('version'),
      },
    ];
  });
}

/** The same release with another feature set than in the last state that was not in question. */
function features(c: Case): readonly Draft[] {
  return c.members.flatMap(({ facts }) => {
    const before = c.state.lastGood?.members.find(({ id }) => id === facts.id);
    if (before?.featureSet == null || facts.featureSet === null || c.orderedAt === null) return [];
    if (before.featureSet === facts.featureSet || before.version === null || facts.version === null) return [];
    if (order(c, before.version, facts.version).order !== 'same') return [];
    return [
      {
        type: 'feature-set-changed' as const,
        member: facts.id,
        subject: facts.featureSet,
        expected: before.featureSet,
        observed: facts.featureSet,
        evidence: c.commandsOf('version'),
      },
    ];
  });
}

function trustWords(c: Case): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const { what, subject, value, good } of c.facts.trust) {
    const evidence = c.commandsOf('version');
    if ((what === 'image-type' || what === 'firmware-signature') && good === false) {
      drafts.push({
        type: 'image-signature-dev',
        member: null,
        subject,
        expected: 'a production image',
        observed: value,
        evidence,
      });
    }
    if (what === 'security-level' || what === 'secure-boot') {
      const before = c.state.lastGood?.trust.find((known) => known.what === what && known.subject === subject);
      if (good === false && before?.good === true) {
        drafts.push({
          type: 'secure-boot-lowered',
          member: null,
          subject,
          expected: before.value,
          observed: value,
          evidence,
        });
      }
    }
  }
  return drafts;
}

function deniedCommands(c: Case): readonly Draft[] {
  return c.observation.answers
    .filter(({ status }) => status === 'denied')
    .map(({ command }) => ({
      type: 'command-denied' as const,
      member: null,
      subject: command,
      expected: 'allowed for the audit account',
      observed: 'denied',
      evidence: [command],
    }));
}
