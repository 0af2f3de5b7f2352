import { createHash, createVerify, type Verify } from 'node:crypto';
import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import { knownGood, type TrustedFiles } from '../compare/trusted-files.ts';
import { type EpochMs, type HashAlgorithm, type HexDigest, hexDigest } from '../core/brands.ts';
import { err, ok, type Result } from '../core/result.ts';
import { compareTexts } from '../core/version.ts';
import { nameOf, type Roots, readCertificates } from '../known-good/certificates.ts';
import { type ContentKind, contentKind, isoVolume, markScan, swiVersion } from '../known-good/image-content.ts';
import { readSwiSignature, type SignatureVerdict, swiSignatureBytes } from '../known-good/swi-signature.ts';
import { readZipDirectory, type ZipEntry, zipContentAt, zipDirectoryAt, zipLimits } from '../known-good/zip.ts';
import { platforms } from '../platforms/index.ts';
import type { Platform } from '../platforms/platform.ts';

/** A local file, read in pieces. */
export type ImageSource = {
  readonly name: string;
  readonly sizeBytes: number;
  /** Fewer bytes than asked for only at the end of the file. */
  readonly readAt: (offset: number, bytes: number) => Promise<Uint8Array>;
  readonly chunks: () => AsyncIterable<Uint8Array>;
};

export type ImageInspection = {
  readonly schema: 'pawl/image/v1';
  readonly file: string;
  readonly sizeBytes: number;
  readonly content: ContentKind;
  readonly platform: string | null;
  /** What the name tells. */
  readonly name: { readonly kind: string | null; readonly version: string | null; readonly signature: string | null };
  /** What the content tells; null where its format does not. */
  readonly inside: { readonly version: string | null; readonly from: string } | null;
  readonly signature: SignatureVerdict;
  readonly digests: Readonly<Record<HashAlgorithm, HexDigest>>;
  readonly knownGood: {
    /** True, false, or null where no trusted value is known for this name. */
    readonly match: boolean | null;
    readonly source: string | null;
    readonly expected: string | null;
    readonly withdrawn: boolean;
    /** Other names under which this very content is published. */
    readonly publishedAs: readonly string[];
  };
  readonly notes: readonly string[];
};

type Zip = { readonly entries: readonly ZipEntry[] };
type Zeros = { readonly from: number; readonly to: number };

/**
 * Reads one image file: its kind and release by content, its signature where the format is public, four digests in one
 * pass, and what the trusted values say of them. Memory does not grow with the file; archives are bounded.
 */
export async function inspectImage(
  source: ImageSource,
  options: {
    readonly platform: Platform | null;
    readonly root: Uint8Array | null;
    readonly trusted: TrustedFiles | null;
    readonly now: EpochMs;
  },
): Promise<Result<ImageInspection, string>> {
  const roots: Result<Roots, string> = options.root === null ? ok([]) : readCertificates(options.root);
  if (!roots.ok) return err(`the root: ${roots.error}`);
  if (source.sizeBytes === 0) return err('the file is empty');
  const notes: string[] = [];
  const head = await source.readAt(0, 65_536);
  const kind = contentKind(head);
  const zip = kind === 'zip' ? await readZip(source, notes) : null;
  const signature = zip === null ? null : await swiSignature(source, zip, roots.value, options.now);
  const marks = markScan();
  const digests = await digestAll(source, signature?.verifier ?? null, signature?.zeros ?? null, marks.add);
  if (digests === null) return err('the file changed while it was read');
  const isSwi = zip?.entries.some(({ name }) => name === 'version' || /^swix?-signature$/.test(name)) === true;
  const inside =
    zip !== null
      ? await versionMember(source, zip)
      : kind === 'iso'
        ? { version: isoVolume(head), from: 'volume name' }
        : kind === 'gzip'
          ? firstMember(await source.readAt(0, 1024 * 1024))
          : (marks.marks().get('VERSION') ?? null) === null
            ? null
            : { version: marks.marks().get('VERSION') ?? null, from: 'mark CW_VERSION' };
  const platform = options.platform ?? likelyPlatform(source.name, inside?.version ?? null);
  const named = platform?.versions.image(source.name) ?? null;
  if (platform !== null && named?.version != null && inside?.version != null) {
    const { order } = compareTexts(platform.versions, named.version, inside.version);
    if (order === 'older' || order === 'newer')
      notes.push(`the name tells ${named.version}, the content ${inside.version}: a renamed image`);
  }
  return ok({
    schema: 'pawl/image/v1',
    file: source.name,
    sizeBytes: source.sizeBytes,
    content: isSwi ? 'swi' : kind,
    platform: platform?.id ?? null,
    name: { kind: named?.kind ?? null, version: named?.version ?? null, signature: named?.signature ?? null },
    inside,
    signature: signature === null ? unsigned(kind) : signature.verdict(),
    digests: digests.values,
    knownGood: published(source.name, digests.values, platform, options.trusted),
    notes,
  });
}

