import type { DeviceState } from '../core/history.ts';
import type { SshOffer } from '../core/observation.ts';
import { type Case, type Draft, nothingSeen, type Sight } from './case.ts';
import { type AlgorithmPart, algorithmParts, strengthOf } from './ssh-strength.ts';

/** The offer that later ones are held against; of a record from before there was one, the last. */
export const goodOffer = ({ goodOffer: good, lastOffer }: DeviceState): SshOffer | null =>
  good === undefined ? lastOffer : good;

/**
 * ssh-crypto-weakened (T1600): the server offers something weaker than the weakest that it offered before, or the
 * strongest that it offered before is gone, or it speaks protocol 1 again. Another order of the same names is no change:
 * the client chooses. A list that was not read says nothing.
 */
export function seeOffer(c: Case): Sight {
  const { ssh, source } = c.observation;
  const before = goodOffer(c.state);
  if (source !== 'ssh' || ssh === null || before === null) return nothingSeen;
  const read = algorithmParts.filter((part) => before[part].length > 0 && ssh[part].length > 0);
  if (read.length === 0) return nothingSeen;
  return {
    ...nothingSeen,
    drafts: [...read.flatMap((part) => weakerList(part, before, ssh)), ...olderProtocol(before, ssh)],
    seen: [...read, 'protocol'].map((subject) => ({ type: 'ssh-crypto-weakened', member: null, subject })),
  };
}

const words: Readonly<Record<AlgorithmPart, string>> = {
  kex: 'key exchange',
  hostKeys: 'host key',
  ciphers: 'cipher',
  macs: 'MAC',
};

function weakerList(part: AlgorithmPart, before: SshOffer, now: SshOffer): readonly Draft[] {
  const was = ranked(part, before[part]);
  const is = ranked(part, now[part]);
  const weakest = Math.min(...was.map(({ strength }) => strength));
  const strongest = Math.max(...was.map(({ strength }) => strength));
  const added = is.filter(({ strength }) => strength < weakest);
  const lost = is.some(({ strength }) => strength >= strongest)
    ? []
    : was.filter(({ strength }) => strength === strongest);
  if (was.length === 0 || is.length === 0 || (added.length === 0 && lost.length === 0)) return [];
  const names = (list: readonly { readonly name: string }[]): string => list.map(({ name }) => name).join(', ');
  return [
    draft(
      part,
      `${words[part]} algorithms ${before[part].join(', ')}`,
      [
        added.length === 0 ? null : `weaker ones are new: ${names(added)}`,
        lost.length === 0 ? null : `the strongest are gone: ${names(lost)}`,
      ]
        .filter((text) => text !== null)
        .join('; '),
    ),
  ];
}

/** Names that have no rank (extensions, names of vendors) are left out: nothing is said of them. */
const ranked = (part: AlgorithmPart, names: readonly string[]) =>
  names.flatMap((name) => {
    const strength = strengthOf(part, name);
    return strength === null ? [] : [{ name, strength }];
  });

/** RFC 4253 5.1: a server that still speaks protocol 1 calls itself 1.99. */
function olderProtocol(before: SshOffer, now: SshOffer): readonly Draft[] {
  const version = ({ identification }: SshOffer): string | null =>
    /^SSH-([0-9.]{1,8})-/.exec(identification ?? '')?.[1] ?? null;
  return version(before) === '2.0' && /^1\./.test(version(now) ?? '')
    ? [draft('protocol', `${before.identification}`, `${now.identification}: protocol 1 is spoken again`)]
    : [];
}

const draft = (subject: string, expected: string, observed: string): Draft => ({
  type: 'ssh-crypto-weakened',
  member: null,
  subject,
  expected: expected.slice(0, 600),
  observed: observed.slice(0, 600),
  evidence: ['SSH handshake'],
});
