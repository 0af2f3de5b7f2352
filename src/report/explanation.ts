import { type EpochMs, isoTime } from '../core/brands.ts';
import type { Finding } from '../core/finding.ts';
import { attackEdition, findingTypes, tactics, techniqueNames } from '../core/finding-types.ts';
import { printable } from '../core/printable.ts';
import { findingJson } from './audit-json.ts';
import { type EvidenceLevel, evidenceLevels, findingNotes } from './finding-notes.ts';
import { findingHead } from './finding-text.ts';

/** One output that a finding stands on, with the raw lines around what it is about. */
export type EvidencePiece = {
  readonly source: string;
  readonly level: EvidenceLevel;
  readonly takenAt: EpochMs | null;
  /** Digest of the whole output in the record; null where it is not there. */
  readonly sha256: string | null;
  /** As the device sent them; hostile until they are printed. */
  readonly lines: readonly string[];
};

/** What an older release opens again, by the words of a baseline. */
export type OpensAgain = { readonly release: string; readonly reason: string | null; readonly advisory: string | null };

export type Explanation = {
  readonly finding: Finding;
  readonly evidence: readonly EvidencePiece[];
  readonly opensAgain: readonly OpensAgain[];
};

const techniquesOf = ({ type }: Finding) =>
  findingTypes[type].techniques.map((id) => ({ id, name: techniqueNames[id] ?? null }));

/** Claim, evidence, what would refute it and what to do, for a person. What devices said is neutralised. */
export function explanationText({ finding, evidence, opensAgain }: Explanation): string {
  const note = findingNotes[finding.type];
  const techniques = techniquesOf(finding);
  const levels = [...new Set(evidence.map(({ level }) => level))].sort();
  const lines = [
    findingHead(finding),
    `claim        ${note.claim}`,
    ...evidence.flatMap(({ source, level, takenAt, sha256, lines: raw }) => [
      `${level}           ${source}${takenAt === null ? '' : ` at ${isoTime(takenAt)}`}${sha256 === null ? ' (output not in the record)' : `, sha256 ${sha256.slice(0, 16)}…`}`,
      ...raw.map((line) => `             | ${line}`),
    ]),
    ...levels.map((level) => `             ${level}: ${evidenceLevels[level]}`),
    `refuted by   ${note.refutedBy}`,
    ...opensAgain.map(
      ({ release, reason, advisory }) =>
        `opens again  ${release}: ${[reason, advisory].filter((text) => text !== null).join(', ') || 'forbidden, no reason given'}`,
    ),
    ...note.now.map((text, index) => `${index === 0 ? 'do now' : '      '}       ${index + 1}. ${text}`),
    ...(techniques.length === 0
      ? []
      : [
          `ATT&CK       ${techniques.map(({ id, name }) => `${id} ${name ?? ''}`.trim()).join('; ')}`,
          `             tactics ${tactics(finding.type).join(', ')}; ${attackEdition}`,
        ]),
  ];
  // The text of the finding is several lines, each of them printable already.
  return lines.map((line, index) => (index === 0 ? line : printable(line))).join('\n');
}

/** The object of the finding with all that explains it. */
export function explanationJson({ finding, evidence, opensAgain }: Explanation): object {
  const note = findingNotes[finding.type];
  return {
    schema: 'pawl/finding/v1',
    device: finding.device,
    ...findingJson(finding),
    step:
      finding.step === null
        ? null
        : {
            from: finding.step.from,
            to: finding.step.to,
            at: finding.step.at === null ? null : isoTime(finding.step.at),
          },
    claim: note.claim,
    excerpts: evidence.map(({ source, level, takenAt, sha256, lines }) => ({
      source,
      level,
      takenAt: takenAt === null ? null : isoTime(takenAt),
      sha256,
      lines: lines.map(printable),
    })),
    levels: Object.fromEntries(evidence.map(({ level }) => [level, evidenceLevels[level]])),
    refutedBy: note.refutedBy,
    now: note.now,
    opensAgain,
    attack: { edition: attackEdition, techniques: techniquesOf(finding), tactics: tactics(finding.type) },
  };
}
