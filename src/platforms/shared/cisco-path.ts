import { baseName } from './image-file.ts';

/** A boot entry or image of IOS or IOS-XE, taken apart. `name` is empty for a mere file system (`flash:`). */
export type CiscoPath =
  | { readonly kind: 'network'; readonly url: string }
  | {
      readonly kind: 'local';
      /** With its colon, `flash:`. */
      readonly filesystem: string;
      /** Empty, or folders with a `/` at the end. */
      readonly folder: string;
      readonly name: string;
    };

/** `bootflash:/dir/x.bin`, `flash:x`, `x` (in flash), `tftp://192.0.2.1/x`, `tftp:/x 255.255.255.255`. */
export function ciscoPath(entry: string): CiscoPath {
  const text = (entry.trim().split(/\s+/)[0] ?? '').slice(0, 1024);
  if (/^(?:tftp|ftp|rcp|https?|scp|sftp|mop|pram|xmodem|ymodem)\b:?/i.test(text) && /^[a-z]+:/i.test(text))
    return { kind: 'network', url: text };
  const colon = text.indexOf(':');
  const filesystem = colon === -1 ? 'flash:' : text.slice(0, colon + 1);
  const rest = (colon === -1 ? text : text.slice(colon + 1)).replace(/^\/{1,8}/, '');
  const slash = rest.lastIndexOf('/');
  return { kind: 'local', filesystem, folder: rest.slice(0, slash + 1), name: rest.slice(slash + 1) };
}

/**
 * One spelling for a local path: `flash:/x`, `flash0:x` and `bootflash:x` name the same file on the units where more
 * than one of them exists.
 */
export function pathKey(entry: string): string {
  const path = ciscoPath(entry);
  if (path.kind === 'network') return path.url;
  const filesystem = path.filesystem.toLowerCase().replace(/^(?:flash0|bootflash):$/, 'flash:');
  return `${filesystem}${path.folder}${path.name}`;
}

/** What to list to see the file: `flash:` or `flash:dir/`; null for a network entry. */
export function folderOf(entry: string): string | null {
  const path = ciscoPath(entry);
  return path.kind === 'network' ? null : `${path.filesystem}${path.folder}`;
}

/** The same file on another member: `flash-2:` and `flash2:` in stacks, `stby-bootflash:` and `slavedisk0:` in chassis. */
export function onFilesystem(entry: string, rename: (filesystem: string) => string): string {
  const path = ciscoPath(entry);
  return path.kind === 'network' ? entry : `${rename(path.filesystem)}${path.folder}${path.name}`;
}

/** True for `packages.conf` and its copies: they name packages, they are no image themselves. */
export function isPackagesConf(entry: string): boolean {
  return /^(?:prev_)?packages\.conf/i.test(baseName(entry) ?? '');
}
