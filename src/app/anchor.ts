import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type EpochMs, epochMs, isoTime } from '../core/brands.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { ChainHead, RecordStore } from '../record-ports.ts';

/** One line of a file of anchors, to be kept where whoever can change the record cannot change it. */
export type Anchor = {
  readonly schema: 'pawl/anchor/v1';
  readonly seq: number;
  readonly sha256: string;
  readonly at: string;
  /** Ed25519 over `anchorText`, base64; null where no key was given. */
  readonly signature: string | null;
};

/** What is signed: the head and nothing that could be read in another way. */
const anchorText = ({ seq, sha256, at }: Pick<Anchor, 'seq' | 'sha256' | 'at'>): Buffer =>
  Buffer.from(`pawl anchor v1\n${seq}\n${sha256}\n${at}\n`, 'utf8');

/** The head as an anchor, signed where there is a private key (PEM, PKCS #8). A key of another kind is refused. */
export function anchorOf(head: ChainHead, at: EpochMs, keyPem: string | null): Result<Anchor, string> {
  const open = { seq: head.seq, sha256: head.sha256, at: isoTime(at) };
  if (keyPem === null) return ok({ schema: 'pawl/anchor/v1', ...open, signature: null });
  const key = ed25519(() => createPrivateKey(keyPem));
  if (!key.ok) return key;
  const signature = sign(null, anchorText(open), key.value).toString('base64');
  return ok({ schema: 'pawl/anchor/v1', ...open, signature });
}

function ed25519(read: () => KeyObject): Result<KeyObject, string> {
  try {
    const key = read();
    return key.asymmetricKeyType === 'ed25519' ? ok(key) : err('the key is no Ed25519 key');
  } catch {
    return err('the key cannot be read; an Ed25519 key in PEM is needed (openssl genpkey -algorithm ed25519)');
  }
}

/** Anchors of a file, one JSON object a line. Any line that is none refuses the file. */
export function readAnchors(text: string): Result<readonly Anchor[], string> {
  const anchors: Anchor[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') continue;
    const anchor = anchorIn(line);
    if (anchor === null) return err(`line ${index + 1} is no anchor`);
    anchors.push(anchor);
  }
  return anchors.length === 0 ? err('no anchor in it') : ok(anchors);
}

function anchorIn(line: string): Anchor | null {
  let value: Readonly<Record<string, unknown>>;
  try {
    const read: unknown = JSON.parse(line);
    if (typeof read !== 'object' || read === null) return null;
    value = { ...read };
  } catch {
    return null;
  }
  const { schema, seq, sha256, at, signature } = value;
  if (schema !== 'pawl/anchor/v1' || typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) return null;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return null;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return null;
  if (signature !== null && typeof signature !== 'string') return null;
  return { schema, seq, sha256, at: isoTime(epochMs(Date.parse(at))), signature };
}

/** Every anchor against the record; null where all hold. With a public key each must be signed by its owner. */
export function anchorsHold(
  anchors: readonly Anchor[],
  record: Pick<RecordStore, 'chainHead'>,
  publicKeyPem: string | null,
): { readonly at: number | null; readonly why: string } | null {
  const key = publicKeyPem === null ? null : ed25519(() => createPublicKey(publicKeyPem));
  if (key !== null && !key.ok) return { at: null, why: key.error };
  for (const anchor of anchors) {
    const { seq, sha256, at, signature } = anchor;
    if (key !== null) {
      if (signature === null) return { at: null, why: `the anchor of ${at} is not signed` };
      if (!verify(null, anchorText(anchor), key.value, Buffer.from(signature, 'base64')))
        return { at: null, why: `the signature of the anchor of ${at} does not hold` };
    }
    const link = record.chainHead(seq);
    if (link === null) return { at: seq, why: `link ${seq} of the anchor of ${at} is gone: the record was cut` };
    if (link.sha256 !== sha256)
      return { at: seq, why: `link ${seq} is not the one of the anchor of ${at}: the record was rewritten` };
  }
  return null;
}
