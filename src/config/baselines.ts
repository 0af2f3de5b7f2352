import { createHash } from 'node:crypto';
import type { Approved, Baseline } from '../core/baseline.ts';
import type { VersionScheme } from '../core/version.ts';
import { type ApprovedEntry, type BaselineEntry, baselineSchema } from './baseline-schema.ts';
import {
  canonicalTrain,
  checkVersion,
  type Reporter,
  readRange,
  readTrustedFile,
  reporter,
  wholeTrain,
} from './baseline-values.ts';
import { readKnownGoodRef } from './known-good-ref.ts';
import type { PlatformRules } from './platform-rules.ts';
import { type ConfigProblem, inOrder } from './problem.ts';
import { matchOf } from './selection.ts';
import { validate } from './validate.ts';
import { readWaiver } from './waivers.ts';
import { readYaml, type SourceFile } from './yaml-document.ts';

export type BaselinesRead = { readonly baselines: readonly Baseline[]; readonly problems: readonly ConfigProblem[] };

/** Reads each file as one baseline. A file with a mistake gives none; all mistakes of all files are told. */
export function readBaselines(files: readonly SourceFile[], rules: PlatformRules): BaselinesRead {
  const problems: ConfigProblem[] = [];
  const baselines: Baseline[] = [];
  for (const file of files) {
    const document = readYaml(file);
    problems.push(...document.problems);
    if (!document.readable) continue;
    const { value, problems: found } = validate(document, baselineSchema);
    problems.push(...found);
    if (value === null) continue;
    const own: ConfigProblem[] = [];
    const baseline = build(value, file, rules, reporter(document, own));
    problems.push(...own);
    if (baseline !== null) baselines.push(baseline);
  }
  return { baselines, problems: inOrder(problems) };
}

function build(entry: BaselineEntry, { text }: SourceFile, rules: PlatformRules, report: Reporter): Baseline | null {
  const platform = rules.platformId(entry.match.platform);
  const scheme = platform === null ? null : rules.schemeOf(platform);
  if (platform === null || scheme === null) {
    const why =
      platform === null
        ? `unknown platform "${entry.match.platform}"`
        : `the versions of "${platform}" cannot be read yet`;
    report.at(['match', 'platform'], `${why}; a baseline names exactly one, whose rules read its versions`);
    return null;
  }
  const configRegister = entry.boot?.configRegister ?? null;
  if (configRegister !== null && !/^0x[0-9a-f]{1,4}$/i.test(configRegister))
    report.at(['boot', 'configRegister'], `"${configRegister}" is no register value such as 0x2102`);
  (entry.rollback ?? []).forEach((version, index) => {
    checkVersion(version, scheme, ['rollback', index], report);
  });
  const approved = (entry.approved ?? []).map((item, index) => readApproved(item, index, entry.name, scheme, report));
  if (approved.length === 0)
    report.atKey(['name'], `"${entry.name}" approves nothing: no device that it matches can be compliant`, 'warning');
  const forbidden = (entry.forbidden ?? []).flatMap(({ version, reason, advisory }, index) => {
    const range = readRange(version, scheme, ['forbidden', index, 'version'], report);
    const place = report.place(['forbidden', index]);
    return range === null ? [] : [{ place, range, reason: reason ?? null, advisory: advisory ?? null }];
  });
  approved.forEach(({ version }, index) => {
    const read = version === null ? null : scheme.parse(version);
    const hit = read?.ok === true ? forbidden.find(({ range }) => range.includes(read.value)) : undefined;
    if (hit !== undefined)
      report.at(
        ['approved', index, 'version'],
        `"${version}" is approved here and forbidden at line ${hit.place.line}; forbidden wins`,
        'warning',
      );
  });
  return {
    name: entry.name,
    place: report.place([]),
    approvedBy: entry.approvedBy ?? null,
    match: { ...matchOf(entry.match), platform: [platform] },
    approved,
    forbidden,
    rollback: entry.rollback ?? [],
    patches: { required: entry.patches?.required ?? [], allowed: entry.patches?.allowed ?? ['*'] },
    extensions: entry.extensions ?? [],
    boot: { configRegister: configRegister?.toLowerCase() ?? null, network: entry.boot?.network ?? 'deny' },
    require: { digest: entry.require?.digest ?? 'where-possible', maxAgeMs: entry.require?.maxAge ?? 7 * 86_400_000 },
    waivers: (entry.waivers ?? []).map((item, index) =>
      readWaiver(item, index, entry.name, scheme, rules.platformId, report),
    ),
    knownGood: (entry.knownGood ?? []).map((item, index) => readKnownGoodRef(item, ['knownGood', index], report)),
    measurement:
      entry.measurement == null ? null : { place: report.place(['measurement']), root: entry.measurement.root },
    revision: revisionOf(text),
  };
}

/** What a baseline file is called in the record: its digest, so that no other text can stand under it. */
export const revisionOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

function readApproved(
  entry: ApprovedEntry,
  index: number,
  name: string,
  scheme: VersionScheme,
  report: Reporter,
): Approved {
  const path = ['approved', index];
  const { version = null, train = null, versions = null, validFrom = null, validUntil = null } = entry;
  if ((version === null) === (train === null && versions === null))
    report.at(path, 'either `version`, or `train` and `versions` is needed');
  if (version !== null) checkVersion(version, scheme, [...path, 'version'], report);
  const range = versions === null ? null : readRange(versions, scheme, [...path, 'versions'], report);
  const ownTrain = train === null ? null : canonicalTrain(train, range === null ? null : versions, scheme);
  if (train !== null && ownTrain === null && (versions === null || range !== null)) {
    const why =
      versions === null
        ? 'no train of this platform that pawl can read'
        : 'not the train of the releases under `versions`';
    report.at([...path, 'train'], `"${train}" is ${why}`);
  }
  if (validFrom !== null && validUntil !== null && validUntil < validFrom)
    report.at([...path, 'validUntil'], 'ends before it begins');
  const images = (entry.images ?? []).map((file, at) =>
    readTrustedFile(file, [...path, 'images', at], `baseline ${name}`, report),
  );
  images.forEach(({ file }, at) => {
    const told = scheme.image(file).version;
    const named = told === null || version === null ? null : scheme.parse(told);
    const wanted = version === null ? null : scheme.parse(version);
    if (
      named?.ok === true &&
      wanted?.ok === true &&
      ['older', 'newer'].includes(scheme.compare(named.value, wanted.value).order)
    )
      report.at(
        [...path, 'images', at, 'file'],
        `the name tells release ${told}, the entry approves ${version}`,
        'warning',
      );
  });
  return {
    place: report.place(path),
    version,
    train: ownTrain ?? train,
    range: range ?? (train === null ? null : wholeTrain),
    featureSet: entry.featureSet ?? null,
    validFrom,
    validUntil,
    images,
    packages: (entry.packages ?? []).map((file, at) =>
      readTrustedFile(file, [...path, 'packages', at], `baseline ${name}`, report),
    ),
  };
}
