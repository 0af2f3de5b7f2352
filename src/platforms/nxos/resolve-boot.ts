import type { BootFacts, Listing, NextBoot } from '../../core/facts.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { compareTexts, type VersionScheme } from '../../core/version.ts';
import { baseName } from '../shared/image-file.ts';
import { type Fields, textListField } from '../shared/read-kit.ts';
import { isNetwork, nxosPath } from './image-path.ts';

/** What the boot of one supervisor is decided from. */
export type BootEvidence = {
  /** Fields of `show boot` and of the saved configuration for this supervisor; null where not told. */
  readonly shown: Fields | null;
  readonly saved: Fields | null;
  /** Why neither tells, where neither does. */
  readonly gap: Reason;
  readonly running: {
    readonly image: string | null;
    readonly version: string | null;
    readonly kickstart: string | null;
    readonly kickstartVersion: string | null;
  };
  /** Files that certainly were written after the start-up: their name is no evidence. */
  readonly changed: ReadonlySet<string>;
  /** Releases that the device read out of files, by path. */
  readonly inside: ReadonlyMap<string, string>;
  /** Listing of each file system of this supervisor, by `bootflash:`. */
  readonly listings: ReadonlyMap<string, Listing>;
  readonly twoImages: boolean;
  readonly versions: VersionScheme;
};

/** The saved choice: `show boot`'s second block, else the saved configuration. Paths in one spelling. */
export function savedChoice({ shown, saved }: Pick<BootEvidence, 'shown' | 'saved'>): {
  readonly images: readonly string[] | null;
  readonly kickstart: readonly string[] | null;
  readonly source: string | null;
} {
  const of = (fields: Fields | null, name: string) =>
    fields === null ? null : (textListField(fields, name)?.map(nxosPath) ?? null);
  const images = of(shown, 'next_boot');
  if (images !== null) return { images, kickstart: of(shown, 'next_kickstart'), source: 'show boot' };
  const fromConfig = of(saved, 'next_boot');
  return {
    images: fromConfig,
    kickstart: of(saved, 'next_kickstart'),
    source: fromConfig === null ? null : 'show startup-config',
  };
}

/**
 * The image that the saved variable names; nothing is searched for: without a readable image the device stops at the
 * loader prompt. Two images must be of one release. Source: platforms.md 7.3.
 */
export function resolveNxosBoot(evidence: BootEvidence): BootFacts {
  const { images, kickstart, source } = savedChoice(evidence);
  const list = images === null ? null : [...(kickstart ?? []), ...images];
  return {
    next: nextOf(evidence, images, kickstart),
    list,
    unsaved: unsavedChoice(evidence, images, kickstart),
    configRegister: null,
    nextConfigRegister: null,
    manual: null,
    commit: null,
    autoAbort: null,
    source,
  };
}

function nextOf(
  evidence: BootEvidence,
  images: readonly string[] | null,
  kickstart: readonly string[] | null,
): NextBoot {
  if (images === null) return { kind: 'unresolved', reason: evidence.gap };
  const [image, ...others] = images;
  const [first] = kickstart ?? [];
  if (image === undefined && first === undefined) return { kind: 'loader', why: 'no boot variable is set' };
  if (image === undefined) return { kind: 'loader', why: 'no system image is set: it stops at the kickstart prompt' };
  if (isNetwork(image)) return { kind: 'network', url: image };
  if (evidence.twoImages && first === undefined)
    return { kind: 'loader', why: 'a system image without a kickstart image' };
  const system = releaseOf(evidence, image, evidence.running.image, evidence.running.version);
  const exists = existence(evidence, image);
  if (first === undefined)
    return { kind: 'image', image, ...system, exists, fallbacks: fallbacksOf(evidence, others), implicit: false };
  if (isNetwork(first)) return { kind: 'network', url: first };
  const loader = releaseOf(evidence, first, evidence.running.kickstart, evidence.running.kickstartVersion);
  const apart =
    loader.version !== null &&
    system.version !== null &&
    compareTexts(evidence.versions, loader.version, system.version).order !== 'same';
  if (apart) {
    const message = `kickstart ${loader.version} and system ${system.version} are not of one release`;
    return { kind: 'unresolved', reason: reason('boot-unresolved', message) };
  }
  const pair = [exists, existence(evidence, first)];
  const both = pair.includes(false) ? false : pair.includes(null) ? null : true;
  return { kind: 'image', image, ...system, exists: both, fallbacks: fallbacksOf(evidence, others), implicit: false };
}

type Release = Pick<Extract<NextBoot, { kind: 'image' }>, 'version' | 'versionFrom'>;

/** The device's own reading of the file, else that it is the running file, else its name. */
function releaseOf(evidence: BootEvidence, path: string, running: string | null, version: string | null): Release {
  const read = evidence.inside.get(path);
  if (read !== undefined) return { version: read, versionFrom: 'device' };
  if (path === running && version !== null && !evidence.changed.has(path)) return { version, versionFrom: 'running' };
  const named = evidence.versions.image(baseName(path) ?? path).version;
  return { version: named, versionFrom: named === null ? null : 'name' };
}

function existence({ listings }: BootEvidence, path: string): boolean | null {
  const [system = '', rest = ''] = [path.slice(0, path.indexOf(':') + 1), path.slice(path.indexOf(':') + 2)];
  const listing = listings.get(system);
  if (listing === undefined) return null;
  if (listing.files.some((file) => file.path === path)) return true;
  return listing.complete && !rest.includes('/') ? false : null;
}

const fallbacksOf = (evidence: BootEvidence, paths: readonly string[]) =>
  paths.map((image) => ({
    image,
    version: releaseOf(evidence, image, evidence.running.image, evidence.running.version).version,
  }));

function unsavedChoice(
  { shown }: BootEvidence,
  images: readonly string[] | null,
  kickstart: readonly string[] | null,
): boolean | null {
  const current = shown === null ? null : textListField(shown, 'current_boot');
  if (current === null || images === null || shown === null) return null;
  const pairs = [current, textListField(shown, 'current_kickstart') ?? []].map((list) => list.map(nxosPath).join(';'));
  return pairs[0] !== images.join(';') || pairs[1] !== (kickstart ?? []).join(';');
}