/** The platform whose images are called so; where several are, the one that can read the release inside. */
function likelyPlatform(name: string, inside: string | null): Platform | null {
  const scored = platforms.map((platform) => {
    const { kind, version } = platform.versions.image(name);
    const reads = inside !== null && platform.versions.parse(inside).ok;
    const agrees = reads && version !== null && compareTexts(platform.versions, version, inside).order === 'same';
    return {
      platform,
      score:
        kind === null
          ? 0
          : 1 +
            (kind === 'system' ? 1 : 0) +
            (reads ? 2 : 0) +
            (agrees ? 2 : 0) +
            (version !== null && name.includes(version) ? 1 : 0),
    };
  });
  const best = scored.reduce((most, one) => (one.score > most.score ? one : most));
  return best.score === 0 ? null : best.platform;
}

const unsigned = (kind: ContentKind): SignatureVerdict => ({
  result: 'not-public',
  why:
    kind === 'zip'
      ? 'the archive cannot be read'
      : 'the vendor does not publish how to check a signature of this format off the box',
});

async function readZip(source: ImageSource, notes: string[]): Promise<Zip | null> {
  const tailBytes = Math.min(source.sizeBytes, zipLimits.tailBytes);
  const tail = await source.readAt(source.sizeBytes - tailBytes, tailBytes);
  const directory = zipDirectoryAt(tail, source.sizeBytes);
  const read = directory.ok
    ? readZipDirectory(
        await source.readAt(directory.value.at, directory.value.bytes),
        directory.value.entries,
        source.sizeBytes,
      )
    : directory;
  if (read.ok) return { entries: read.value };
  notes.push(`the archive is refused: ${read.error}`);
  return null;
}

type Checking = {
  readonly verifier: Verify | null;
  readonly zeros: Zeros | null;
  /** To be asked after every byte went through the verifier. */
  readonly verdict: () => SignatureVerdict;
};

async function swiSignature(source: ImageSource, { entries }: Zip, roots: Roots, now: EpochMs): Promise<Checking> {
  const done = (result: SignatureVerdict['result'], why: string): Checking => ({
    verifier: null,
    zeros: null,
    verdict: () => ({ result, why }),
  });
  const member = entries.find(
    ({ name }) => name === (/\.swix$/i.test(source.name) ? 'swix-signature' : 'swi-signature'),
  );
  if (member === undefined) return done('not-signed', 'the archive has no signature member');
  if (member.method !== 0 || member.compressedBytes !== member.bytes || member.bytes > swiSignatureBytes)
    return done('wrong-format', 'the signature member is compressed or too long');
  const from = zipContentAt(await source.readAt(member.headerAt, 30), member);
  if (from === null || from + member.bytes > source.sizeBytes)
    return done('wrong-format', 'the signature member is not where the directory says');
  const signed = readSwiSignature(await source.readAt(from, member.bytes), roots, now);
  if (!signed.ok) return done(signed.error.result, signed.error.why);
  const { certificate, signature } = signed.value;
  const verifier = createVerify('RSA-SHA256');
  return {
    verifier,
    zeros: { from, to: from + member.bytes },
    verdict: () =>
      verifier.verify(certificate.publicKey, signature)
        ? { result: 'verified', why: `signed by ${nameOf(certificate)}` }
        : { result: 'verification-failed', why: 'the content is not what was signed' },
  };
}

