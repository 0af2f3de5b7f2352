import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { epochMs } from '../../../src/core/brands.ts';
import { findPlatform } from '../../../src/platforms/index.ts';
import { play, savedDevice } from './play-collection.ts';

const root = fileURLToPath(new URL('../../fixtures/devices', import.meta.url));
const folders = !existsSync(root)
  ? []
  : readdirSync(root).flatMap((platform) => readdirSync(join(root, platform)).map((name) => ({ platform, name })));

/** Whole devices as they are saved (CONTRACT 5); a missing `expected.json` is written, and the run fails once. */
describe('a saved device gives the expected facts', () => {
  test.each(folders.filter(({ platform }) => findPlatform(platform) !== null))(
    '$platform/$name',
    ({ platform: id, name }) => {
      const folder = join(root, id, name);
      const about = parse(readFileSync(join(folder, 'device.yaml'), 'utf8'));
      const platform = findPlatform(about.platform);
      if (platform === null) throw new Error(`no platform ${about.platform}`);
      const now = about.takenAt === undefined ? null : epochMs(Date.parse(about.takenAt));
      const collection = platform.collect({ now, hash: () => [...platform.hashes].reverse() });
      const { facts, asked } = play(collection, savedDevice(folder), platform.session);
      const file = join(folder, 'expected.json');
      const seen = JSON.parse(JSON.stringify(facts));
      if (!existsSync(file) || process.env['UPDATE_GOLDEN'] === '1') {
        const isNew = !existsSync(file);
        writeFileSync(file, `${JSON.stringify(seen, null, 1)}\n`);
        if (isNew) throw new Error(`${file} was written: read it, then run again`);
      }
      expect(seen).toEqual(JSON.parse(readFileSync(file, 'utf8')));
      expect(asked.filter((command, index) => asked.indexOf(command) !== index)).toEqual([]);
    },
  );
});
