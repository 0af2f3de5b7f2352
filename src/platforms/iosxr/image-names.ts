import type { ImageName, VersionScheme } from '../../core/version.ts';
import { baseName, imageName } from '../shared/image-file.ts';

/** `7.3.2`, `24.2.1.21I`; four plain numbers are the version of a package. */
const versionAt = /(?:^|[._-])(\d{1,2}\.\d{1,2}\.\d{1,2}(?:\.\d{1,3}I)?)(?=[._-]|$)/i;
/** `-bgp-2.0.0.1-r732`: the package's own version, then the tag of the release. */
const tagAt = /(?:-\d{1,3}(?:\.\d{1,3}){2,4})?-(r\d{3,5})(?=[._-]|$)/i;

/**
 * `platform-feature-version` with its suffixes; rpm names have a package version and the release as a tag behind it.
 * A path to a classic boot file (`disk0:asr9k-os-mbi-5.3.0/0x100305/mbiasr9k-rp.vm`) tells its release in a folder name.
 */
export function iosxrImage(file: string, parse: VersionScheme['parse']): ImageName {
  const base = baseName(file);
  if (base === null) return imageName(file, {});
  const name = /^mbi.*\.vm$/i.test(base) ? (bootFolder(file) ?? base) : base;
  const tag = tagAt.exec(name);
  const at = tag ?? versionAt.exec(name);
  const read = at === null ? null : parse(at[1] ?? '');
  const version = read?.ok === true ? read.value.canonical : null;
  const head = at === null ? name.replace(suffix, '') : name.slice(0, at.index);
  const rest = at === null ? name.slice(head.length) : name.slice(at.index + at[0].length);
  const dash = head.indexOf('-');
  if (dash < 1 || (version === null && at === null && !suffix.test(name))) return imageName(file, { version });
  const featureSet = head.slice(dash + 1).replace(/[.](?:pie|vm|vrr|rpm|zip|tar|iso)$/i, '');
  const isInterim = read?.ok === true && read.value.maturity === 'interim';
  return imageName(file, {
    version,
    kind: kindOf({ name, head, featureSet, rest, isRpm: tag !== null, isInterim }),
    platform: head.slice(0, dash),
    featureSet,
  });
}

/** The folder `<platform>-os-mbi-<version>` of a path. */
function bootFolder(file: string): string | null {
  return file.split(/[/:]/).find((part) => /^[a-z0-9]+-os-mbi-\d/i.test(part) && part.length < 200) ?? null;
}

const suffix = /\.(?:iso|pie|rpm|tar|tgz|zip|qcow2|ova|vmdk|vm)(?![a-z0-9])/i;

type Parts = {
  readonly name: string;
  readonly head: string;
  readonly featureSet: string;
  readonly rest: string;
  readonly isRpm: boolean;
  readonly isInterim: boolean;
};

function kindOf({ name, head, featureSet, rest, isRpm, isInterim }: Parts): string {
  if (/CSC[a-z]{2}\d{5}/i.test(name)) return 'smu';
  if (/[.-]sp\d/i.test(rest) || /-sp\d+$/i.test(head)) return 'service-pack';
  if (/\.(?:qcow2|ova|vmdk)(?![a-z0-9])|\.vrr(?![a-z0-9])/i.test(name)) return 'vm';
  if (/usb/i.test(featureSet)) return 'usb';
  if (/^golden/i.test(featureSet)) return 'golden';
  if (/\.(?:tar|tgz)(?![a-z0-9])/i.test(name)) return 'archive';
  if (isRpm || /\.rpm(?![a-z0-9])/i.test(name)) return 'package';
  if (/migrat/i.test(featureSet)) return 'migration';
  const isWhole = /^(?:mini|fullk9|x64|x86_64|aarch64|k9-demo)/i.test(featureSet);
  if (/\.iso(?![a-z0-9])/i.test(name)) return isInterim ? 'interim' : 'system';
  if (/\.(?:pie|vm)$/i.test(head) || /\.(?:pie|vm)(?![a-z0-9])/i.test(rest)) return isWhole ? 'system' : 'package';
  if (/-mbi$/i.test(head) || /^(?:mini|fullk9|goldenk9)-x(?:64)?$/i.test(featureSet)) return 'boot-file';
  return 'package';
}
