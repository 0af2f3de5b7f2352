import type { Case, Draft, Sight } from './case.ts';
import { openFinding } from './case.ts';
import { fileName, normalPath } from './trusted-files.ts';

/** Certificates of the running and the stored image, the level of signature enforcement, the signed boot record. */
export function seeSignatures(c: Case): Sight {
  return {
    drafts: [...certificates(c), ...levels(c), ...measurement(c)],
    seen: [
      ...(serialPairs(c).length > 0 ? ([{ type: 'image-cert-changed', member: null }] as const) : []),
      ...(c.facts.trust.some(({ what, value }) => what === 'security-level' && rank(value) !== null)
        ? ([{ type: 'secure-boot-lowered', member: null }] as const)
        : []),
      ...(c.measurement?.kind === 'holds' ? ([{ type: 'boot-measurement-failed', member: null }] as const) : []),
    ],
    missing: [],
  };
}

/** Serial numbers of the running image and of the file that it came from, where the device showed both. */
function serialPairs(c: Case): readonly { readonly path: string; readonly running: string; readonly stored: string }[] {
  const shown = c.facts.trust.filter(({ what }) => what === 'certificate-serial');
  const running = shown.find(({ subject }) => /^system image$/i.test(subject));
  const path = c.members[0]?.facts.image ?? null;
  if (running === undefined || path === null) return [];
  return shown
    .filter(({ subject }) => normalPath(subject) === normalPath(path))
    .map(({ value }) => ({ path, running: running.value, stored: value }));
}

const certificates = (c: Case): readonly Draft[] =>
  serialPairs(c)
    .filter(({ running, stored }) => running !== stored)
    .map(({ path, running, stored }) => ({
      type: 'image-cert-changed',
      member: null,
      subject: fileName(path),
      expected: `certificate ${running}, as of the running image`,
      observed: `certificate ${stored} of the stored file`,
      evidence: c.commandsOf('integrity'),
    }));

/** `Low` and `High` are levels 1 and 2 of FortiOS; null for a word that has no place. */
function rank(level: string): number | null {
  const word = level.trim().toLowerCase();
  if (/^\d$/.test(word)) return Number(word);
  return { off: 0, disabled: 0, low: 1, high: 2 }[word] ?? null;
}

/** A level below the one of the last state that was not in question, or below the one that a finding waits for. */
const levels = (c: Case): readonly Draft[] =>
  c.facts.trust.flatMap(({ what, subject, value }): Draft[] => {
    const now = what === 'security-level' ? rank(value) : null;
    if (now === null) return [];
    const waiting = openFinding(c.state, 'secure-boot-lowered', null, subject)?.expected;
    const before = c.state.lastGood?.trust.find((known) => known.what === what && known.subject === subject)?.value;
    const expected = waiting ?? before;
    const was = expected === undefined ? null : rank(expected);
    if (expected === undefined || was === null || now >= was || c.orderedAt === null) return [];
    return [
      {
        type: 'secure-boot-lowered',
        member: null,
        subject,
        expected,
        observed: value,
        evidence: c.commandsOf('version'),
      },
    ];
  });

const measurement = (c: Case): readonly Draft[] =>
  c.measurement?.kind === 'failed'
    ? [
        {
          type: 'boot-measurement-failed',
          member: null,
          subject: '',
          expected: c.measurement.expected,
          observed: c.measurement.observed,
          evidence: c.facts.measurement == null ? [] : [c.facts.measurement.command],
        },
      ]
    : [];
