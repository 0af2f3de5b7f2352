import type { TrustedFile } from '../core/baseline.ts';
import type { EpochMs, HashAlgorithm } from '../core/brands.ts';
import { err, ok } from '../core/result.ts';
import { checkChain, nameOf, type Roots, readCertificates, signatureHolds } from './certificates.ts';
import { findConflicts } from './conflicts.ts';
import { readDelimited } from './delimited.ts';
import {
  type ListOrigin,
  type ListProblem,
  type ListRead,
  listedDigests,
  listedName,
  listedSize,
  mostProblems,
} from './list.ts';
import { readTar, type TarEntry } from './tar.ts';

type Columns = {
  readonly name: number;
  readonly size: number | null;
  readonly state: number | null;
  readonly digests: Readonly<Partial<Record<HashAlgorithm, number>>>;
};

/**
 * Reads the CSV of a Bulk Hash file: columns by the header where there is one, else by shape (32, 40, 64, 128 hexadecimal
 * digits, an integer, a word for the state). A state other than `Active` is withdrawn. One wrong row refuses the list.
 * Sources: findings.md 2.1 (name, MD5, SHA-512, state, size; a header was not seen).
 */
export function readBulkHash(text: string, origin: ListOrigin): ListRead {
  const table = readDelimited(text);
  if (!table.ok) return err([{ line: table.error.line, message: table.error.message }]);
  const rows = table.value;
  const first = rows[0];
  if (first === undefined) return err([{ line: 1, message: 'the list is empty' }]);
  const header = headerColumns(first.cells);
  const body = header === null ? rows : rows.slice(1);
  const columns = header ?? shapeColumns(body.slice(0, 200).map(({ cells }) => cells));
  if (columns === null) return err([{ line: 1, message: 'no column of file names beside one of digests' }]);
  const problems: ListProblem[] = [];
  const files: TrustedFile[] = [];
  for (const { line, cells } of body) {
    const name = listedName(cells[columns.name] ?? '');
    const digests = listedDigests(cellsOf(cells, columns.digests));
    const size = listedSize(columns.size === null ? undefined : cells[columns.size]);
    const bad = [name, digests, size].find((read) => !read.ok);
    if (!name.ok || !digests.ok || !size.ok || digests.value.length === 0) {
      if (problems.length < mostProblems)
        problems.push({ line, message: bad === undefined || bad.ok ? 'a row without a digest' : bad.error });
      continue;
    }
    const state = columns.state === null ? '' : (cells[columns.state] ?? '').trim();
    files.push({
      file: name.value,
      sizeBytes: size.value,
      digests: digests.value,
      source: origin.source,
      learned: origin.learned,
      withdrawn: state !== '' && !/^active$/i.test(state),
    });
  }
  if (problems.length > 0) return err(problems);
  const { errors, warnings } = findConflicts(files);
  return errors.length > 0 ? err(errors) : ok({ files, measurements: [], warnings });
}

const cellsOf = (
  cells: readonly string[],
  columns: Columns['digests'],
): Readonly<Partial<Record<HashAlgorithm, string>>> =>
  Object.fromEntries(Object.entries(columns).map(([algorithm, index]) => [algorithm, cells[index] ?? '']));

const headerWords: readonly (readonly [RegExp, 'name' | 'size' | 'state' | HashAlgorithm])[] = [
  [/^(?:file|image)?[ _-]?(?:file)?names?$|^(?:file|image)$/i, 'name'],
  [/^md5(?:[ _-]?(?:hash|checksum|sum|digest))?$/i, 'md5'],
  [/^sha-?1(?:[ _-]?(?:hash|checksum|sum|digest))?$/i, 'sha1'],
  [/^sha-?256(?:[ _-]?(?:hash|checksum|sum|digest))?$/i, 'sha256'],
  [/^sha-?512(?:[ _-]?(?:hash|checksum|sum|digest))?$/i, 'sha512'],
  [/^(?:state|status)$/i, 'state'],
  [/^(?:file|image)?[ _-]?size(?:[ _-]?\(?(?:in[ _-])?bytes\)?)?$/i, 'size'],
];

function headerColumns(cells: readonly string[]): Columns | null {
  const at = (word: string): number | null => {
    const pattern = headerWords.find(([, name]) => name === word)?.[0];
    const index = cells.findIndex((cell) => pattern?.test(cell.trim()) === true);
    return index === -1 ? null : index;
  };
  const name = at('name');
  const digests = digestColumns((algorithm) => at(algorithm));
  return name === null || Object.keys(digests).length === 0
    ? null
    : { name, size: at('size'), state: at('state'), digests };
}

