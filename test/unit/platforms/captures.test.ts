import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findPlatform, platforms } from '../../../src/platforms/index.ts';
import { readOutput } from '../../../src/platforms/read-output.ts';

type Pair = { readonly name: string; readonly platform: string; readonly textFile: string; readonly jsonFile: string };

const ownFolder = fileURLToPath(new URL('../../fixtures/captures', import.meta.url));
const corpus = process.env['PAWL_CORPUS'];
const folders = [ownFolder, ...(corpus === undefined ? [] : [join(corpus, 'captures')])];

/** Every `<platform>/<slug>/<id>.json` with a text beside it. */
function pairsOf(folder: string): readonly Pair[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json') && path.split('/').length === 3)
    .sort()
    .map((path) => ({
      name: path.slice(0, -'.json'.length),
      platform: path.split('/')[0] ?? '',
      jsonFile: join(folder, path),
      textFile: join(folder, path.replace(/\.json$/, '.txt')),
    }));
}

const hexFields = new Set([
  'digest',
  'sha1',
  'pcr0',
  'pcr8',
  'boot0_hash',
  'bootloader_hash',
  'software_hash',
  'certificate_serial',
  'config_register',
  'next_config_register',
]);

function sameScalar(field: string, wanted: unknown, got: unknown): boolean {
  if (typeof wanted !== 'string' || typeof got !== 'string') return Object.is(wanted, got);
  const [a, b] = [wanted, got].map((text) => text.trim().split(/\s+/).join(' '));
  return a === b || (hexFields.has(field) && a?.toLowerCase() === b?.toLowerCase());
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const leaves = (value: unknown): number =>
  isObject(value) ? 1 + Object.values(value).reduce<number>((sum, item) => sum + leaves(item), 0) : 1;

/** What of `wanted` is not in `got`, as sentences; the rule of the capture corpus. */
function mismatches(wanted: unknown, got: unknown, path = 'value', field = ''): readonly string[] {
  if (isObject(wanted)) {
    if (!isObject(got)) return [`${path}: wanted an object, got ${JSON.stringify(got)}`];
    return Object.entries(wanted).flatMap(([key, value]) => mismatches(value, got[key], `${path}.${key}`, key));
  }
  if (!Array.isArray(wanted)) {
    return sameScalar(field, wanted, got)
      ? []
      : [`${path}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`];
  }
  if (!Array.isArray(got)) return [`${path}: wanted a list, got ${JSON.stringify(got)}`];
  if (!wanted.some(isObject)) {
    const same = wanted.length === got.length && wanted.every((item, index) => sameScalar(field, item, got[index]));
    return same ? [] : [`${path}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`];
  }
  const free = [...got];
  return [...wanted]
    .sort((a, b) => leaves(b) - leaves(a))
    .flatMap((item) => {
      const at = free.findIndex((candidate) => mismatches(item, candidate).length === 0);
      if (at === -1)
        return [`${path}: no element fits ${JSON.stringify(item)} among ${JSON.stringify(got).slice(0, 600)}`];
      free.splice(at, 1);
      return [];
    });
}

test('the rule accepts further fields and refuses a wrong or missing one', () => {
  expect(mismatches({ a: '1  2', list: [{ n: 1 }] }, { a: '1 2', b: 3, list: [{ n: 2 }, { n: 1 }] })).toEqual([]);
  expect(mismatches({ digest: 'AB' }, { digest: 'ab' })).toEqual([]);
  expect(mismatches({ size: 1349 }, { size: '1349' })).toHaveLength(1);
  expect(mismatches({ next_boot: [] }, {})).toHaveLength(1);
  expect(mismatches({ next_boot: ['a', 'b'] }, { next_boot: ['b', 'a'] })).toHaveLength(1);
});

test('no name leads to two platforms', () => {
  const names = platforms.flatMap(({ id, names }) => [id, ...names.filter((name) => name !== id)]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe.each(folders.map((folder) => ({ folder, pairs: pairsOf(folder) })).filter(({ pairs }) => pairs.length > 0))(
  'captures in $folder',
  ({ pairs }) => {
    const known = pairs.filter(({ platform }) => findPlatform(platform) !== null);
    test.each(known)('$name', ({ platform: id, textFile, jsonFile }) => {
      const { command, kind, expect: wanted } = JSON.parse(readFileSync(jsonFile, 'utf8'));
      const platform = findPlatform(id);
      const output = platform === null ? null : readOutput(platform, command, readFileSync(textFile, 'utf8'));
      expect(output, `no reader for "${command}"`).not.toBeNull();
      expect(output?.kind).toBe(kind);
      expect(mismatches(wanted, output?.parsed.value)).toEqual([]);
    });

    const versions = known.filter(({ name }) => /\/(?:show-version|get-system-status|show-system-info)\//.test(name));
    test.each(versions)('no other platform claims $name', ({ platform: id, textFile }) => {
      const text = readFileSync(textFile, 'utf8');
      const claiming = platforms.filter((other) => other.id !== id && other.claims(text));
      expect(claiming.map((other) => other.id)).toEqual([]);
    });
  },
);
