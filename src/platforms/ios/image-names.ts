import type { ImageName, VersionScheme } from '../../core/version.ts';
import { baseName, imageName } from '../shared/image-file.ts';

/**
 * `platform-feature-run[.SPA].MMm-maint[letter][.TRAIN[rebuild][letter]][.bin]`. `run` says where the image runs and how
 * it is packed: `mz` from memory, zipped; `tar` an archive of image and web pages. What stands before the platform or
 * behind the version was put there by whoever renamed the file.
 */
const form =
  /^(?:.*[^a-z0-9_])?([a-z0-9]\w*)-([a-z0-9]\w*)-(m[a-z]{0,2}|[ljrv]z|tar)(?![a-z0-9_])(?:\.(SPA|SSA))?(.*)$/i;
const versionAt =
  /(?:^|[^a-z0-9])(\d{3}-\d{1,3}[a-z]?(?:\.\d{1,3}){0,2}(?:\.(?!bin|tar|old|bak|tmp)[a-z]{1,5}(?:\d{1,3}[a-z]?)?)?)(?![a-z0-9])/i;
const bootLoader = /rommon|_rm\d|\.srec|boot/i;
const xeVersion = /\.(?:0?3|1[6-9])\.\d{1,2}\.\d{1,2}/;

/** Reads an image name of IOS. */
export function iosImage(file: string, parse: VersionScheme['parse']): ImageName {
  const base = baseName(file);
  if (base === null) return imageName(file, {});
  if (/^(?:prev_)?packages\.conf$/i.test(base)) return imageName(file, { kind: 'pointer' });
  const match = form.exec(base);
  const found = versionAt.exec(match === null ? base : (match[5] ?? ''))?.[1];
  const read = found === undefined ? null : parse(found);
  const version = read?.ok === true ? read.value.canonical : null;
  if (match === null) {
    if (version === null && xeVersion.test(base)) return imageName(file, { kind: 'other-product' });
    return imageName(file, { version, kind: found === undefined ? null : kindOf(base, '', base) });
  }
  const [, platform = null, featureSet = '', run = '', mark] = match;
  return imageName(file, {
    version,
    kind: kindOf(featureSet, run, base),
    signature: mark === undefined ? null : mark.toUpperCase(),
    platform,
    featureSet,
  });
}

function kindOf(featureSet: string, run: string, base: string): string {
  if (bootLoader.test(featureSet)) return 'boot';
  return /^tar$/i.test(run) || /\.tar(?![a-z0-9])/i.test(base) ? 'archive' : 'system';
}
