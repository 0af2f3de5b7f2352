import { beforeAll, describe, expect, it } from 'vitest';
import { trustedFiles } from '../../../src/compare/trusted-files.ts';
import { epochMs } from '../../../src/core/brands.ts';
import { type ListFile, readKnownGoodList } from '../../../src/known-good/read-list.ts';
import { readTar } from '../../../src/known-good/tar.ts';
import { makeCa, type OwnCa, signed, tarOf } from './signing.ts';

/** After the certificates below were made. */
const now = epochMs(Date.now() + 3_600_000);
const hex = (digits: number, seed: number): string =>
  seed
    .toString(16)
    .padStart(8, '0')
    .repeat(Math.ceil(digits / 8))
    .slice(0, digits);
const md5 = (seed: number): string => hex(32, seed);
const sha512 = (seed: number): string => hex(128, seed);
const file = (name: string, content: string | Uint8Array, more: Partial<ListFile> = {}): ListFile => ({
  name,
  bytes: Buffer.from(content),
  root: null,
  signature: null,
  certificate: null,
  columns: null,
  learned: null,
  published: null,
  ...more,
});
const read = (list: ListFile) => {
  const result = readKnownGoodList(list, now);
  if (!result.ok) throw new Error(result.error.map(({ line, message }) => `${line}: ${message}`).join('; '));
  return result.value;
};
const refusal = (list: ListFile): string => {
  const result = readKnownGoodList(list, now);
  return result.ok ? '' : result.error.map(({ line, message }) => `${line ?? '-'}: ${message}`).join('; ');
};
const row = (name: string, seed: number, state = 'Active', size = '1000'): string =>
  `${name},${md5(seed)},${sha512(seed)},2017-04-30,${state},${size}`;

describe('a list of the shape that the vendor publishes', () => {
  it('finds its columns by shape where there is no header', () => {
    const { files } = read(file('cisco.csv', `${row('a.SPA.bin', 1)}\n${row('b.SPA.bin', 2, 'Deprecated')}\r\n`));
    expect(files.map(({ file: name, sizeBytes, withdrawn }) => ({ name, sizeBytes, withdrawn }))).toEqual([
      { name: 'a.SPA.bin', sizeBytes: 1000, withdrawn: false },
      { name: 'b.SPA.bin', sizeBytes: 1000, withdrawn: true },
    ]);
    expect(files[0]?.digests.map(({ algorithm, value }) => `${algorithm} ${value}`)).toEqual([
      `md5 ${md5(1)}`,
      `sha512 ${sha512(1)}`,
    ]);
    expect(files[0]?.source).toBe('cisco.csv, signature not checked');
  });

  it('finds them by the header where there is one, in any order, with quotes and a byte order mark', () => {
    const { files } = read(
      file(
        'cisco.csv',
        `\uFEFF"Size","SHA512","File Name","State","MD5"\n"77","${sha512(3).toUpperCase()}","c.bin","active","${md5(3)}"\n`,
      ),
    );
    expect(files).toMatchObject([{ file: 'c.bin', sizeBytes: 77, withdrawn: false }]);
    expect(files[0]?.digests.at(-1)?.value).toBe(sha512(3));
  });

  it('refuses the whole list for two digests of one name, and takes none of its rows', () => {
    expect(refusal(file('x.csv', `${row('a.bin', 1)}\n${row('a.bin', 2)}\n`))).toMatch(/two md5 digests for a\.bin/);
  });

  it('warns of one digest under two names', () => {
    expect(read(file('x.csv', `${row('a.bin', 1)}\n${row('b.bin', 1)}\n`)).warnings[0]).toMatch(/under two names/);
  });

  it.each([
    [
      'a digest of the wrong length',
      `${row('a.bin', 1)}\nb.bin,${md5(2)},abc,x,Active,1\n`,
      /2: sha512 has 128 digits/,
    ],
    ['a name with a folder', `${row('a.bin', 1)}\n${row('../b.bin', 2)}\n`, /2: .*no plain file name/],
    ['a name with a semicolon', `${row('a.bin', 1)}\n${row('b;reload', 2)}\n`, /2: .*no plain file name/],
    ['a name with a control character', `${row('a.bin', 1)}\n${row('b\u0007.bin', 2)}\n`, /2: .*no plain file name/],
    ['a size that is none', `${row('a.bin', 1)}\n${row('b.bin', 2, 'Active', '-4')}\n`, /2: .*no size/],
    ['a row without a digest', `${row('a.bin', 1)}\nb.bin,,,x,Active,4\n`, /2: a row without a digest/],
    ['nothing', '', /the list is empty/],
    ['binary', 'PK\u0003\u0004\0\0', /no text/],
  ])('refuses %s', (_, text, why) => {
    expect(refusal(file('x.csv', text))).toMatch(why);
  });

  it('imports 100 000 rows within five seconds and looks them up by index', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => row(`image-${index}.SPA.bin`, index + 1)).join('\n');
    const began = performance.now();
    const { files } = read(file('cisco.csv', rows));
    const trusted = trustedFiles([], [{ platform: 'iosxe', files }]);
    expect(performance.now() - began).toBeLessThan(5000);
    const looked = performance.now();
    for (let index = 0; index < 10_000; index += 1)
      expect(trusted.of('iosxe', `flash:image-${index}.SPA.bin`).length).toBe(1);
    expect(performance.now() - looked).toBeLessThan(2000);
  });

  it('reads a megabyte of rubbish in linear time', () => {
    for (const rubbish of ['a'.repeat(1 << 20), ','.repeat(1 << 20), '"'.repeat(1 << 20), '{'.repeat(1 << 20)]) {
      const began = performance.now();
      refusal(file('x.csv', rubbish));
      expect(performance.now() - began).toBeLessThan(1500);
    }
  });
});

