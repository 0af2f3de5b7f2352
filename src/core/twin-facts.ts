import { createHash } from 'node:crypto';
import type { DigestFact, MemberFacts } from './facts.ts';
import type { DeviceState } from './history.ts';

/** What a member shows that every member of its model with its release and patches must show alike. */
export type TwinFacts = {
  /** Model, release and patches. */
  readonly kind: string;
  readonly image: string | null;
  /** Packages with a digest. */
  readonly packages: readonly { readonly name: string; readonly algorithm: string; readonly value: string }[];
  /** Names the set of installed packages: optional ones differ for good reasons, and then the hash over all does. */
  readonly set: string | null;
  readonly softwareHash: string | null;
  readonly runtimeText: { readonly algorithm: string; readonly value: string } | null;
};

/** Null where model, release or patches are not known: then nobody is its twin. */
export function twinKind({ model, version, patches }: MemberFacts): string | null {
  return model === null || version === null || patches === null
    ? null
    : [model, version, ...[...patches].sort()].join('\n');
}

export function twinFacts(facts: MemberFacts, runtimeText: DigestFact | null): TwinFacts | null {
  const kind = twinKind(facts);
  if (kind === null) return null;
  const { image, packages, softwareHash } = facts;
  return {
    kind,
    image,
    packages: packages.flatMap(({ name, digest }) => (digest === null ? [] : [{ name, ...digest }])),
    set: softwareHash === null ? null : setName(packages),
    softwareHash,
    runtimeText,
  };
}

/** Of the members that were shown last, those that have anything to compare. */
export function comparableMembers({ last }: DeviceState): readonly TwinFacts[] {
  const [active] = last?.members ?? [];
  return (last?.members ?? []).flatMap((member) => {
    const twin = twinFacts(member, member === active ? (last?.runtimeText ?? null) : null);
    const has = twin !== null && (twin.packages.length > 0 || twin.softwareHash !== null || twin.runtimeText !== null);
    return has ? [twin] : [];
  });
}

const setName = (packages: MemberFacts['packages']): string =>
  createHash('sha256')
    .update(
      packages
        .map(({ name, version }) => `${name} ${version ?? ''}`)
        .sort()
        .join('\n'),
    )
    .digest('hex')
    .slice(0, 32);
