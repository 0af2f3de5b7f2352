import type { DeviceFacts, MemberFacts } from '../core/facts.ts';
import type { DeviceState, MemberState } from '../core/history.ts';
import { reason } from '../core/reason.ts';
import { isApproved } from './approval.ts';
import { type BoundMember, type Case, type Draft, openFinding, type Sight } from './case.ts';

/** Words that devices and hypervisors print where a serial number should stand. */
const placeholder =
  /^(?:|0+|x+|-+|\?+|n\/?a|none|unknown|unavailable|not[ -](?:available|specified|set|present)|to be filled.*|default.*|123456789\d*)$/i;

/** Whether a serial number tells hardware apart. */
export const credibleSerial = (serial: string | null): serial is string =>
  serial !== null && !placeholder.test(serial.trim());

/**
 * Binds the members that were seen to those that are remembered: by serial number where it is credible and on this
 * device alone, else by the inventory's name and the member's place (VERDICTS 1).
 */
export function bindMembers(
  facts: DeviceFacts,
  state: DeviceState,
  isElsewhere: (serial: string) => boolean,
): readonly BoundMember[] {
  return facts.members.map((member) => {
    const ambiguous = !credibleSerial(member.serial) || isElsewhere(member.serial);
    const before = ambiguous ? byPlace(state, member) : bySerial(state, member);
    return { facts: member, before, ambiguous };
  });
}

function bySerial(state: DeviceState, member: MemberFacts): MemberState | null {
  const same = state.members.find(({ serial }) => serial === member.serial);
  if (same !== undefined) return same;
  // A record made while the serial number was unreadable belongs to the name.
  return state.members.find(({ id, serial }) => id === member.id && !credibleSerial(serial)) ?? null;
}

const byPlace = (state: DeviceState, member: MemberFacts): MemberState | null =>
  state.members.find(({ id }) => id === member.id) ?? null;

/** Members that are remembered and not among those seen. */
export function unseenMembers(c: Pick<Case, 'state' | 'members'>): readonly MemberState[] {
  const current = c.state.members.filter(({ replacedBy }) => replacedBy === null);
  return current.filter((known) => !c.members.some(({ facts, before }) => before === known || facts.id === known.id));
}

/** identity-changed, identity-ambiguous, member-replaced, member-missing. */
export function seeIdentity(c: Case): Sight {
  const drafts: Draft[] = [];
  const evidence = c.commandsOf('version');
  const known = c.state.members.filter(({ serial, replacedBy }) => credibleSerial(serial) && replacedBy === null);
  const seenSerials = c.members.filter(({ ambiguous }) => !ambiguous).map(({ facts }) => facts.serial ?? '');
  const someoneStays = known.some(({ serial }) => seenSerials.includes(serial ?? ''));
  const listed = c.device.serials;
  let told = 0;

  for (const { facts, before, ambiguous } of c.members) {
    if (ambiguous) {
      drafts.push(ambiguousDraft(c, facts, before, evidence));
      continue;
    }
    told += 1;
    const serial = facts.serial ?? '';
    const isListed = listed.includes(serial);
    const stays =
      openFinding(c.state, 'identity-changed', facts.id, serial) ??
      openFinding(c.state, 'member-replaced', facts.id, serial);
    if (listed.length > 0 && !isListed) {
      drafts.push(changed(facts, `one of ${listed.join(', ')}`, serial, evidence));
    } else if (before?.model != null && facts.model !== null && plainModel(before.model) !== plainModel(facts.model)) {
      drafts.push({
        ...changed(facts, '', serial, evidence),
        expected: `model ${before.model}`,
        observed: `model ${facts.model}`,
      });
    } else if (stays !== null) {
      // Until somebody accepts the exchange, or the hardware that was known comes back.
      const { type, subject, severity, expected, observed } = stays;
      drafts.push({ type, member: facts.id, subject, severity, expected, observed, evidence });
    } else if (before === null && known.length > 0 && !isListed) {
      if (someoneStays || c.members.length > 1) {
        const place = c.state.members.find(({ id }) => id === facts.id);
        drafts.push({
          type: 'member-replaced',
          member: facts.id,
          subject: serial,
          severity: facts.version !== null && isApproved(c, facts.version, facts.versionAlso) ? 'low' : 'medium',
          expected: `serial number ${place?.serial ?? 'of a known member'}`,
          observed: `serial number ${serial}`,
          evidence,
        });
      } else {
        drafts.push(changed(facts, known.map((member) => member.serial).join(', '), serial, evidence));
      }
    }
  }
  const missing = missingMembers(c);
  return {
    drafts: [...drafts, ...missing.drafts],
    seen: [
      ...(told === c.members.length
        ? ([
            { type: 'identity-changed', member: null },
            { type: 'identity-ambiguous', member: null },
            ...c.members.flatMap(({ facts }) =>
              (['identity-changed', 'member-replaced'] as const).map((type) => ({ type, member: facts.id })),
            ),
            ...c.members.map(({ facts }) => ({ type: 'identity-ambiguous' as const, member: facts.id })),
          ] as const)
        : []),
      ...c.members.map(({ facts }) => ({ type: 'member-missing' as const, member: facts.id })),
    ],
    missing: missing.missing,
  };
}

