import type { X509Certificate } from 'node:crypto';
import type { EpochMs } from '../core/brands.ts';
import { err, ok, type Result } from '../core/result.ts';
import { checkChain, nameOf, type Roots, readCertificates } from './certificates.ts';

/** How the signature of a file came out (findings.md 2.5). */
export type SignatureClass =
  | 'verified'
  /** Signed, but no root is pinned to check it with. */
  | 'not-checked'
  | 'not-signed'
  | 'wrong-format'
  | 'unsupported-algorithm'
  | 'verification-failed'
  | 'certificate-not-from-root'
  | 'certificate-expired'
  | 'certificate-unfit'
  /** The format of the file has no signature that can be checked off the box. */
  | 'not-public';

export type SignatureVerdict = { readonly result: SignatureClass; readonly why: string };

export type SwiSigned = { readonly certificate: X509Certificate; readonly signature: Buffer };

/** The signature member has at most this; the largest that the vendor's tool writes has 8 KiB. */
export const swiSignatureBytes = 65_536;

/**
 * Reads the member `swi-signature`: lines `Version:`, `HashAlgorithm:`, `IssuerCert:` and `Signature:` (base64), before the
 * binary `CRCPadding:`. The signature itself is over the whole file with this member as zeros. A certificate that does not
 * lead to a pinned root ends the check. Sources: platforms.md 11.4; the vendor's public swi-tools.
 */
export function readSwiSignature(member: Uint8Array, roots: Roots, now: EpochMs): Result<SwiSigned, SignatureVerdict> {
  const refuse = (result: SignatureClass, why: string) => err({ result, why });
  const text = Buffer.from(member).toString('latin1');
  const padding = text.search(/^CRCPadding:/m);
  const head = padding === -1 ? text : text.slice(0, padding);
  const fields = new Map(
    head.split('\n').flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
    }),
  );
  const algorithm = fields.get('HashAlgorithm') ?? '';
  const signature = base64(fields.get('Signature'));
  const pem = base64(fields.get('IssuerCert'));
  if (algorithm === '' || signature === null || pem === null)
    return refuse('wrong-format', 'the signature lacks its algorithm, certificate or value');
  if (algorithm !== 'SHA-256') return refuse('unsupported-algorithm', `"${algorithm.slice(0, 40)}"; SHA-256 is known`);
  const certificates = readCertificates(pem);
  if (!certificates.ok) return refuse('wrong-format', `the certificate: ${certificates.error}`);
  const leaf = certificates.value[0];
  if (leaf === undefined) return refuse('wrong-format', 'no certificate in it');
  if (roots.length === 0)
    return refuse('not-checked', `signed by ${nameOf(leaf)}; give the root to check it with (--root)`);
  const chain = checkChain(leaf, certificates.value, roots, now, 'any');
  if (!chain.ok) {
    const { kind, why } = chain.error;
    const result =
      kind === 'expired'
        ? 'certificate-expired'
        : kind === 'not-from-root'
          ? 'certificate-not-from-root'
          : 'certificate-unfit';
    return refuse(result, why);
  }
  return ok({ certificate: leaf, signature });
}

function base64(text: string | undefined): Buffer | null {
  if (text === undefined || text === '' || !/^[A-Za-z0-9+/]{1,65536}={0,2}$/.test(text)) return null;
  return Buffer.from(text, 'base64');
}
