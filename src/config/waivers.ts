import type { Waiver } from '../core/baseline.ts';
import { effectOf, type FindingType, findingTypes, poisonousTypes } from '../core/finding-types.ts';
import type { VersionScheme } from '../core/version.ts';
import type { WaiverEntry } from './baseline-schema.ts';
import { anyDigest, checkVersion, type Reporter } from './baseline-values.ts';
import type { PlatformId } from './platform-rules.ts';
import { nearest } from './problem.ts';
import { checkTarget, selectOf, targetOf } from './selection.ts';

const types: readonly string[] = Object.keys(findingTypes);
const isType = (name: string): name is FindingType => types.includes(name);

/** Steps that a waiver may cover only up to a target (VERDICTS 5). */
const steps: ReadonlySet<FindingType> = new Set(['os-downgraded', 'os-downgrade-pending', 'patch-removed']);

/** A waiver of a baseline; what it may never cover is refused here already. */
export function readWaiver(
  entry: WaiverEntry,
  index: number,
  baseline: string,
  scheme: VersionScheme,
  platformId: PlatformId,
  report: Reporter,
): Waiver {
  const path = ['waivers', index];
  const digest = entry.digest === undefined ? null : anyDigest(entry.digest);
  if (entry.digest !== undefined && digest === null)
    report.at([...path, 'digest'], 'a digest has 32, 40, 64 or 128 hexadecimal digits');
  if ((entry.device === undefined) === (entry.select === undefined))
    report.at(path, 'either `device` or `select` is needed');
  const oneDevice = entry.device?.length === 1 && !/[*?[{]/.test(entry.device[0] ?? '*');
  entry.covers.forEach((name, at) => {
    const place = [...path, 'covers', at];
    if (!isType(name)) {
      const meant = nearest(name, types);
      report.at(place, `no type of finding "${name}"${meant === null ? '' : `, did you mean "${meant}"?`}`);
      return;
    }
    const strict =
      name === 'os-forbidden' || effectOf(name, findingTypes[name].severity) === 'tampered' || poisonousTypes.has(name);
    if (strict && !(oneDevice && entry.digest !== undefined))
      report.at(place, `${name} is waived only for one device by its name, with the digest of the image`);
    if (steps.has(name) && entry.target === undefined) report.at(place, `${name} is waived only to a \`target\``);
  });
  checkTarget(entry.target, [...path, 'target'], report);
  if (entry.target?.version !== undefined)
    checkVersion(entry.target.version, scheme, [...path, 'target', 'version'], report);
  if (entry.approvedBy === undefined) report.at(path, 'nobody approved this waiver; reports will say so', 'warning');
  return {
    name: entry.name ?? `${baseline} waiver ${index + 1}`,
    place: report.place(path),
    select:
      entry.device === undefined
        ? entry.select === undefined
          ? {}
          : selectOf(entry.select, [...path, 'select'], platformId, report)
        : { device: entry.device },
    until: entry.until,
    ticket: entry.ticket ?? null,
    approvedBy: entry.approvedBy ?? null,
    reason: entry.reason ?? null,
    covers: entry.covers.filter(isType),
    target: entry.target === undefined ? null : targetOf(entry.target),
    digest,
  };
}
