import { err, ok, type Result } from '../core/result.ts';

export type TarEntry = { readonly name: string; readonly bytes: Uint8Array };

/** A tar is not compressed, so its contents cannot be larger than it is; these bound the work and what is listed. */
export type TarLimits = { readonly entries: number; readonly bytes: number };

export const listLimits: TarLimits = { entries: 64, bytes: 256 * 1024 * 1024 };

const block = 512;

/**
 * Reads the files of a tar (ustar, GNU long names, pax paths and sizes). Refused as a whole: folders in a name that lead
 * upwards or to the root, links, devices, sparse files, two files of one name, a wrong check sum, a size beyond the end,
 * a missing end mark.
 */
export function readTar(bytes: Uint8Array, limits: TarLimits = listLimits): Result<readonly TarEntry[], string> {
  if (bytes.length > limits.bytes) return err(`larger than ${limits.bytes} bytes`);
  const entries: TarEntry[] = [];
  const names = new Set<string>();
  let longName: string | null = null;
  let pax: ReadonlyMap<string, string> = new Map();
  let headers = 0;
  let offset = 0;
  while (offset + block <= bytes.length) {
    const header = bytes.subarray(offset, offset + block);
    if (header.every((byte) => byte === 0)) return ok(entries);
    headers += 1;
    if (headers > limits.entries * 3) return err(`more than ${limits.entries} files`);
    if (!sumHolds(header)) return err(`a header with a wrong check sum at byte ${offset}`);
    const ownSize = octal(header.subarray(124, 136));
    const paxSize = pax.get('size');
    const size = paxSize === undefined ? ownSize : /^\d{1,15}$/.test(paxSize) ? Number(paxSize) : null;
    if (size === null) return err(`a size that cannot be read at byte ${offset}`);
    const start = offset + block;
    if (start + size > bytes.length) return err('ends within a file');
    const body = bytes.subarray(start, start + size);
    offset = start + Math.ceil(size / block) * block;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L') longName = text(body);
    else if (type === 'x') {
      const read = paxRecords(body);
      if (read === null) return err('a pax header that cannot be read');
      pax = read;
    } else if (type === 'g' || type === '5') {
      longName = null;
      pax = new Map();
    } else if (type === '0' || type === '\0' || type === '7') {
      const prefix = text(header.subarray(257, 262)) === 'ustar' ? text(header.subarray(345, 500)) : '';
      const short = text(header.subarray(0, 100));
      const name = pax.get('path') ?? longName ?? (prefix === '' ? short : `${prefix}/${short}`);
      longName = null;
      pax = new Map();
      const plain = safeName(name);
      if (plain === null) return err(`a name that leads elsewhere: "${name.slice(0, 80)}"`);
      if (names.has(plain)) return err(`two files are called "${plain.slice(0, 80)}"`);
      names.add(plain);
      entries.push({ name: plain, bytes: body });
      if (entries.length > limits.entries) return err(`more than ${limits.entries} files`);
    } else return err(`an entry of type "${type}", which is no plain file`);
  }
  return err('ends without an end mark');
}

/** `./a/b` → `a/b`; null for a name that could leave the folder it is unpacked in. */
function safeName(name: string): string | null {
  const plain = name.replace(/^(?:\.\/)+/, '');
  if (plain === '' || plain.length > 255 || plain.startsWith('/') || /[\u0000-\u001f\u007f\\:]/.test(plain))
    return null;
  return plain.split('/').some((part) => part === '..' || part === '') ? null : plain;
}

const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return Buffer.from(end === -1 ? bytes : bytes.subarray(0, end)).toString('utf8');
};

/** Octal digits between blanks; null for base-256 numbers and anything else, which no small file needs. */
function octal(field: Uint8Array): number | null {
  const digits = text(field).trim();
  return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : null;
}

function sumHolds(header: Uint8Array): boolean {
  const told = octal(header.subarray(148, 156));
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 32 : byte;
  return told === sum;
}

/** Records `LENGTH KEY=VALUE\n`. */
function paxRecords(body: Uint8Array): ReadonlyMap<string, string> | null {
  const records = new Map<string, string>();
  let offset = 0;
  while (offset < body.length && records.size < 64) {
    const blank = body.indexOf(32, offset);
    const length = blank === -1 ? Number.NaN : Number(Buffer.from(body.subarray(offset, blank)).toString('latin1'));
    if (!Number.isInteger(length) || length < 5 || offset + length > body.length || blank + 1 > offset + length)
      return null;
    const record = Buffer.from(body.subarray(blank + 1, offset + length - 1)).toString('utf8');
    const equals = record.indexOf('=');
    if (equals < 1) return null;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    offset += length;
  }
  return records;
}
