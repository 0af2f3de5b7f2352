import type { ImageName, VersionScheme } from '../../core/version.ts';
import { baseName, imageName } from '../shared/image-file.ts';

/** `17.09.04a`, `16.08.01sprd1`, `17.09.04.0.5115`, `03.16.04b.S[.155-3.S4b]`. */
const modernAt =
  /(?:^|[._-])((?:1[6-9]|2[0-3])\.\d{1,2}\.\d{1,3}(?:\.\d{1,5}\.\d{1,7}|(?:[a-z]\d{0,2})?(?:prd\d{1,3})?|SW))(?![a-z0-9])/i;
const classicAt = /(?:^|[._-])(0?3\.\d{1,2}\.\d{1,3}[a-q]?\.?(?:SP|SE|SG|SQ|XO|S|E))(?![a-z0-9])/i;
const daemonAt = /(?:^|[._-])(15\d-\d{1,2}\.[a-z]{1,2}(?:\d{1,3}[a-q]?)?)(?![a-z0-9])/i;
const nightlyAt = /(?:^|[._-])(?:BLD_[a-z0-9_]+|\d{4}-\d{2}-\d{2}_\d{2}\.\d{2}_\w+)/i;
const nightlyVersion = /_V(\d{2})_(\d{1,2})_(\d{1,3})_(\d{1,5})(?![a-z0-9])/i;
/** `c2960x-universalk9-mz.152-7.E3k`: the run mark before the version is IOS classic. */
const classicIos = /-(?:m[a-z]{0,2}|tar)\.(?:SPA\.)?1[125]\d-/i;
/** A release number that the end of the name cuts off: files pad it to two digits. */
const cutShort = /\.\d$/;

/**
 * `platform-feature.version[-ext|-std].SPA.bin`, `cat9k_iosxe.version.SPA.bin`, older ones with `.SPA` before the version
 * and the version of the IOS daemon behind it. `packages.conf` never tells a version: it names the packages that do.
 */
export function iosxeImage(file: string, parse: VersionScheme['parse']): ImageName {
  const base = baseName(file);
  if (base === null) return imageName(file, {});
  if (/^(?:[a-z0-9]+[_-])?packages\.conf/i.test(base)) return imageName(file, { kind: 'pointer' });
  if (classicIos.test(base)) return imageName(file, { kind: 'other-product' });
  const nightly = nightlyAt.exec(base);
  const at = nightly ?? modernAt.exec(base) ?? classicAt.exec(base) ?? daemonAt.exec(base);
  const head = base
    .slice(0, at?.index ?? base.length)
    .replace(/\.(?:SPA|SSA)$|\.(?:(?:SPA|SSA)\.)?(?:bin|pkg)(?![a-z0-9]).*$/i, '');
  const read = parse(nightly === null ? (at?.[1] ?? '') : nightlyNumber(nightly[0]));
  const whole = read.ok && !(at !== null && at.index + at[0].length === base.length && cutShort.test(base));
  const version = whole ? read.value.canonical : null;
  const kind = kindOf(base, head, nightly !== null, read.ok ? read.value.maturity : null);
  if (kind === null) return imageName(file, { version });
  return imageName(file, { version, kind, signature: signatureOf(base), ...split(head) });
}

function nightlyNumber(label: string): string {
  const match = nightlyVersion.exec(label);
  return match === null ? '' : match.slice(1, 5).map(Number).join('.');
}

function signatureOf(base: string): string | null {
  return /[._](SPA|SSA)(?![a-z0-9])/i.exec(base)?.[1]?.toUpperCase() ?? null;
}

/** The platform may have dashes (C9800-CL), the feature set has none; cat9k joins both by an underscore. */
function split(head: string): { readonly platform: string | null; readonly featureSet: string | null } {
  const joined = /^(\w+?)_(iosxe\w*)$/i.exec(head);
  if (joined !== null) return { platform: joined[1] ?? null, featureSet: joined[2] ?? null };
  const dash = head.lastIndexOf('-');
  if (dash < 1) return { platform: null, featureSet: null };
  return { platform: head.slice(0, dash), featureSet: head.slice(dash + 1) };
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/\.smu\.bin(?![a-z0-9])|\.CSC[a-z]{2}\d{5}\./i, 'smu'],
  [/\.apsp(?![a-z0-9])/i, 'service-pack'],
  [/\.apdp(?![a-z0-9])/i, 'addon'],
  [/rommon/i, 'boot'],
];

function kindOf(base: string, head: string, nightly: boolean, maturity: string | null): string | null {
  const marked = kinds.find(([mark]) => mark.test(base));
  if (marked !== undefined) return marked[1];
  if (nightly) return 'nightly';
  if (/\.pkg(?![a-z0-9])/i.test(base)) return /universalk9|mono/i.test(head) ? 'package' : 'subpackage';
  if (/\.(?:qcow2|ova|iso|vhd|vmdk)(?![a-z0-9])/i.test(base)) return 'vm';
  if (/\.(?:tar|tgz|zip|gz)(?![a-z0-9])/i.test(base)) return 'archive';
  if (maturity === 'engineering' || maturity === 'nightly') return 'engineering';
  if (maturity !== null) return 'system';
  return split(head).platform !== null && /\.bin(?![a-z0-9])/i.test(base) ? 'system' : null;
}
