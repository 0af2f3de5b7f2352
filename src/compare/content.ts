import type { FileFacts } from '../core/facts.ts';
import type { SeenDigest } from '../core/history.ts';
import type { Case } from './case.ts';
import { findFile } from './listed-files.ts';
import { once } from './once.ts';
import { knownGood, normalPath } from './trusted-files.ts';

/** What is known about the bytes of one file, from this observation or from an earlier one that still holds. */
export type Content = {
  readonly digests: readonly ContentDigest[];
  /** The device said that the file's signature is good. */
  readonly signed: boolean;
};

export type ContentDigest = {
  readonly algorithm: SeenDigest['algorithm'];
  readonly value: string;
  readonly computedBy: 'device' | 'offbox';
  readonly good: boolean | null;
  readonly source: string | null;
  readonly expected: string | null;
  readonly ageMs: number;
};

/** Digests of a path: fresh ones, else remembered ones of the same size and date (never after an alert). */
export const contentOf = once((path: string, member: string) => `${member}\n${path}`, readContent);

function readContent(c: Case, path: string, member: string): Content {
  const wanted = normalPath(path);
  const trusted = c.trusted.of(c.facts.platform, path);
  const image = c.facts.images.find(
    (entry) => normalPath(entry.path) === wanted && (entry.member === null || entry.member === member),
  );
  const fresh = (image?.digests ?? []).map((digest) => {
    const { good, source, expected } = knownGood(trusted, digest);
    return { ...digest, value: digest.value as string, good, source, expected, ageMs: 0 };
  });
  const signed = image?.signature === 'verified';
  if (fresh.length > 0 || c.afterAlert) return { digests: fresh, signed };
  const found = findFile(c.facts, path, member);
  const file = found.kind === 'found' ? found.file : null;
  const remembered = c.state.digests
    .filter(
      (seen) =>
        normalPath(seen.path) === wanted && (seen.member === null || seen.member === member) && isSameFile(seen, file),
    )
    .map((seen) => {
      const { good, source, expected } = knownGood(trusted, seen);
      return {
        algorithm: seen.algorithm,
        value: seen.value,
        computedBy: seen.computedBy,
        good,
        source,
        expected,
        ageMs: Math.max(0, c.now - seen.at),
      };
    });
  return { digests: remembered, signed };
}

/** Same size and date as when it was hashed; a file without either is not known to be the same. */
function isSameFile(seen: SeenDigest, file: FileFacts | null): boolean {
  return file !== null && file.sizeBytes !== null && file.sizeBytes === seen.sizeBytes && file.date === seen.date;
}

/** Size, date or digest differ from the last state that was not in question. Null: there was none, or it told nothing. */
export function changedSince(c: Case, path: string, member: string): string | null {
  const before = c.state.lastGood;
  if (before === null) return null;
  const was = findFile(before, path, member);
  const is = findFile(c.facts, path, member);
  if (was.kind === 'found' && is.kind === 'found') {
    if (was.file.sizeBytes !== null && is.file.sizeBytes !== null && was.file.sizeBytes !== is.file.sizeBytes) {
      return `size ${was.file.sizeBytes} → ${is.file.sizeBytes} bytes`;
    }
    if (was.file.date !== null && is.file.date !== null && was.file.date !== is.file.date) {
      return `date ${was.file.date} → ${is.file.date}`;
    }
  }
  const wanted = normalPath(path);
  const image = c.facts.images.find((entry) => normalPath(entry.path) === wanted);
  for (const { algorithm, value } of image?.digests ?? []) {
    const seen = c.state.digests.find((entry) => normalPath(entry.path) === wanted && entry.algorithm === algorithm);
    if (seen !== undefined && seen.value !== value)
      return `${algorithm} ${seen.value.slice(0, 12)}… → ${value.slice(0, 12)}…`;
  }
  return null;
}
