import { createHash, sign } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ImageInspection, inspectImage } from '../../../src/app/inspect-image.ts';
import { trustedFiles } from '../../../src/compare/trusted-files.ts';
import { epochMs, hexDigest } from '../../../src/core/brands.ts';
import { makeCa, type OwnCa, tarOf } from '../known-good/signing.ts';

const now = Date.now() + 3_600_000;
const source = (name: string, bytes: Buffer, piece = 1000) => ({
  name,
  sizeBytes: bytes.length,
  readAt: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
  async *chunks() {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  },
});

type Member = { readonly name: string; readonly bytes: Buffer; readonly deflate?: true; readonly flags?: number };

function zipOf(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, deflate, flags = 0 } of members) {
    const body = deflate === true ? deflateRawSync(bytes) : bytes;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(deflate === true ? 8 : 0, 8);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(deflate === true ? 8 : 0, 10);
    entry.writeUInt32LE(body.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(name, 'latin1'), body);
    directory.push(entry, Buffer.from(name, 'latin1'));
    at += 30 + name.length + body.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}

const version = { name: 'version', bytes: Buffer.from('SWI_VERSION=4.30.1F\nSWI_ARCH=i686\n'), deflate: true } as const;
const rootfs = { name: 'rootfs-i386.sqsh', bytes: Buffer.from('x'.repeat(5000)) };

/** As the vendor's tool does: a member of zeros is signed over, then filled without changing any length. */
function signedSwi(
  key: string,
  certificate: Buffer,
  change: { readonly algorithm?: string; readonly length?: number } = {},
): Buffer {
  const length = change.length ?? 8192;
  const empty = zipOf([version, { name: 'swi-signature', bytes: Buffer.alloc(length) }, rootfs]);
  const text = [
    'Version:1',
    `HashAlgorithm:${change.algorithm ?? 'SHA-256'}`,
    `IssuerCert:${certificate.toString('base64')}`,
    `Signature:${sign('sha256', empty, key).toString('base64')}`,
    'CRCPadding:\u0001:\n\u0002',
  ].join('\n');
  const at = empty.indexOf('swi-signature') + 'swi-signature'.length;
  const filled = Buffer.from(empty);
  filled.write(text, at, 'latin1');
  return filled;
}