describe('digest files', () => {
  it.each([
    ['EOS.swi.sha512sum', `${sha512(1)}  EOS-4.30.1F.swi\n`, 'EOS-4.30.1F.swi', 'sha512'],
    ['x.md5sum', `${md5(1)} *EOS.swi\r\n`, 'EOS.swi', 'md5'],
    ['EOS-4.30.1F.swi.sha512', `\uFEFF${sha512(1).toUpperCase()}\n`, 'EOS-4.30.1F.swi', 'sha512'],
    ['x.sha256', `SHA256 (jinstall.tgz) = ${hex(64, 4)}\n`, 'jinstall.tgz', 'sha256'],
  ])('reads %s', (name, text, image, algorithm) => {
    expect(read(file(name, text)).files).toMatchObject([{ file: image, digests: [{ algorithm }] }]);
  });

  it.each([
    [`${sha512(1)}  ../../etc/passwd`, /no plain file name/],
    [`${sha512(1).slice(1)}  a.swi`, /127 digits/],
    [`SHA256 (a.swi) = ${md5(1)}`, /does not have 32 digits/],
    ['<html>moved</html>', /no digest/],
    [`${sha512(1)}  a.swi\n${sha512(2)}  a.swi`, /two sha512 digests/],
  ])('refuses %j', (text, why) => {
    expect(refusal(file('x.sha512sum', text))).toMatch(why);
  });
});

describe('an operator’s own list', () => {
  const columns = { file: 'Image', sha512: 'Checksum', state: 'Life' };
  it('is read by its column map and marked as learned where it was', () => {
    const list = file('golden.csv', `Life;Image;Checksum\nactive;a.bin;${sha512(1)}\nretired;b.bin;${sha512(2)}\n`, {
      columns,
      learned: { by: 'A', acceptedBy: 'B' },
      published: '2026-11-01',
    });
    expect(read(list).files).toMatchObject([
      {
        file: 'a.bin',
        withdrawn: false,
        learned: true,
        source: 'golden.csv of 2026-11-01, signature not checked, learned by A, accepted by B',
      },
      { file: 'b.bin', withdrawn: true },
    ]);
  });
  it('is refused where a mapped column is not there', () => {
    expect(refusal(file('golden.csv', `Image,Life\na.bin,active\n`, { columns }))).toMatch(/no column "Checksum"/);
  });
});

