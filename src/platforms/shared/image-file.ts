import type { ImageName } from '../../core/version.ts';

/** A file name longer than this is no image of ours; file systems stop at 255. */
const longestName = 255;

/**
 * The last part of a path of any spelling: `flash:/dir/x`, `flash-1:x`, `disk0:x`, `tftp://192.0.2.1/x`, `/var/tmp/x`.
 * Blanks and quotes around it are dropped. Null where nothing is left or what is left is longer than a file name.
 */
export function baseName(file: string): string | null {
  if (file.length > 4096) return null;
  const path = file.trim().replace(/^["']|["']$/g, '');
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':'), path.lastIndexOf('\\')) + 1);
  return name === '' || name.length > longestName || /[\s\x00-\x1f\x7f]/.test(name) ? null : name;
}

const wordsBefore = /^(?:(?:old|bak|backup|copy|prev|orig|new|golden|good|prod|test|tmp)[-_.])+/i;
const wordsBehind = /(?:[-_.](?:old|bak|backup|copy|prev|orig|new|golden|good|prod|test|tmp|save|part))+$/i;

/**
 * The name as the maker gave it, without the words that people put before, behind and before the extension when they
 * rename a file: `old-x.swi`, `x.swi.bak`, `x-golden.swi`. `ending` matches the extensions of the family.
 */
export function givenName(name: string, ending: RegExp): string {
  const bare = name.replace(wordsBefore, '').replace(wordsBehind, '');
  const extension = ending.exec(bare)?.[0] ?? '';
  return `${bare.slice(0, bare.length - extension.length).replace(wordsBehind, '')}${extension}`;
}

/** What a name tells; what is not given is not told. */
export function imageName(file: string, told: Partial<Omit<ImageName, 'file'>>): ImageName {
  const { version = null, kind = null, signature = null, platform = null, featureSet = null } = told;
  return { file, version, kind, signature, platform, featureSet };
}