async function digestAll(
  source: ImageSource,
  verifier: Verify | null,
  zeros: Zeros | null,
  look: (chunk: Uint8Array) => void,
): Promise<{ readonly values: Readonly<Record<HashAlgorithm, HexDigest>> } | null> {
  const hashes = {
    md5: createHash('md5'),
    sha1: createHash('sha1'),
    sha256: createHash('sha256'),
    sha512: createHash('sha512'),
  };
  let offset = 0;
  for await (const chunk of source.chunks()) {
    for (const hash of Object.values(hashes)) hash.update(chunk);
    verifier?.update(zeros === null ? chunk : withZeros(chunk, offset, zeros));
    look(chunk);
    offset += chunk.length;
  }
  if (offset !== source.sizeBytes) return null;
  const value = (algorithm: HashAlgorithm): HexDigest => {
    const digest = hexDigest(algorithm, hashes[algorithm].digest('hex'));
    if (!digest.ok) throw new Error(digest.error);
    return digest.value;
  };
  return { values: { md5: value('md5'), sha1: value('sha1'), sha256: value('sha256'), sha512: value('sha512') } };
}

/** The chunk at `offset`, with what lies in the signature member as zeros. */
function withZeros(chunk: Uint8Array, offset: number, { from, to }: Zeros): Uint8Array {
  const start = Math.max(0, from - offset);
  const end = Math.min(chunk.length, to - offset);
  if (start >= end) return chunk;
  const copy = Uint8Array.from(chunk);
  copy.fill(0, start, end);
  return copy;
}

async function versionMember(source: ImageSource, { entries }: Zip): Promise<ImageInspection['inside']> {
  const member = entries.find(({ name }) => name === 'version');
  if (member === undefined || member.compressedBytes > 65_536 || member.bytes > 65_536) return null;
  const at = zipContentAt(await source.readAt(member.headerAt, 30), member);
  if (at === null) return null;
  const bytes = await source.readAt(at, member.compressedBytes);
  try {
    const text = member.method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: 65_536 });
    return { version: swiVersion(Buffer.from(text).toString('utf8')), from: 'member version' };
  } catch {
    return null;
  }
}

/** Name of the first file in a compressed tar; vendors call it after the release. Unpacks at most 64 KiB. */
function firstMember(head: Uint8Array): ImageInspection['inside'] {
  try {
    const bytes = gunzipSync(head.subarray(0, 16_384), {
      maxOutputLength: 17 * 1024 * 1024,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    const name = /^[\w.+/-]{1,100}/.exec(bytes.subarray(0, 100).toString('latin1'))?.[0];
    return contentKind(bytes) !== 'tar' || name === undefined ? null : { version: null, from: `first member ${name}` };
  } catch {
    return null;
  }
}

function published(
  name: string,
  digests: ImageInspection['digests'],
  platform: Platform | null,
  trusted: TrustedFiles | null,
): ImageInspection['knownGood'] {
  const all = (['sha512', 'sha256', 'sha1', 'md5'] as const).map((algorithm) => ({
    algorithm,
    value: digests[algorithm],
  }));
  const known = platform === null || trusted === null ? [] : trusted.of(platform.id, name);
  const answers = all.map((digest) => knownGood(known, digest)).filter(({ good }) => good !== null);
  const answer = answers.find(({ good }) => good === false) ?? answers[0] ?? null;
  const others =
    platform === null || trusted === null
      ? []
      : all.flatMap(({ value }) => trusted.withDigest(platform.id, value)).map(({ file }) => file);
  return {
    match: answer?.good ?? null,
    source: answer?.source ?? null,
    expected: answer?.expected ?? null,
    withdrawn: known.some(({ withdrawn }) => withdrawn),
    publishedAs: [...new Set(others)].filter((other) => other !== name),
  };
}
