import type { VersionScheme } from '../../core/version.ts';
import { type Fields, listField, textField, textListField } from '../shared/read-kit.ts';

/** The packages that run, or that the next reload starts, on one node (or on all, where the output names none). */
export type PackageSet = {
  readonly names: readonly string[];
  readonly packages: readonly { readonly name: string; readonly version: string | null }[];
  readonly label: string | null;
  readonly hash: string | null;
  /** The file or package that is booted, as printed. */
  readonly bootImage: string | null;
  /** Release of the whole set; null where no name tells it. */
  readonly version: string | null;
  /** Defects that the set fixes beside the release. */
  readonly fixes: readonly string[];
};

const defect = /CSC[a-z]{2}\d{5}/i;

/** The set of a node out of the fields of one output; null where it shows none for this node. */
export function packageSet(fields: Fields, node: string | null, versions: VersionScheme): PackageSet | null {
  if (fields['packages'] === undefined) return null;
  const all = listField(fields, 'packages');
  const ofNode = all.filter((one) => one['where'] === undefined || node === null || textField(one, 'where') === node);
  const where = node === null ? textField(all[0] ?? {}, 'where') : node;
  const packages = ofNode
    .filter((one) => one['where'] === undefined || textField(one, 'where') === where)
    .map((one) => ({ name: textField(one, 'name') ?? '', version: textField(one, 'version') }));
  const label = textField(fields, 'label');
  const hash = textField(fields, 'software_hash');
  if (packages.length === 0 && label === null && hash === null) return null;
  const names = packages.map(({ name, version }) =>
    version === null || name.includes(version) ? name : `${name} ${version}`,
  );
  const named = ofNode.find((one) => one['boot_image'] === true);
  const bootImage =
    named === undefined ? (textListField(fields, 'boot_images')?.[0] ?? null) : textField(named, 'name');
  const listed = textListField(fields, 'fixes') ?? [];
  const inNames = names.map((name) => defect.exec(name)?.[0]).filter((id) => id !== undefined);
  return {
    names,
    packages,
    label,
    hash,
    bootImage,
    version: releaseOf(packages, label, bootImage, versions),
    fixes: [...new Set([...listed, ...inNames])],
  };
}

/** The release: of the booted image, else of the base package, else of the label, else of a package of XR7 (`7.10.2v1.0.0-1`). */
function releaseOf(
  packages: PackageSet['packages'],
  label: string | null,
  bootImage: string | null,
  versions: VersionScheme,
): string | null {
  const read = (text: string | null | undefined): string | null => {
    const parsed = text === null || text === undefined ? null : versions.parse(text);
    return parsed?.ok === true ? parsed.value.text : null;
  };
  const base = packages.find(
    ({ name }) => /(?:^|:|\/)[a-z0-9]+-(?:mini|xr|os-mbi|goldenk9|full\w{0,6})-/i.test(name) && !defect.test(name),
  );
  const booted = packages.find(({ name }) => name === bootImage);
  return (
    read(booted?.version) ??
    (bootImage === null ? null : versions.image(bootImage).version) ??
    (base === undefined ? null : (read(base.version) ?? versions.image(base.name).version)) ??
    read(/^\d+\.\d+\.\d+(?:\.\d+I)?/i.exec(label ?? '')?.[0]) ??
    read(
      packages
        .map(({ version }) => /^(\d+\.\d+\.\d+(?:\.\d+I)?)v\d/i.exec(version ?? '')?.[1])
        .find((text) => text !== undefined),
    )
  );
}

/** True where both hold the same packages; null where one of them is not known. */
export function sameSet(a: PackageSet | null, b: PackageSet | null): boolean | null {
  if (a === null || b === null) return null;
  if (a.hash !== null && b.hash !== null && a.hash !== b.hash) return false;
  const key = (set: PackageSet): string => [...new Set([...set.names, ...set.fixes])].sort().join('\n');
  return key(a) === key(b);
}
