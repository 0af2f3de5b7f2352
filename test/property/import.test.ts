import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownPlatforms } from '../../src/app/platform-rules.ts';
import { readInventory } from '../../src/config/inventory.ts';
import type { InventoryTexts } from '../../src/import/inventory-texts.ts';
import { inventorySources } from '../../src/import/sources.ts';
import { readVersionCell } from '../../src/import/version-cell.ts';
import { platforms } from '../../src/platforms/index.ts';
import {
  errorsOf,
  fixtureFiles,
  importText,
  noFiles,
  plainOptions,
  runImport,
  written,
} from '../unit/import/import-case.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);
const anyText = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  .filter((text) => /^[^\p{C}\p{Z}]+(?: [^\p{C}\p{Z}]+)*$/u.test(text));
const orNone = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const lists = fc.uniqueArray(anyText, { minLength: 1, maxLength: 3 });

const shared = {
  port: orNone(fc.integer({ min: 1, max: 65_535 })),
  username: orNone(anyText),
  password: orNone(fc.constantFrom({ env: 'A_B' }, { file: '/run/secrets/x y' }, { exec: ['pass', 'show', 'a: b'] })),
  ssh: orNone(
    fc.record({ keyFile: anyText, algorithms: fc.constantFrom('modern', 'compat', 'legacy') }, { requiredKeys: [] }),
  ),
  timeouts: orNone(fc.record({ device: fc.constantFrom('30m', '45m') })),
  hash: orNone(fc.record({ onDevice: fc.boolean() })),
  maxSessions: orNone(fc.integer({ min: 1, max: 16 })),
  data: orNone(
    fc.record(
      { site: anyText, role: anyText, tags: lists, serials: lists, environment: anyText },
      { requiredKeys: [] },
    ),
  ),
};

const inventory = fc
  .tuple(fc.uniqueArray(word, { minLength: 1, maxLength: 4 }), fc.uniqueArray(word, { minLength: 1, maxLength: 8 }))
  .chain(([groups, hosts]) =>
    fc.record({
      groups: fc.tuple(...groups.map(() => fc.record(shared))),
      hosts: fc.tuple(
        ...hosts.map(() =>
          fc.record({
            ...shared,
            platform: fc.constantFrom(...platforms.map(({ id }) => id)),
            sources: orNone(lists),
            groups: orNone(fc.subarray(groups, { minLength: 1 })),
          }),
        ),
      ),
      defaults: fc.record({ username: orNone(anyText), timeouts: orNone(fc.record({ command: fc.constant('90s') })) }),
      names: fc.constant({ groups, hosts }),
    }),
  )
  .map(({ groups, hosts, defaults, names }) => ({
    hosts: Object.fromEntries(hosts.map((host, index) => [names.hosts[index], host])),
    // A group above another: the later one is the parent.
    groups: Object.fromEntries(
      groups.map((group, index) => {
        const parent = names.groups[index + 1];
        return [names.groups[index], parent === undefined ? group : { ...group, groups: [parent] }];
      }),
    ),
    defaults,
  }));

const asFiles = (value: {
  readonly hosts: object;
  readonly groups: object;
  readonly defaults: object;
}): InventoryTexts => ({
  hosts: { file: 'hosts.yaml', text: JSON.stringify(value.hosts) },
  groups: { file: 'groups.yaml', text: JSON.stringify(value.groups) },
  defaults: { file: 'defaults.yaml', text: JSON.stringify(value.defaults) },
});

/** Devices without where they stand, and without groups that say nothing. */
function devicesOf(files: InventoryTexts): unknown {
  const hosts = files.hosts ?? { file: 'hosts.yaml', text: '' };
  const { inventory: read, problems } = readInventory({ ...files, hosts }, knownPlatforms.platformId);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return JSON.parse(JSON.stringify(read.devices, (key, value) => (key === 'place' ? undefined : value)));
}

const present = ({ hosts, groups, defaults }: InventoryTexts) =>
  [hosts, groups, defaults].flatMap((file) => (file === null ? [] : [file]));

