import type { Baseline } from '../core/baseline.ts';
import type { Finding } from '../core/finding.ts';
import type { Answer, Observation } from '../core/observation.ts';
import { findPlatform } from '../platforms/index.ts';
import type { Platform } from '../platforms/platform.ts';
import type { RecordStore } from '../record-ports.ts';
import type { EvidencePiece, Explanation, OpensAgain } from '../report/explanation.ts';
import type { EvidenceLevel } from '../report/finding-notes.ts';

/** Lines around the one that shows it, on each side; and of an output in which none does, so many from its beginning. */
const around = 2;
const fromBeginning = 4;
const longestLine = 200;
/** Further ones add nothing that the first do not show. */
const mostPieces = 6;

type Reads = Pick<RecordStore, 'reportReads' | 'observation' | 'exportedLink'>;

/**
 * A finding with the raw lines that it stands on, from the observation that saw it last, and with what the older release
 * opens again by the words of `baselines`. Outputs that the record has no more are named without lines.
 */
export function explainFinding(record: Reads, baselines: readonly Baseline[], finding: Finding): Explanation {
  const found = lastObservation(record, finding);
  const platform = findPlatform(found?.observation.facts?.platform ?? found?.observation.platform ?? '');
  const sources = [...new Set([...finding.evidence, ...readOffBox(found, finding)])].slice(0, mostPieces);
  return {
    finding,
    evidence: sources.map((source) => piece(source, finding, found, platform)),
    opensAgain: platform === null ? [] : opensAgain(finding, platform, baselines),
  };
}

type Found = { readonly observation: Observation; readonly sha256: ReadonlyMap<string, string> };

function lastObservation(record: Reads, { device, lastSeen }: Finding): Found | null {
  const reads = record.reportReads();
  const rows = reads.verdictRows(device, { from: lastSeen, to: lastSeen, until: Number.MAX_SAFE_INTEGER });
  const row = rows.findLast(({ at }) => at === lastSeen);
  if (row === undefined) return null;
  const { seq } = reads.judgement(row.seq).observation;
  const observation = record.observation(seq);
  if (observation === null) return null;
  const outputs = record.exportedLink(seq)?.outputs ?? [];
  return { observation, sha256: new Map(outputs.map(({ command, sha256 }) => [command, sha256])) };
}

const fileRead = /^(?:scp -f |sftp open )/;

/** Reads of the file that the finding is about, where it was read off the box. */
const readOffBox = (found: Found | null, { subject }: Finding): readonly string[] =>
  (found?.observation.answers ?? [])
    .map(({ command }) => command)
    .filter((command) => subject !== '' && fileRead.test(command) && command.includes(subject));

function piece(source: string, finding: Finding, found: Found | null, platform: Platform | null): EvidencePiece {
  const answer = found?.observation.answers.find(({ command }) => command === source);
  return {
    source,
    level: levelOf(source, found?.observation ?? null, platform),
    takenAt: answer?.startedAt ?? (found === null ? null : (found.observation.takenAt ?? null)),
    sha256: answer === undefined ? null : (found?.sha256.get(source) ?? null),
    lines: answer === undefined ? [] : excerpt(answer, finding),
  };
}

/** By what the command is for: a digest, a signature, a file that was read here, a signed record; else text. */
function levelOf(source: string, observation: Observation | null, platform: Platform | null): EvidenceLevel {
  if (source === observation?.facts?.measurement?.command) return 'E5';
  if (fileRead.test(source)) return 'E4';
  switch (platform?.readers.find(({ command }) => command.test(source))?.kind) {
    case 'hash':
      return 'E2';
    case 'integrity':
      return 'E3';
    default:
      return 'E1';
  }
}

/** The first line with a word of the finding in it, and those around it. */
function excerpt({ text }: Answer, { observed, subject, expected }: Finding): readonly string[] {
  const lines = text.slice(0, 1_000_000).split('\n');
  const words = [observed, subject, expected].flatMap((part) => part.split(/[\s,;()"]+/)).filter(isTelling);
  const at = words.map((word) => lines.findIndex((line) => line.includes(word))).find((index) => index !== -1);
  const shown =
    at === undefined
      ? lines.filter((line) => line.trim() !== '').slice(0, fromBeginning)
      : lines.slice(Math.max(0, at - around), at + around + 1);
  return shown.map((line) => line.trimEnd().slice(0, longestLine));
}

/** Releases, files, digests, registers: long enough, and with a figure in it. */
const isTelling = (word: string): boolean => word.length >= 3 && /\d/.test(word);

/** Entries of `forbidden` that name the release that was stepped back to, and not the one that was left. */
function opensAgain({ step }: Finding, platform: Platform, baselines: readonly Baseline[]): readonly OpensAgain[] {
  const to = step?.to == null ? null : platform.versions.parse(step.to);
  const from = step?.from == null ? null : platform.versions.parse(step.from);
  if (to === null || !to.ok) return [];
  const named = baselines
    .filter(({ match }) => match.platform === undefined || match.platform.includes(platform.id))
    .flatMap(({ forbidden }) => forbidden)
    .filter(({ range }) => range.includes(to.value) && !(from?.ok === true && range.includes(from.value)));
  return named.map(({ reason, advisory }) => ({ release: to.value.text, reason, advisory }));
}
