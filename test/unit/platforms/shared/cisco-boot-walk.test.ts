import { expect, test } from 'vitest';
import { reason } from '../../../../src/core/reason.ts';
import { type BootEvidence, walkBootList } from '../../../../src/platforms/shared/cisco-boot-walk.ts';

const gap = reason('command-denied', 'the account may not run "show boot"');

/** A device whose flash holds these files, completely listed; names tell releases. */
function boot(told: Partial<BootEvidence> & { readonly files?: readonly string[] }) {
  const { files = [], ...evidence } = told;
  return walkBootList({
    list: [],
    gap,
    register: '0x2102',
    manual: null,
    exists: (entry) => files.includes(entry),
    release: (entry) => ({ version: `release of ${entry}`, versionFrom: 'name' }),
    firstImage: () => files[0] ?? null,
    ...evidence,
  });
}

test('the first entry that exists boots, the rest are fallbacks', () => {
  expect(boot({ list: ['flash:a', 'flash:b', 'flash:c'], files: ['flash:b', 'flash:c'] })).toEqual({
    kind: 'image',
    image: 'flash:b',
    version: 'release of flash:b',
    versionFrom: 'name',
    exists: true,
    fallbacks: [{ image: 'flash:c', version: 'release of flash:c' }],
    implicit: false,
  });
});

test('a file in a folder that was not listed may be there', () => {
  expect(boot({ list: ['flash:a'], exists: () => null })).toMatchObject({ image: 'flash:a', exists: null });
});

test('a network entry that is reached first is a boot from the network', () => {
  const list = ['flash:gone', 'tftp://192.0.2.9/x.bin 255.255.255.255', 'flash:a'];
  expect(boot({ list, files: ['flash:a'] })).toEqual({ kind: 'network', url: 'tftp://192.0.2.9/x.bin' });
});

test('an empty list boots the first image in flash, and no statement names it', () => {
  expect(boot({ files: ['flash:a', 'flash:b'] })).toMatchObject({ image: 'flash:a', implicit: true });
});

test('a list of missing files falls back to the first image in flash', () => {
  expect(boot({ list: ['flash:gone'], files: ['flash:old'] })).toMatchObject({ image: 'flash:old', implicit: true });
});

test('a list of missing files in an empty flash ends in the loader', () => {
  expect(boot({ list: ['flash:gone'] })).toMatchObject({ kind: 'loader' });
});

test('an empty list is not resolved while flash was not listed', () => {
  expect(boot({ firstImage: () => undefined })).toMatchObject({
    kind: 'unresolved',
    reason: { code: 'boot-unresolved' },
  });
});

test('an entry without a file name boots the first image of that file system', () => {
  const firstImage = (filesystem: string | null) => (filesystem === 'slot0:' ? 'slot0:x' : null);
  expect(boot({ list: ['slot0:'], firstImage })).toMatchObject({ image: 'slot0:x', implicit: true });
});

test.each(['0x2100', '0x0', '0x40'])('register %s stays in the loader', (register) => {
  expect(boot({ register, list: ['flash:a'], files: ['flash:a'] })).toMatchObject({ kind: 'loader' });
});

test('boot field 1 depends on the model', () => {
  expect(boot({ register: '0x2101', list: ['flash:a'], files: ['flash:a'] })).toMatchObject({ kind: 'unresolved' });
});

test.each(['0x2102', '0x102', '0xF', '0x2108', '0x2142', '0x210F', null])('register %s walks the list', (register) => {
  expect(boot({ register, list: ['flash:a'], files: ['flash:a'] })).toMatchObject({ kind: 'image', image: 'flash:a' });
});

test('a register that is none is not resolved', () => {
  expect(boot({ register: '2102' })).toMatchObject({ kind: 'unresolved' });
});

test('manual boot stops in the loader, whatever the list', () => {
  expect(boot({ manual: true, list: ['flash:a'], files: ['flash:a'] })).toMatchObject({ kind: 'loader' });
});

test('a list that was not told is unresolved with its reason', () => {
  expect(boot({ list: null })).toEqual({ kind: 'unresolved', reason: gap });
});
