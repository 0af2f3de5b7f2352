import { baseName } from '../shared/image-file.ts';

/**
 * One spelling for the several of a local path: `bootflash:///x`, `bootflash://sup-local/x`, `bootflash:x` and `/bootflash/x`
 * are `bootflash:/x`. Another supervisor's (`bootflash://sup-2/x`) and a network address stay as they are.
 */
export function nxosPath(printed: string): string {
  const path = printed.trim().replace(/^\/(bootflash|slot0|usb[12]|volatile|logflash)\//, '$1:/');
  const local = /^([a-z][a-z0-9]{1,20}):(?:\/\/(?:sup-(?:local|active)|module-\d{1,2})?\/|\/)?([^/].*)?$/i.exec(path);
  if (local === null || /^(?:tftp|ftp|s?cp|sftp|https?)$/i.test(local[1] ?? '')) return path;
  return `${(local[1] ?? '').toLowerCase()}:/${local[2] ?? ''}`;
}

/** `bootflash:/x` → `bootflash:`; null for a network address or a bare name. */
export function fileSystemOf(path: string): string | null {
  const name = /^([a-z][a-z0-9]{1,20}):/i.exec(path)?.[1]?.toLowerCase();
  return name === undefined || isNetwork(path) ? null : `${name}:`;
}

export const isNetwork = (path: string): boolean => /^(?:tftp|ftp|scp|sftp|https?|rcp):/i.test(path);

const compactFamily = /^Nexus ?(?:3000 C?)?3[015]\d\d/i;

/**
 * Why the digest of an image says nothing: a compact image is written anew on the device, and on the Nexus 3000, 3100 and
 * 3500 it can keep the vendor's name (platforms.md 1.6). Null where that cannot be.
 */
export function adaptedImage(path: string, model: string | null): string | null {
  const name = baseName(path) ?? path;
  if (/compact/i.test(name)) return 'compact image: the file was rewritten on the device';
  const single = /^nxos\.\d/i.test(name);
  if (!single || model === null || !compactFamily.test(model)) return null;
  return `${model} can hold a compact image under the vendor's name: such a file was rewritten on the device`;
}
