import type { Place, TrustedFile } from '../core/baseline.ts';
import { digestLength, type HashAlgorithm, type HexDigest, hexDigest } from '../core/brands.ts';
import type { VersionRange, VersionScheme } from '../core/version.ts';
import type { TrustedFileEntry } from './baseline-schema.ts';
import type { ConfigProblem } from './problem.ts';
import type { PathPart, YamlDocument } from './yaml-document.ts';

/** Where problems of one file go. */
export type Reporter = {
  readonly at: (path: readonly PathPart[], message: string, severity?: ConfigProblem['severity']) => void;
  readonly atKey: (path: readonly PathPart[], message: string, severity?: ConfigProblem['severity']) => void;
  readonly place: (path: readonly PathPart[]) => Place;
};

export function reporter(document: YamlDocument, problems: ConfigProblem[]): Reporter {
  return {
    at: (path, message, severity = 'error') => problems.push({ ...document.placeOf(path), message, severity }),
    atKey: (path, message, severity = 'error') => problems.push({ ...document.placeOfKey(path), message, severity }),
    place: document.placeOf,
  };
}

const algorithms = ['md5', 'sha1', 'sha256', 'sha512'] as const satisfies readonly HashAlgorithm[];

/** A trusted file, with every digest of the length that its algorithm has. */
export function readTrustedFile(
  entry: TrustedFileEntry,
  path: readonly PathPart[],
  source: string,
  report: Reporter,
): TrustedFile {
  const digests: { algorithm: HashAlgorithm; value: HexDigest }[] = [];
  for (const algorithm of algorithms) {
    const written = entry[algorithm];
    if (written === undefined) continue;
    const digest = hexDigest(algorithm, written);
    if (digest.ok) digests.push({ algorithm, value: digest.value });
    else report.at([...path, algorithm], digest.error);
  }
  if (/[/\\]|^\w+:/.test(entry.file))
    report.at([...path, 'file'], `"${entry.file}": the name alone, without folder or file system`);
  return {
    file: entry.file,
    sizeBytes: entry.size ?? null,
    digests,
    source: entry.source ?? source,
    learned: entry.learned ?? false,
    withdrawn: entry.withdrawn ?? false,
  };
}

/** A digest without the name of its algorithm: the length tells it. */
export function anyDigest(text: string): HexDigest | null {
  const length = text.trim().length;
  const algorithm = algorithms.find((candidate) => digestLength[candidate] === length);
  const read = algorithm === undefined ? null : hexDigest(algorithm, text);
  return read?.ok === true ? read.value : null;
}

/** Reports a text that is no release of the platform. */
export function checkVersion(text: string, scheme: VersionScheme, path: readonly PathPart[], report: Reporter): void {
  const read = scheme.parse(text);
  if (!read.ok) report.at(path, `"${text}" is no release of this platform: ${read.error.why}`);
}

export function readRange(
  text: string,
  scheme: VersionScheme,
  path: readonly PathPart[],
  report: Reporter,
): VersionRange | null {
  const read = scheme.range(text);
  if (read.ok) return read.value;
  report.at(path, `"${text}" cannot be read as a range: ${read.error}`);
  return null;
}

/** Every release of a train, for an entry that names no range. */
export const wholeTrain: VersionRange = { text: '', includes: () => true };

/**
 * The platform's own spelling of a train (`17.09` → `17.9`, `21.4` → `21.4R`), found by reading releases that the
 * entry names or that such a train can have. Null where none of them belongs to it.
 */
export function canonicalTrain(train: string, range: string | null, scheme: VersionScheme): string | null {
  const named = (range ?? '').split(/[\s|<>=]+/).map((word) => word.replace(/\.\*$/, ''));
  const possible = [train, `${train}.1`, `${train}.0`, `${train}(1)`, `${train}R1`, `${train}F`, `${train}(1)M`].filter(
    () => range === null,
  );
  const trains = [...named, ...possible].flatMap((text) => {
    const read = scheme.parse(text);
    return read.ok ? [read.value.train] : [];
  });
  const wanted = plainTrain(train);
  // IOS: "15.7(3)M" is how people name the train of 15.7(3)M4.
  const first = /[a-z]$/i.test(train) ? scheme.parse(`${train}1`) : null;
  const ofRelease = first?.ok === true ? first.value.train : null;
  return (
    trains.find((found) => plainTrain(found) === wanted) ??
    trains.find((found) => plainTrain(found).replace(/[a-z]+$/, '') === wanted) ??
    (ofRelease !== null && (range === null || trains.includes(ofRelease)) ? ofRelease : null)
  );
}

const plainTrain = (text: string): string => text.toLowerCase().replaceAll(/(?<!\d)0+(?=\d)/g, '');
