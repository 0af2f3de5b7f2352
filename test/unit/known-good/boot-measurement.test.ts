import { createHash, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { epochMs } from '../../../src/core/brands.ts';
import { checkBootRecord } from '../../../src/known-good/boot-measurement.ts';
import { readCertificates } from '../../../src/known-good/certificates.ts';
import { type Identity, makeCa, type OwnCa } from './signing.ts';

const now = epochMs(Date.now() + 3_600_000);
const sha = (...parts: readonly Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const extend = (register: Buffer, hash: Buffer): Buffer => sha(register, sha(hash));
const upper = (bytes: Buffer): string => bytes.toString('hex').toUpperCase();
const boot0 = Buffer.alloc(32, 1);
const loader = Buffer.alloc(64, 2);
const os = Buffer.alloc(64, 3);
const image = 'isr4300-universalk9.17.09.04a.SPA.bin';
const nonce = '18446744073709551615';

/** What a device with this identity prints, for the nonce that it is asked with. */
function recordOf(by: Identity, asked = nonce): string {
  const pcr0 = [boot0, loader].reduce(extend, Buffer.alloc(32));
  const pcr8 = extend(Buffer.alloc(32), os);
  const head = Buffer.alloc(12);
  head.writeBigUInt64BE(BigInt(asked));
  head.writeUInt32BE(1, 8);
  const signature = sign('sha256', Buffer.concat([head, pcr0, pcr8]), by.key);
  return [
    'Platform: ISR4331/K9',
    'Boot 0 Version: F01001R06.02c4c06f82012-09-17',
    `Boot 0 Hash: ${upper(boot0)}`,
    'Boot Loader Version: 16.2(2r)',
    `Boot Loader Hash: ${upper(loader)}`,
    'OS Version: 17.09.04a',
    'OS Hashes:',
    `${image}: ${upper(os)}`,
    `PCR0: ${upper(pcr0)}`,
    `PCR8: ${upper(pcr8)}`,
    'Signature version: 1',
    'Signature:',
    upper(signature),
  ].join('\r\n');
}

describe('a signed boot record', () => {
  let ca: OwnCa;
  beforeAll(() => {
    ca = makeCa();
  }, 60_000);
  const roots = (by: 'root' | 'stranger') => {
    const read = readCertificates(ca[by].pem);
    if (!read.ok) throw new Error(read.error);
    return read.value;
  };
  const shown = (...by: readonly Identity[]): string => by.map(({ pem }) => pem.toString()).join('');
  const check = (
    record: string,
    certificates: string,
    known: Parameters<typeof checkBootRecord>[2] = [],
    by: 'root' | 'stranger' = 'root',
  ) => checkBootRecord({ nonce, record, certificates }, roots(by), known, now);
  const chain = (): string => shown(ca.root, ca.sub, ca.device);

  it('holds over our nonce, under the pinned root, with the published measurement', () => {
    expect(check(recordOf(ca.device), chain(), [{ subject: image, value: upper(os) }])).toMatchObject({
      kind: 'holds',
      published: true,
    });
    expect(check(recordOf(ca.device), chain())).toMatchObject({ kind: 'holds', published: false });
  });

  it.each<[string, () => ReturnType<typeof check>, RegExp]>([
    ['that was made for another nonce and is replayed', () => check(recordOf(ca.device, '7'), chain()), /replayed/],
    ['of another device', () => check(recordOf(ca.signer), chain()), /does not hold/],
    ['under another root', () => check(recordOf(ca.device), chain(), [], 'stranger'), /does not lead to a pinned root/],
    [
      'with a changed hash of the loader',
      () => check(recordOf(ca.device).replace(upper(loader), upper(Buffer.alloc(64, 9))), chain()),
      /from the hashes/,
    ],
    [
      'with a changed hash of the system',
      () => check(recordOf(ca.device).replace(upper(os), upper(Buffer.alloc(64, 9))), chain()),
      /another from the hash/,
    ],
    [
      'whose system is not the published one',
      () => check(recordOf(ca.device), chain(), [{ subject: image, value: upper(Buffer.alloc(64, 5)) }]),
      /0303/,
    ],
  ])('%s fails', (_, run, why) => {
    const result = run();
    expect(result.kind).toBe('failed');
    expect(result.kind === 'failed' ? result.observed : '').toMatch(why);
  });

  it.each<[string, () => ReturnType<typeof check>]>([
    ['without a signature', () => check(recordOf(ca.device).replace(/Signature version[\s\S]*$/, ''), chain())],
    ['without certificates', () => check(recordOf(ca.device), '% Error retrieving SUDI certificate')],
    ['that is empty', () => check('', chain())],
    ['of a megabyte of rubbish', () => check('Signature:'.repeat(100_000), chain())],
  ])('%s proves nothing', (_, run) => {
    expect(run().kind).toBe('unknown');
  });
});
