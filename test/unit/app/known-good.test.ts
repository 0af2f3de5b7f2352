import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../../src/app/configuration.ts';
import { addKnownGood } from '../../../src/app/known-good.ts';
import { epochMs } from '../../../src/core/brands.ts';
import { err, ok } from '../../../src/core/result.ts';

const md5 = (digit: string): string => digit.repeat(32);
const csv = (digit: string): string => `a.SPA.bin,${md5(digit)},${digit.repeat(128)},x,Deferred,9\n`;

async function load(yaml: string, files: Readonly<Record<string, string>>) {
  const { configuration, problems } = configurationOf({
    inventory: {
      hosts: { file: 'hosts.yaml', text: 'edge1: {hostname: 192.0.2.1, platform: iosxe}' },
      groups: null,
      defaults: null,
    },
    agent: null,
    baselines: [
      {
        file: 'baselines/one.yaml',
        text: `name: one\nmatch: {platform: iosxe}\napproved: [{version: 17.9.4}]\n${yaml}`,
      },
    ],
  });
  const added = await addKnownGood(
    configuration,
    async (baseline, path) => {
      const text = files[path];
      return text === undefined ? err(`cannot read ${path}: ENOENT, named by ${baseline}`) : ok(Buffer.from(text));
    },
    epochMs(0),
  );
  const told = [...problems, ...added.problems].filter(({ message }) => !/matches no device/.test(message));
  return {
    trusted: added.configuration.trusted,
    problems: told.map(({ line, severity, message }) => `${line} ${severity} ${message}`),
  };
}

describe('lists that a baseline names', () => {
  it('give trusted values with their origin, for the platform of the baseline only', async () => {
    const { trusted, problems } = await load('knownGood: [cisco.csv]', { 'cisco.csv': csv('1') });
    expect(problems).toEqual([]);
    expect(trusted.of('iosxe', 'flash:a.SPA.bin')).toMatchObject([
      { source: 'cisco.csv, signature not checked', learned: false, withdrawn: true, sizeBytes: 9 },
    ]);
    expect(trusted.of('nxos', 'a.SPA.bin')).toEqual([]);
  });

  it('that cannot be read are told at their place', async () => {
    const { problems } = await load('knownGood:\n  - gone.csv', {});
    expect(problems).toEqual(['5 error cannot read gone.csv: ENOENT, named by baselines/one.yaml']);
  });

  it('that contradict each other give none of their values', async () => {
    const { trusted, problems } = await load('knownGood: [x.csv, y.csv]', { 'x.csv': csv('1'), 'y.csv': csv('2') });
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^4 error two md5 digests for a\.SPA\.bin: 2{16}… \(y\.csv.*1{16}… \(x\.csv/);
    expect(trusted.of('iosxe', 'a.SPA.bin')).toEqual([]);
  });

  it('that contradict an image of a baseline are an error too', async () => {
    const image = `approved: [{version: 17.9.4, images: [{file: a.SPA.bin, md5: "${md5('7')}"}]}]`;
    const { problems } = await loadRaw(`name: one\nmatch: {platform: iosxe}\n${image}\nknownGood: [x.csv]`, csv('1'));
    expect(problems[0]).toMatch(/two md5 digests for a\.SPA\.bin/);
  });

  it('learned ones count only after a second person accepted them', async () => {
    const files = { 'l.csv': csv('1') };
    const one = await load('knownGood: [{file: l.csv, learnedBy: A}]', files);
    expect(one.trusted.of('iosxe', 'a.SPA.bin')).toEqual([]);
    expect(one.problems.join()).toMatch(/second person/);
    const same = await load('knownGood: [{file: l.csv, learnedBy: A, acceptedBy: A}]', files);
    expect(same.problems.join()).toMatch(/cannot accept what the same person learned/);
    const two = await load('knownGood: [{file: l.csv, learnedBy: A, acceptedBy: B}]', files);
    expect(two.trusted.of('iosxe', 'a.SPA.bin')).toMatchObject([{ learned: true }]);
  });

  it.each([
    ['knownGood: [{file: x, signature: s, certificate: c}]', /proves nothing without a pinned `root`/],
    ['knownGood: [{file: x, root: r, signature: s}]', /needs the `certificate`/],
    ['knownGood: [{path: x}]', /file: Invalid input/],
  ])('%s is refused', async (yaml, why) => {
    expect((await load(yaml, { x: csv('1'), s: '', c: '', r: '' })).problems.join()).toMatch(why);
  });
});

async function loadRaw(text: string, list: string) {
  const { configuration } = configurationOf({
    inventory: { hosts: { file: 'hosts.yaml', text: 'edge1: {platform: iosxe}' }, groups: null, defaults: null },
    agent: null,
    baselines: [{ file: 'baselines/one.yaml', text }],
  });
  const { problems } = await addKnownGood(configuration, async () => ok(Buffer.from(list)), epochMs(0));
  return { problems: problems.map(({ message }) => message) };
}
