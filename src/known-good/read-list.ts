import type { EpochMs } from '../core/brands.ts';
import { err } from '../core/result.ts';
import { readBulkHash, readBulkHashBundle } from './bulk-hash.ts';
import { type Roots, readCertificates } from './certificates.ts';
import { readDigestFile } from './digest-file.ts';
import { type ColumnMap, readGoldenCsv } from './golden-csv.ts';
import { checkListSignature, readKgv } from './kgv.ts';
import type { ListOrigin, ListRead } from './list.ts';

/** One list as it lies on disk, with what is needed to check where it comes from. */
export type ListFile = {
  /** Name for messages and `source`, as the operator wrote it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** PEM or DER of the pinned roots; null: the operator pinned none. */
  readonly root: Uint8Array | null;
  readonly signature: Uint8Array | null;
  readonly certificate: Uint8Array | null;
  readonly columns: ColumnMap | null;
  readonly learned: { readonly by: string; readonly acceptedBy: string } | null;
  /** Date of the list, as the operator wrote it. */
  readonly published: string | null;
};

const refuse = (message: string): ListRead => err([{ line: null, message }]);

/** Reads a list of any known kind, told apart by its content, and checks its signature where there is one. */
export function readKnownGoodList(file: ListFile, now: EpochMs): ListRead {
  const roots = file.root === null ? { ok: true as const, value: [] as Roots } : readCertificates(file.root);
  if (!roots.ok) return refuse(`the pinned root: ${roots.error}`);
  if (isTar(file.bytes)) {
    if (file.signature !== null) return refuse('a bundle holds its own signature; `signature` is for a list beside it');
    return readBulkHashBundle(file.bytes, originOf(file, null), roots.value, now);
  }
  let signer: string | null = null;
  if (file.signature !== null) {
    if (file.root === null) return refuse('signed, but no root is pinned to check it with (`root:`)');
    const checked = checkListSignature(
      file.bytes,
      file.signature,
      file.certificate ?? new Uint8Array(),
      roots.value,
      now,
    );
    if (!checked.ok) return refuse(checked.error);
    signer = checked.value;
  } else if (file.root !== null) return refuse('a root is pinned, but there is no `signature` to check with it');
  const origin = originOf(file, signer ?? 'signature not checked');
  const text = Buffer.from(file.bytes).toString('utf8');
  if (/^\uFEFF?\s*\{/.test(text)) return readKgv(text, origin);
  if (file.columns !== null) return readGoldenCsv(text, file.columns, origin);
  if (/\.(?:md5|sha1|sha256|sha512)(?:sums?)?(?:\.txt)?$/i.test(file.name))
    return readDigestFile(text, baseOf(file.name), origin);
  return readBulkHash(text, origin);
}

const isTar = (bytes: Uint8Array): boolean =>
  bytes.length > 512 && Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar';

const baseOf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** `hashes/cisco.csv of 2026-11-01, signature not checked`; a learned list names both people. */
function originOf({ name, published, learned }: ListFile, signer: string | null): ListOrigin {
  const word = signer === null || signer.startsWith('signature') ? signer : `signed by ${signer}`;
  const parts = [
    `${name}${published === null ? '' : ` of ${published}`}`,
    ...(word === null ? [] : [word]),
    ...(learned === null ? [] : [`learned by ${learned.by}, accepted by ${learned.acceptedBy}`]),
  ];
  return { source: parts.join(', '), learned: learned !== null };
}