describe('importing our own files', () => {
  it('gives the same inventory', () => {
    fc.assert(
      fc.property(inventory, (value) => {
        const before = asFiles(value);
        const { plan, texts } = runImport({ source: 'nornir', files: present(before) });
        expect(errorsOf(plan)).toEqual([]);
        expect(devicesOf(written(texts))).toEqual(devicesOf(before));
      }),
      { numRuns: 150 },
    );
  });

  it('over themselves changes nothing', () => {
    fc.assert(
      fc.property(inventory, (value) => {
        const before = asFiles(value);
        const { plan } = runImport({ source: 'nornir', files: present(before), before });
        expect(plan.changes).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('over other files gives each imported device what its source says, and keeps the others as they were', () => {
    fc.assert(
      fc.property(inventory, inventory, (first, second) => {
        const before = asFiles(first);
        const { plan, texts } = runImport({ source: 'nornir', files: present(asFiles(second)), before });
        fc.pre(errorsOf(plan).length === 0);
        const after = devicesOf(written(texts, before)) as {
          name: string;
          groups: unknown;
          port: number;
          username: unknown;
        }[];
        const wanted = devicesOf(asFiles(second)) as typeof after;
        const old = devicesOf(before) as typeof after;
        for (const { name, port, username } of wanted) {
          const own = after.find((device) => device.name === name);
          if (second.hosts[name]?.port !== undefined) expect(own?.port).toBe(port);
          if (username !== null) expect(own?.username).toBe(username);
        }
        for (const device of old)
          if (!wanted.some(({ name }) => name === device.name))
            expect(after.find(({ name }) => name === device.name)).toEqual(device);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});

describe('hostile sources', () => {
  const bits = fc.array(
    fc.constantFrom(
      '[',
      ']',
      ':',
      ';',
      ',',
      '"',
      "'",
      '\n',
      '\r',
      '\t',
      ' ',
      '{{',
      '}}',
      '!vault |',
      '&a',
      '*a',
      '<<: ',
      '- ',
      '{',
      '}',
      '#',
      '=',
      'Host ',
      'Match ',
      'all',
      'hosts',
      'children',
      'vars',
      '_meta',
      'results',
      'ansible_host',
      'ios',
      'up',
      '\u0000',
      '\u202e',
      '[a:z]',
      '[1:9]',
      'platform',
      '__proto__',
      'constructor',
    ),
    { maxLength: 60 },
  );
  it.each(inventorySources)('%s never throws, and writes nothing that pawl cannot read', (source) => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 400, unit: 'binary' }),
          bits.map((parts) => parts.join('')),
        ),
        (text) => {
          const { texts } = importText(source, text, {
            platformOf: { '*': 'eos' },
            options: { ...plainOptions, map: {} },
          });
          devicesOf(written(texts));
        },
      ),
      { numRuns: 120 },
    );
  });

  it.each(inventorySources)('%s survives its own fixture, cut and spliced', (source) => {
    const files = fixtureFiles(source === 'ansible' ? 'ansible-ini' : source);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (which, cut, splice) => {
        const spoiled = files.map(({ file, text }, index) => {
          const at = cut % (text.length + 1);
          const to = splice % (text.length + 1);
          return { file, text: index === which % files.length ? text.slice(0, at) + text.slice(to) : text };
        });
        const { texts } = runImport({ source, files: spoiled, platformOf: { '*': 'eos' } });
        devicesOf(written(texts, noFiles));
      }),
      { numRuns: 40 },
    );
  });

  it.each(inventorySources)('%s takes 256 KiB of garbage in the time that its parser needs for it', (source) => {
    for (const piece of ['[', 'a:', '"', 'x y=z ', '{"a":', 'Host *\n', ';;up\n', '\n', '{{ a }}', 'a,']) {
      const text = piece.repeat(Math.ceil(262_144 / piece.length));
      const start = performance.now();
      importText(source, text);
      expect([piece, performance.now() - start < 4_000]).toEqual([piece, true]);
    }
  });

  it('aliases that unfold without end are refused', () => {
    const levels = Array.from(
      { length: 30 },
      (_, index) => `a${index + 1}: &a${index + 1} {x: *a${index}, y: *a${index}}`,
    );
    const text = `a0: &a0 {k: v}\n${levels.join('\n')}\n`;
    expect(errorsOf(importText('nornir', text).plan).join()).toMatch(/unfold|nested|cannot|alias/i);
  });

  it('cells of versions never throw', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), fc.nat(7), (text, index) => {
        const platform = platforms[index];
        if (platform !== undefined) readVersionCell(text, platform.versions);
      }),
    );
  });
});