/** A column is what most of its cells look like; the name is the first column that looks like nothing else. */
function shapeColumns(rows: readonly (readonly string[])[]): Columns | null {
  const width = Math.max(0, ...rows.map(({ length }) => length));
  const shapes = Array.from({ length: Math.min(width, 64) }, (_, index) =>
    shapeOf(rows.map((cells) => (cells[index] ?? '').trim()).filter((cell) => cell !== '')),
  );
  const at = (shape: string): number | null => (shapes.includes(shape) ? shapes.indexOf(shape) : null);
  const name = at('name');
  const digests = digestColumns((algorithm) => at(algorithm));
  return name === null || Object.keys(digests).length === 0
    ? null
    : { name, size: at('size'), state: at('state'), digests };
}

const digestColumns = (at: (algorithm: HashAlgorithm) => number | null): Columns['digests'] =>
  Object.fromEntries(
    (['md5', 'sha1', 'sha256', 'sha512'] as const).flatMap((algorithm) => {
      const index = at(algorithm);
      return index === null ? [] : [[algorithm, index]];
    }),
  );

const cellShapes: readonly (readonly [string, RegExp])[] = [
  ['md5', /^[0-9a-f]{32}$/i],
  ['sha1', /^[0-9a-f]{40}$/i],
  ['sha256', /^[0-9a-f]{64}$/i],
  ['sha512', /^[0-9a-f]{128}$/i],
  ['size', /^\d{1,13}$/],
  ['state', /^(?:active|deprecated|deferred|withdrawn|obsolete|inactive|removed|retired)$/i],
  ['name', /^(?=.*[.-])(?=.*[A-Za-z])[A-Za-z0-9._+@()~-]{4,255}$/],
];

function shapeOf(cells: readonly string[]): string | null {
  const hits = cellShapes.map(([shape, pattern]) => ({
    shape,
    count: cells.filter((cell) => pattern.test(cell)).length,
  }));
  const best = hits.reduce((most, one) => (one.count > most.count ? one : most), { shape: '', count: 0 });
  return best.count > 0 && best.count * 2 >= cells.length ? best.shape : null;
}

/**
 * Reads the published bundle: a tar with the list (an inner tar), its signature (RSA over SHA-512) and the certificate of
 * the signer. Nothing is taken from it unless the certificate leads to a pinned root and the signature holds.
 */
export function readBulkHashBundle(bytes: Uint8Array, origin: ListOrigin, roots: Roots, now: EpochMs): ListRead {
  const refuse = (message: string): ListRead => err([{ line: null, message }]);
  const outer = readTar(bytes);
  if (!outer.ok) return refuse(outer.error);
  const bare = outer.value.find(isList);
  if (bare !== undefined && outer.value.length === 1)
    return refuse('a list without signature and certificate; give the CSV itself to use it unchecked');
  const signature = outer.value.find(({ name }) => /\.sig(?:nature)?$/i.test(name));
  const signed = outer.value.find(
    ({ name }) => signature !== undefined && name === signature.name.replace(/\.sig(?:nature)?$/i, ''),
  );
  if (signature === undefined || signed === undefined) return refuse('no signed list beside its signature');
  if (roots.length === 0) return refuse('signed, but no root is pinned to check it with (`root:`)');
  const certificates = outer.value
    .filter(({ name }) => /\.(?:cer|crt|pem|der)$/i.test(name))
    .map(({ bytes: own }) => readCertificates(own));
  const read = certificates.flatMap((one) => (one.ok ? one.value : []));
  if (read.length === 0) return refuse('no certificate of the signer that can be read');
  const leaf = read.find(({ ca }) => !ca);
  if (leaf === undefined) return refuse('no certificate of a signer, only of authorities');
  const chain = checkChain(leaf, read, roots, now, 'code-signing');
  if (!chain.ok) return refuse(chain.error.why);
  if (!signatureHolds(signed.bytes, signature.bytes, leaf, 'sha512'))
    return refuse(`the signature over ${signed.name} does not hold`);
  const list = listIn(signed);
  if (typeof list === 'string') return refuse(list);
  const text = Buffer.from(list.bytes).toString('utf8');
  return readBulkHash(text, { ...origin, source: `${origin.source}, signed by ${nameOf(leaf)}` });
}

const isList = ({ name }: TarEntry): boolean => /\.csv$/i.test(name);

/** The CSV in the signed part, which is an inner tar or the CSV itself; text where there is none. */
function listIn(signed: TarEntry): TarEntry | string {
  if (isList(signed)) return signed;
  if (signed.bytes[0] === 0x1f && signed.bytes[1] === 0x8b) return `${signed.name} is compressed; unpack it first`;
  const inner = readTar(signed.bytes);
  if (!inner.ok) return `${signed.name}: ${inner.error}`;
  const lists = inner.value.filter(isList);
  return lists.length === 1 && lists[0] !== undefined
    ? lists[0]
    : `${signed.name} holds ${lists.length} lists, not one`;
}
