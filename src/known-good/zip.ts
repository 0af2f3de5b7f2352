import { err, ok, type Result } from '../core/result.ts';

export type ZipEntry = {
  readonly name: string;
  /** 0: stored, 8: deflated. */
  readonly method: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly headerAt: number;
};

export const zipLimits = { entries: 10_000, directoryBytes: 8 * 1024 * 1024, tailBytes: 65_557 } as const;

/** Where the directory of a zip lies, from the last bytes of the file. Zip64 and archives in parts are refused. */
export function zipDirectoryAt(
  tail: Uint8Array,
  fileBytes: number,
): Result<{ readonly at: number; readonly bytes: number; readonly entries: number }, string> {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== 0x06054b50 || at + 22 + view.getUint16(at + 20, true) !== tail.length) continue;
    const entries = view.getUint16(at + 10, true);
    const bytes = view.getUint32(at + 12, true);
    const start = view.getUint32(at + 16, true);
    if (entries === 0xffff || start === 0xffffffff) return err('a zip64 archive, which is not read');
    if (view.getUint16(at + 4, true) !== 0 || view.getUint16(at + 8, true) !== entries)
      return err('one part of several');
    if (entries > zipLimits.entries || bytes > zipLimits.directoryBytes)
      return err(`more than ${zipLimits.entries} members`);
    if (start + bytes > fileBytes - (tail.length - at)) return err('a directory beyond the end of the file');
    return ok({ at: start, bytes, entries });
  }
  return err('no directory of a zip');
}

/**
 * Members of a zip. Refused as a whole: names that lead out of the folder, two members of one name, encrypted members,
 * members beyond the end of the file.
 */
export function readZipDirectory(
  directory: Uint8Array,
  entries: number,
  fileBytes: number,
): Result<readonly ZipEntry[], string> {
  const view = new DataView(directory.buffer, directory.byteOffset, directory.byteLength);
  const read: ZipEntry[] = [];
  const names = new Set<string>();
  let at = 0;
  for (let index = 0; index < entries; index += 1) {
    if (at + 46 > directory.length || view.getUint32(at, true) !== 0x02014b50)
      return err('a directory that ends early');
    const nameBytes = view.getUint16(at + 28, true);
    const next = at + 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > directory.length) return err('a directory that ends early');
    const name = Buffer.from(directory.subarray(at + 46, at + 46 + nameBytes)).toString('utf8');
    if (/[\u0000-\u001f\u007f\\]/.test(name) || name.startsWith('/') || name.split('/').includes('..'))
      return err(`a member whose name leads elsewhere: "${name.slice(0, 80)}"`);
    if (names.has(name)) return err(`two members are called "${name.slice(0, 80)}"`);
    names.add(name);
    const entry: ZipEntry = {
      name,
      method: view.getUint16(at + 10, true),
      compressedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      headerAt: view.getUint32(at + 42, true),
    };
    if ((view.getUint16(at + 8, true) & 1) === 1) return err(`"${name.slice(0, 80)}" is encrypted`);
    if (entry.headerAt + 30 + entry.compressedBytes > fileBytes)
      return err(`"${name.slice(0, 80)}" ends beyond the file`);
    read.push(entry);
    at = next;
  }
  return ok(read);
}

/** Where the content of a member begins, from the 30 bytes of its own header; null where that is none. */
export function zipContentAt(header: Uint8Array, { headerAt }: ZipEntry): number | null {
  if (header.length < 30) return null;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0, true) !== 0x04034b50) return null;
  return headerAt + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}