async function inspect(
  name: string,
  bytes: Buffer,
  root: Buffer | null = null,
  trusted: Parameters<typeof inspectImage>[1]['trusted'] = null,
  at = now,
): Promise<ImageInspection> {
  const read = await inspectImage(source(name, bytes), { platform: null, root, trusted, now: epochMs(at) });
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

describe('an EOS image', () => {
  let ca: OwnCa;
  let good: Buffer;
  beforeAll(() => {
    ca = makeCa();
    good = signedSwi(ca.signer.key, Buffer.concat([ca.signer.pem, ca.sub.pem]));
  }, 60_000);

  it('that a signer under the pinned root signed is verified, and tells its release', async () => {
    const image = await inspect('EOS-4.30.1F.swi', good, ca.root.pem);
    expect(image).toMatchObject({
      content: 'swi',
      platform: 'eos',
      name: { version: '4.30.1F' },
      inside: { version: '4.30.1F', from: 'member version' },
      signature: { result: 'verified', why: 'signed by Test signer' },
      notes: [],
    });
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512'] as const)
      expect(image.digests[algorithm]).toBe(createHash(algorithm).update(good).digest('hex'));
  });

  it('whose name tells another release than its content is told apart', async () => {
    expect((await inspect('EOS-4.31.2F.swi', good, ca.root.pem)).notes).toEqual([
      'the name tells 4.31.2F, the content 4.30.1F: a renamed image',
    ]);
  });

  it('is not checked without a root', async () => {
    expect((await inspect('EOS-4.30.1F.swi', good)).signature.result).toBe('not-checked');
  });

  const flipped = (): Buffer => {
    const changed = Buffer.from(good);
    changed[changed.indexOf('xxxx') + 100] = 0x79;
    return changed;
  };
  it.each<[ImageInspection['signature']['result'], () => Promise<ImageInspection>]>([
    ['verification-failed', () => inspect('EOS-4.30.1F.swi', flipped(), ca.root.pem)],
    ['certificate-not-from-root', () => inspect('EOS-4.30.1F.swi', good, ca.stranger.pem)],
    ['not-signed', () => inspect('EOS-4.30.1F.swi', zipOf([version, rootfs]), ca.root.pem)],
    [
      'unsupported-algorithm',
      () => inspect('a.swi', signedSwi(ca.signer.key, ca.signer.pem, { algorithm: 'MD5' }), ca.root.pem),
    ],
    [
      'wrong-format',
      () => inspect('a.swi', zipOf([version, { name: 'swi-signature', bytes: Buffer.from('nothing') }]), ca.root.pem),
    ],
    [
      'wrong-format',
      () =>
        inspect(
          'a.swi',
          zipOf([version, { name: 'swi-signature', bytes: Buffer.alloc(9000), deflate: true }]),
          ca.root.pem,
        ),
    ],
    [
      'wrong-format',
      () => inspect('a.swi', zipOf([version, { name: 'swi-signature', bytes: Buffer.alloc(70_000) }]), ca.root.pem),
    ],
    [
      'certificate-unfit',
      () => inspect('a.swi', signedSwi(ca.elliptic.key, Buffer.concat([ca.elliptic.pem, ca.sub.pem])), ca.root.pem),
    ],
    [
      'certificate-expired',
      () =>
        inspect(
          'a.swi',
          signedSwi(ca.expired.key, Buffer.concat([ca.expired.pem, ca.sub.pem])),
          ca.root.pem,
          null,
          now + 3 * 86_400_000,
        ),
    ],
  ])('gives %s', async (result, run) => {
    expect((await run()).signature.result).toBe(result);
  });

  it.each<[string, () => Buffer, RegExp]>([
    [
      'a path that leads upwards',
      () => zipOf([version, { name: '../../etc/x', bytes: Buffer.from('x') }]),
      /leads elsewhere/,
    ],
    ['two members of one name', () => zipOf([version, version]), /two members/],
    ['an encrypted member', () => zipOf([version, { ...rootfs, flags: 1 }]), /is encrypted/],
    ['an end that is cut', () => zipOf([version]).subarray(0, -10), /no directory/],
    [
      'a directory beyond the end',
      () => {
        const zip = zipOf([version]);
        zip.writeUInt32LE(999_999, zip.length - 6);
        return zip;
      },
      /beyond the end/,
    ],
  ])('with %s is refused as an archive, and still hashed', async (_, make, why) => {
    const image = await inspect('a.swi', make(), ca.root.pem);
    expect(image.notes.join()).toMatch(why);
    expect(image.signature.result).toBe('not-public');
  });

  it('whose version member is a bomb tells no release', async () => {
    const bomb = zipOf([{ name: 'version', bytes: Buffer.alloc(32 * 1024 * 1024), deflate: true }]);
    bomb.writeUInt32LE(100, bomb.length - 22 - 46 - 7 + 24);
    expect((await inspect('a.swi', bomb)).inside).toBeNull();
  });
});

describe('other images', () => {
  const image = Buffer.concat([
    Buffer.from('\u007fELF'),
    Buffer.alloc(995),
    Buffer.from('CW_BEGIN$$CW_VERSION$15.2(4)M6$CW_FAMILY$C2900$CW_END$$'),
    Buffer.alloc(3000),
  ]);
  it('of IOS tell their release in a mark, also across two pieces', async () => {
    for (const at of [990, 1000, 1010, 1020]) {
      const read = await inspectImage(source('c2900-universalk9-mz.SPA.152-4.M6.bin', image, at), {
        platform: null,
        root: null,
        trusted: null,
        now: epochMs(0),
      });
      expect(read).toMatchObject({
        ok: true,
        value: { content: 'elf', inside: { version: '15.2(4)M6' }, signature: { result: 'not-public' } },
      });
    }
  });

  it('of a known name are compared with the trusted values, and told by other names they have', async () => {
    const digest = hexDigest('sha512', createHash('sha512').update(image).digest('hex'));
    if (!digest.ok) throw new Error(digest.error);
    const entry = {
      sizeBytes: null,
      source: 'list',
      learned: false,
      withdrawn: true,
      digests: [{ algorithm: 'sha512' as const, value: digest.value }],
    };
    const name = 'c2900-universalk9-mz.SPA.152-4.M6.bin';
    const trusted = trustedFiles(
      [],
      [
        {
          platform: 'ios',
          files: [
            { ...entry, file: name },
            { ...entry, file: 'other.bin' },
          ],
        },
      ],
    );
    expect((await inspect(name, image, null, trusted)).knownGood).toMatchObject({
      match: true,
      source: 'list',
      withdrawn: true,
      publishedAs: ['other.bin'],
    });
    const changed = Buffer.concat([image, Buffer.from('!')]);
    expect((await inspect(name, changed, null, trusted)).knownGood).toMatchObject({ match: false, publishedAs: [] });
    expect((await inspect('c2900-universalk9-mz.SPA.152-4.M7.bin', image, null, trusted)).knownGood.match).toBeNull();
  });

  it('in a compressed tar, an ISO or of no known form are told apart', async () => {
    const tgz = gzipSync(tarOf({ 'junos-install-ex-x86-64-21.4R3.15/contents': 'x'.repeat(9000) }));
    expect(await inspect('x.tgz', tgz)).toMatchObject({
      content: 'gzip',
      inside: { from: 'first member junos-install-ex-x86-64-21.4R3.15/contents' },
    });
    const iso = Buffer.alloc(40_000);
    iso.write('CD001', 32_769);
    iso.write('ASR9K_7.5.2', 32_808);
    expect(await inspect('x.iso', iso)).toMatchObject({ content: 'iso', inside: { version: 'ASR9K_7.5.2' } });
    expect(await inspect('x.pkg', Buffer.from('x'))).toMatchObject({ content: 'unknown', inside: null });
  });

  it('that are a bomb or empty are bounded', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const began = performance.now();
    await inspect('x.tgz', bomb);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(
      await inspectImage(source('x', Buffer.alloc(0)), { platform: null, root: null, trusted: null, now: epochMs(0) }),
    ).toMatchObject({ ok: false });
  });
});
