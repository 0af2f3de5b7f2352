import { verify, X509Certificate } from 'node:crypto';
import type { EpochMs } from '../core/brands.ts';
import { err, ok, type Result } from '../core/result.ts';

/** Certificates that the operator pinned as the beginning of trust. */
export type Roots = readonly X509Certificate[];

const codeSigning = '1.3.6.1.5.5.7.3.3';
const anyPurpose = '2.5.29.37.0';
const mostCertificates = 32;
const longestChain = 6;

/** Every certificate of a text with PEM blocks, or the one of a DER file. A block that is none is refused. */
export function readCertificates(bytes: Uint8Array): Result<readonly X509Certificate[], string> {
  if (bytes.length > 1024 * 1024) return err('larger than a file of certificates is');
  const text = Buffer.from(bytes).toString('latin1');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,65536}-----END CERTIFICATE-----/g);
  if (blocks !== null && blocks.length > mostCertificates) return err(`more than ${mostCertificates} certificates`);
  try {
    const read = blocks === null ? [new X509Certificate(bytes)] : blocks.map((block) => new X509Certificate(block));
    return ok(read);
  } catch {
    return err('no certificate that can be read');
  }
}

/** `code-signing`: where the certificate names purposes at all, signing code is one of them. */
export type Purpose = 'code-signing' | 'any';

export type ChainRefusal = 'expired' | 'other-purpose' | 'not-from-root' | 'weak-key';

/**
 * Follows a certificate to one of the roots over the certificates beside it. Every one on the way must be in its time at
 * `now`, every issuer an authority; the one at the end of the chain must not be one, and must be an RSA key of at least
 * 2048 bits.
 */
export function checkChain(
  leaf: X509Certificate,
  beside: readonly X509Certificate[],
  roots: Roots,
  now: EpochMs,
  purpose: Purpose,
): Result<X509Certificate, { readonly kind: ChainRefusal; readonly why: string }> {
  const name = nameOf(leaf);
  const refuse = (kind: ChainRefusal, why: string) => err({ kind, why });
  if (leaf.ca)
    return refuse('other-purpose', `${name} is the certificate of an authority, which signs certificates only`);
  const uses = leaf.keyUsage ?? [];
  if (purpose === 'code-signing' && uses.length > 0 && !uses.includes(codeSigning) && !uses.includes(anyPurpose))
    return refuse('other-purpose', `${name} is for another purpose than signing code`);
  if (leaf.publicKey.asymmetricKeyType !== 'rsa' || (leaf.publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    return refuse('weak-key', `${name} has no RSA key of 2048 bits or more`);
  const rootKeys = new Set(roots.map(({ fingerprint256 }) => fingerprint256));
  let current = leaf;
  for (let length = 0; length < longestChain; length += 1) {
    if (now < Date.parse(current.validFrom) || now > Date.parse(current.validTo))
      return refuse('expired', `${nameOf(current)} is valid from ${current.validFrom} to ${current.validTo} only`);
    if (rootKeys.has(current.fingerprint256)) return ok(current);
    const issuer = [...roots, ...beside].find(
      (one) => one.fingerprint256 !== current.fingerprint256 && issued(one, current),
    );
    if (issuer === undefined)
      return refuse('not-from-root', `${name} does not lead to a pinned root (${nameOf(current)} has no issuer here)`);
    current = issuer;
  }
  return refuse('not-from-root', `${name} has more issuers than a chain has`);
}

function issued(issuer: X509Certificate, subject: X509Certificate): boolean {
  try {
    return isAuthority(issuer) && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** Roots of the first days of X.509 say nothing about being one; they sign themselves. */
const isAuthority = (certificate: X509Certificate): boolean =>
  certificate.ca || certificate.subject === certificate.issuer;

/** The common name, for sentences. */
export const nameOf = ({ subject }: X509Certificate): string =>
  /(?:^|\n)CN=([^\n]{1,80})/.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ').slice(0, 80);

/** PKCS#1 v1.5 over the digest; false for anything that cannot be checked. */
export function signatureHolds(
  data: Uint8Array,
  signature: Uint8Array,
  certificate: X509Certificate,
  digest: 'sha256' | 'sha512',
): boolean {
  try {
    return verify(digest, data, certificate.publicKey, signature);
  } catch {
    return false;
  }
}
