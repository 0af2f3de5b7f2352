import type { KnownGoodRef } from '../core/baseline.ts';
import type { BaselineEntry } from './baseline-schema.ts';
import type { Reporter } from './baseline-values.ts';
import type { PathPart } from './yaml-document.ts';

type Entry = NonNullable<BaselineEntry['knownGood']>[number];

/** A list that a baseline names. What was learned from a device needs a second person, who is not the first. */
export function readKnownGoodRef(entry: Entry, path: readonly PathPart[], report: Reporter): KnownGoodRef {
  const { learnedBy = null, acceptedBy = null, signature = null, certificate = null, root = null } = entry;
  if (acceptedBy !== null && learnedBy === null) report.at(path, '`acceptedBy` is for values that somebody learned');
  if (acceptedBy !== null && acceptedBy === learnedBy)
    report.at(path, `"${acceptedBy}" cannot accept what the same person learned`);
  if (learnedBy !== null && acceptedBy === null)
    report.at(path, 'learned values count for nothing until a second person accepts them (`acceptedBy`)', 'warning');
  if ((signature === null) !== (certificate === null))
    report.at(path, 'a detached `signature` needs the `certificate` of its signer, and the other way round');
  if (signature !== null && root === null) report.at(path, 'a `signature` proves nothing without a pinned `root`');
  return {
    place: report.place(path),
    file: entry.file,
    root,
    signature,
    certificate,
    columns:
      entry.columns === undefined
        ? null
        : Object.fromEntries(
            Object.entries(entry.columns).filter((pair): pair is [string, string] => pair[1] !== undefined),
          ),
    learned: learnedBy === null ? null : { by: learnedBy, acceptedBy },
    published: entry.published ?? null,
  };
}