describe('signed lists', () => {
  let ca: OwnCa;
  beforeAll(() => {
    ca = makeCa();
  }, 60_000);
  const csv = `${row('a.bin', 1)}\n`;
  const inner = tarOf({ 'BulkHash.csv': csv });
  const bundle = (by: keyof OwnCa, more: Readonly<Record<string, Uint8Array>> = {}, signature?: Buffer): Buffer =>
    tarOf({
      'BulkHash.tar': inner,
      'BulkHash.tar.signature': signature ?? signed(inner, ca[by], 'sha512'),
      'BULKHASH-CCO_RELEASE.cer': ca[by].pem,
      'sub.pem': ca.sub.pem,
      ...more,
    });

  it('a bundle is taken when its signer leads to the pinned root', () => {
    const { files } = read(file('BulkHashFile.tar', bundle('signer'), { root: ca.root.pem }));
    expect(files).toMatchObject([{ file: 'a.bin', source: 'BulkHashFile.tar, signed by Test signer' }]);
  });

  it.each<[string, () => ListFile, RegExp]>([
    ['no pinned root', () => file('b.tar', bundle('signer')), /no root is pinned/],
    [
      'another root',
      () => file('b.tar', bundle('signer'), { root: ca.stranger.pem }),
      /does not lead to a pinned root/,
    ],
    [
      'a changed list',
      () =>
        file('b.tar', bundle('signer', {}, signed(Buffer.from('other'), ca.signer, 'sha512')), { root: ca.root.pem }),
      /does not hold/,
    ],
    [
      'an odd digest',
      () => file('b.tar', bundle('signer', {}, signed(inner, ca.signer, 'sha1')), { root: ca.root.pem }),
      /does not hold/,
    ],
    [
      'a certificate for web servers',
      () => file('b.tar', bundle('otherPurpose'), { root: ca.root.pem }),
      /another purpose/,
    ],
    ['an elliptic key', () => file('b.tar', bundle('elliptic'), { root: ca.root.pem }), /no RSA key/],
    ['the authority itself', () => file('b.tar', bundle('sub'), { root: ca.root.pem }), /only of authorities/],
    [
      'a link inside',
      () =>
        file(
          'b.tar',
          tarOf({ 'a.csv': '' }, (header) => header.write('2', 156)),
        ),
      /no plain file/,
    ],
    ['a path that leads upwards', () => file('b.tar', tarOf({ '../BulkHash.tar': 'x' })), /leads elsewhere/],
    ['an absolute path', () => file('b.tar', tarOf({ '/etc/x': 'x' })), /leads elsewhere/],
    [
      'a size beyond the end',
      () =>
        file(
          'b.tar',
          tarOf({ a: 'x' }, (header) => header.write('77777777777\0', 124)),
        ),
      /ends within a file/,
    ],
    [
      'a bomb of many files',
      () => file('b.tar', tarOf(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}`, ''])))),
      /more than 64 files/,
    ],
  ])('a bundle with %s is refused', (_, list, why) => {
    expect(refusal(list())).toMatch(why);
  });

  it('a certificate that is out of its time is refused', () => {
    const result = readKnownGoodList(
      file('b.tar', bundle('expired'), { root: ca.root.pem }),
      epochMs(Date.now() + 3 * 86_400_000),
    );
    expect(result.ok ? '' : result.error[0]?.message).toMatch(/is valid from .* only/);
  });

  const kgv = JSON.stringify({
    header: { version: 'x' },
    bulkHash: [
      { filename: 'boot', dtype: 'boot0', biv_hash: hex(64, 9) },
      {
        filename: 'cat9k.SPA.bin',
        dtype: 'osimage',
        sha512: sha512(5).toUpperCase(),
        biv_hash: hex(128, 6),
        pkg: [{ filename: 'cat9k-rpbase.SPA.pkg', md5: md5(7), biv_hash: hex(64, 8) }],
      },
    ],
  });
  it.each<[string, 'signer' | 'bigSigner', 'sha256' | 'sha512']>([
    ['256 bytes over SHA-256', 'signer', 'sha256'],
    ['512 bytes over SHA-512', 'bigSigner', 'sha512'],
  ])('known-good values with a signature of %s give images, packages and measurements', (_, by, digest) => {
    const list = file('kgv.json', kgv, {
      root: ca.root.pem,
      signature: signed(Buffer.from(kgv), ca[by], digest),
      certificate: Buffer.concat([ca[by].pem, ca.sub.pem]),
    });
    const { files, measurements } = read(list);
    expect(files.map(({ file: name }) => name)).toEqual(['cat9k.SPA.bin', 'cat9k-rpbase.SPA.pkg']);
    expect(files[0]?.digests[0]?.value).toBe(sha512(5));
    expect(files[0]?.source).toMatch(/signed by Test/);
    expect(measurements).toHaveLength(3);
  });

  it('a signature of another length, another list, or without a root is refused', () => {
    const given = { root: ca.root.pem, certificate: Buffer.concat([ca.signer.pem, ca.sub.pem]) };
    expect(refusal(file('k.json', kgv, { ...given, signature: Buffer.alloc(128) }))).toMatch(/128 bytes/);
    const other = signed(Buffer.from('x'), ca.signer, 'sha256');
    expect(refusal(file('k.json', kgv, { ...given, signature: other }))).toMatch(/does not hold/);
    expect(refusal(file('k.json', kgv, { ...given, root: null, signature: other }))).toMatch(/no root is pinned/);
  });
});

describe('the older layout of known-good values', () => {
  const older = {
    header: { version: 'KGV_format_2.0' },
    products: [
      {
        product: 'ISR4300',
        boot0Versions: [{ version: 'F01', entries: [{ biv_hash: hex(64, 1) }] }],
        osImageVersions: [
          { version: '16.03.01', entries: [{ file_name: 'isr.SPA.bin', sha512: sha512(2), biv_hash: hex(128, 3) }] },
        ],
      },
    ],
  };
  it('gives measurements by product and version, and digests of the files that it names', () => {
    const { files, measurements } = read(file('kgv.json', JSON.stringify(older)));
    expect(files).toMatchObject([{ file: 'isr.SPA.bin', source: 'kgv.json, signature not checked' }]);
    expect(measurements.map(({ value }) => value)).toEqual([hex(64, 1).toUpperCase(), hex(128, 3).toUpperCase()]);
  });
  it.each([
    '{"bulkHash":[]}',
    '[]',
    '{',
    '{"bulkHash":[{"filename":"a.bin","md5":"xx"}]}',
    '{"bulkHash":[{"filename":"a/../b","md5":"x"}]}',
  ])('refuses %s', (text) => {
    expect(refusal(file('kgv.json', text))).not.toBe('');
  });
});

describe('tar', () => {
  it('reads long names of GNU tar and paths of pax', () => {
    const long = `${'d'.repeat(80)}/${'n'.repeat(60)}`;
    const gnu = tarOf({ '././@LongLink': `${long}\0`, short: 'body' }, (header, name) => {
      if (name.startsWith('./')) header.write('L', 156);
    });
    expect(readTar(gnu)).toMatchObject({ ok: true, value: [{ name: long }] });
    const record = `path=${long}\n`;
    const pax = tarOf({ h: `${record.length + 4} ${record}`, short: 'body' }, (header, name) => {
      if (name === 'h') header.write('x', 156);
    });
    expect(readTar(pax)).toMatchObject({ ok: true, value: [{ name: long }] });
  });
  it('refuses a wrong check sum and two files of one name', () => {
    const tar = tarOf({ a: 'x' });
    tar[0] = 66;
    expect(readTar(tar)).toMatchObject({ ok: false });
    expect(readTar(Buffer.concat([tarOf({ a: 'x' }).subarray(0, 1024), tarOf({ a: 'y' })]))).toMatchObject({
      ok: false,
    });
  });
});
