import type { BootFacts, NextBoot } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { compareTexts, type VersionScheme } from '../../core/version.ts';
import { type PackageSet, sameSet } from './package-set.ts';

/** What the boot of one route processor is decided from. */
export type XrBootEvidence = {
  readonly active: PackageSet | null;
  readonly committed: PackageSet | null;
  readonly running: string | null;
  /** Why the committed set is not known, where it is not. */
  readonly gap: Reason;
  readonly source: string;
  readonly register: string | null;
  readonly nextRegister: string | null;
  /** BOOT of classic XR; null where there is none or it was not asked for. */
  readonly variable: readonly string[] | null;
  readonly versions: VersionScheme;
};

/**
 * The committed set boots. What is activated and not committed is gone after a reload. Classic XR also obeys the register (a
 * boot field of 0 stops in the loader) and its BOOT variable, which `reload bootmedia` and a netboot turn away from the set.
 * Source: platforms.md 6.3.
 */
export function resolveXrBoot(evidence: XrBootEvidence): BootFacts {
  const { active, committed, register, nextRegister, source } = evidence;
  const same = sameSet(active, committed);
  const manual = register === null ? null : stopsInLoader(nextRegister ?? register);
  return {
    next: nextOf(evidence, same, manual),
    list: committed === null ? null : [setName(committed)],
    unsaved: null,
    configRegister: register,
    nextConfigRegister: nextRegister,
    manual,
    commit: same === null ? null : same ? 'committed' : 'uncommitted',
    autoAbort: null,
    source: committed === null ? null : source,
  };
}

const stopsInLoader = (register: string): boolean => (Number.parseInt(register, 16) & 0xf) === 0;

function nextOf(evidence: XrBootEvidence, same: boolean | null, manual: boolean | null): NextBoot {
  const { committed, running, gap, variable, versions } = evidence;
  if (manual === true) return { kind: 'loader', why: 'the boot field of the configuration register is 0' };
  const [first] = variable ?? [];
  if (first !== undefined && /^(?:tftp|ftp|rcp|sftp|https?):/i.test(first)) return { kind: 'network', url: first };
  if (committed === null) return { kind: 'unresolved', reason: gap };
  const named = first === undefined ? null : versions.image(first).version;
  if (
    named !== null &&
    committed.version !== null &&
    compareTexts(versions, named, committed.version).order !== 'same'
  ) {
    const message = `BOOT names ${named} (${first}), the committed set is ${committed.version}`;
    return { kind: 'unresolved', reason: reason('boot-unresolved', message) };
  }
  const fromState = committed.version !== null;
  const version = committed.version ?? (same === true ? running : null);
  return {
    kind: 'image',
    image: setName(committed),
    version,
    versionFrom: version === null ? null : fromState ? 'install-state' : 'running',
    exists: true,
    fallbacks: [],
    implicit: false,
  };
}

/** What stands for the set in a list: the image that is booted, else its label or release. */
export function setName({ bootImage, label, version, names }: PackageSet): string {
  return bootImage ?? `committed set ${label ?? version ?? `of ${names.length} packages`}`;
}
