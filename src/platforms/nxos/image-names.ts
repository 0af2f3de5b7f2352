import type { ImageName, VersionScheme } from '../../core/version.ts';
import { baseName, imageName } from '../shared/image-file.ts';

const versionAt =
  /(?<=^|[._-])\d{1,2}\.\d{1,2}[.-]\d{1,3}[a-z]{0,2}(?:[.-][a-z]{1,3}\d{1,2}[.-]\d{1,3}[a-z]{0,2})?(?:\.\d{1,3})?(?:\.[MF])?(?![a-z0-9])/gi;

/** `product[-sup][-dk9|-uk9|-kickstart][-mz].version[.M|.F].bin`. */
export function nxosImage(file: string, parse: VersionScheme['parse']): ImageName {
  const base = baseName(file);
  if (base === null) return imageName(file, {});
  let version: string | null = null;
  let maturity = '';
  let head = base.replace(suffix, '');
  for (const found of base.matchAll(versionAt)) {
    const read = parse(found[0]);
    if (!read.ok) continue;
    version = read.value.canonical;
    maturity = read.value.maturity;
    head = base.slice(0, found.index);
    break;
  }
  const kind = kindOf(base, maturity);
  if (kind === null) return imageName(file, { version });
  return imageName(file, {
    version,
    kind,
    signature: signatureOf(base),
    ...split(head.replace(/(?:-mz)?[._-]?$/i, '')),
  });
}

const suffix = /\.(?:bin|gbin|img|rpm|qcow2|ova|vmdk|box|iso|tar|tgz|zip)(?![a-z0-9]).*$/i;
const product = /^(?:nxos|nexus|n\d{1,4}[a-z]{0,2}[.-]|m9\d{3}-|aci-|titanium)/i;

function signatureOf(base: string): string | null {
  return /[._](SPA|SSA)(?![a-z0-9])/i.exec(base)?.[1]?.toUpperCase() ?? null;
}

/** `n7000-s2` and `aci-n9000` are platforms of two words; images of the Nexus 9000 name no platform but NX-OS. */
function split(head: string): { readonly platform: string | null; readonly featureSet: string | null } {
  if (/^nxos/i.test(head)) return { platform: 'n9k', featureSet: head.replace(/\..*$/, '') };
  const [, platform = null, featureSet = null] =
    /^((?:aci-)?\w+?(?:-s\d[a-z]?)?)(?:[-.](?!s\d[a-z]?(?:-|$))(.*))?$/i.exec(head) ?? [];
  return { platform, featureSet: featureSet === '' ? null : featureSet };
}

function kindOf(base: string, maturity: string): string | null {
  if (/CSC[a-z]{2}\d{5}/i.test(base)) return 'smu';
  if (/epld/i.test(base)) return 'epld';
  if (/\.rpm(?![a-z0-9])/i.test(base)) return 'package';
  if (!product.test(base)) return maturity === '' ? null : 'system';
  if (/^aci-/i.test(base)) return 'aci';
  if (/\.(?:qcow2|ova|vmdk|box)(?![a-z0-9])/i.test(base)) return 'vm';
  if (maturity === 'interim' || maturity === 'engineering') return maturity;
  if (/kickstart/i.test(base)) return 'kickstart';
  return maturity !== '' || suffix.test(base) ? 'system' : null;
}