const plainModel = (model: string): string => model.toLowerCase().replace(/[\s_-]+/g, '');

function changed(facts: MemberFacts, expected: string, serial: string, evidence: readonly string[]): Draft {
  return {
    type: 'identity-changed',
    member: facts.id,
    subject: serial,
    expected: `serial number ${expected}`,
    observed: `serial number ${serial}`,
    evidence,
  };
}

function ambiguousDraft(c: Case, facts: MemberFacts, before: MemberState | null, evidence: readonly string[]): Draft {
  const ran = before?.running?.version ?? null;
  const differs = ran !== null && facts.version !== null && sameVersion(c, ran, facts.version) === false;
  return {
    type: 'identity-ambiguous',
    member: facts.id,
    subject: '',
    severity: differs ? 'medium' : 'low',
    expected: 'a serial number that only this device has',
    observed: facts.serial === null || facts.serial === '' ? 'none' : `"${facts.serial}"`,
    evidence,
  };
}

function sameVersion(c: Case, a: string, b: string): boolean | null {
  const left = c.scheme.parse(a);
  const right = c.scheme.parse(b);
  return left.ok && right.ok ? c.scheme.compare(left.value, right.value).order === 'same' : null;
}

/** An HA address answers with one node of several: the inventory then lists both serial numbers. */
const answersWithOneOfSeveral = (c: Case): boolean => c.facts.members.length === 1 && c.device.serials.length > 1;

function missingMembers(c: Case): Sight {
  const evidence = c.commandsOf('version');
  const away = [
    ...c.facts.absentMembers.filter(({ id, provisioned }) => provisioned !== true || wasSeen(c, id)),
    ...(answersWithOneOfSeveral(c) || replacedWhole(c)
      ? []
      : unseenMembers(c).map(({ id, serial }) => ({
          id,
          why: `seen before${serial === null ? '' : ` as ${serial}`}`,
        }))),
  ].filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index);
  return {
    drafts: away.map(({ id, why }) => ({
      type: 'member-missing',
      member: id,
      subject: '',
      expected: `member ${id} (${why})`,
      observed: 'not shown',
      evidence,
    })),
    seen: [],
    missing: away.map(({ id, why }) => ({
      member: id,
      reason: reason('member-missing', `member ${id} was not shown (${why})`),
    })),
  };
}

/** A slot that is provisioned and was never filled hides nothing; a member that was seen there once may. */
const wasSeen = ({ state }: Case, id: string): boolean =>
  state.members.some((known) => known.id === id && known.replacedBy === null);

/** A single device under its name that has another serial number: the old one is not a member that is missing. */
function replacedWhole(c: Case): boolean {
  return c.state.members.length === 1 && c.facts.members.length === 1;
}
