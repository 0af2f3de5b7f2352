import { describe, expect, it } from 'vitest';
import { acceptBaseline } from '../../../src/app/accept-baseline.ts';
import { planBaselineImport } from '../../../src/app/import-baseline.ts';
import { knownPlatforms } from '../../../src/app/platform-rules.ts';
import { readBaselines } from '../../../src/config/baselines.ts';
import { epochMs } from '../../../src/core/brands.ts';
import type { GoldenOptions } from '../../../src/import/golden-list.ts';
import { readVersionCell } from '../../../src/import/version-cell.ts';
import { platforms } from '../../../src/platforms/index.ts';
import { fixtureFiles } from './import-case.ts';

const scheme = (id: string) => {
  const found = knownPlatforms.schemeOf(id);
  if (found === null) throw new Error(id);
  return found;
};
const texts = (id: string, cell: string) => readVersionCell(cell, scheme(id)).versions.map(({ text }) => text);

describe('a cell of versions', () => {
  it.each([
    ['iosxe', 'v17.09.04a\n17.12.03', ['17.09.04a', '17.12.03']],
    ['iosxe', '17.9.4a, 17.12.3', ['17.9.4a', '17.12.3']],
    ['iosxe', '17.9.4a 17.12.3', ['17.9.4a', '17.12.3']],
    ['iosxe', 'Cisco IOS XE Version 17.9.4a (recommended)', ['17.9.4a']],
    ['ios', '15.7(3)M8; 15.2(7)E9', ['15.7(3)M8', '15.2(7)E9']],
    ['nxos', '10.2(5) or 10.3(4a)', ['10.2(5)', '10.3(4a)']],
    ['panos', 'PAN-OS 10.2.9-h1 / 11.0.3', ['10.2.9-h1', '11.0.3']],
    ['fortios', 'V7.2.8', ['7.2.8']],
    ['fortios', '7.2.8+', ['>=7.2.8']],
    ['eos', '4.29.x', ['4.29.*']],
    ['junos', '21.4R3-S5.4 | 22.2R3', ['21.4R3-S5.4', '22.2R3']],
    ['iosxe', '>=17.9.4 <17.10', ['>=17.9.4 <17.10']],
    ['iosxe', '-', []],
  ])('%s: %j', (id, cell, expected) => {
    expect(readVersionCell(cell, scheme(id)).problems).toEqual([]);
    expect(texts(id, cell)).toEqual(expected);
  });

  it.each(['10. Mrz', 'Mar-17', '2017-03-01', '17.03.2017', '1,709E+05', '#NAME?', '########', 'latest', '17.9.4a-x'])(
    'refuses %s',
    (cell) => {
      const read = readVersionCell(cell, scheme('iosxe'));
      expect(read.versions).toEqual([]);
      expect(read.problems.length).toBe(1);
    },
  );

  it('a number with one digit after the point is never taken without a word, on any platform', () => {
    for (const { versions } of platforms)
      for (const cell of ['15.1', '10.1', '7.1', '21.4', '4.3']) {
        const { versions: found, problems, doubtful } = readVersionCell(cell, versions);
        if (found.length > 0 && versions.parse(`${cell}0`).ok) expect(doubtful.join()).toContain(`${cell}0`);
        else if (found.length === 0) expect(problems.join()).toContain(`${cell}0`);
      }
  });

  it('takes 1 MiB of anything in less than a second', () => {
    const start = performance.now();
    for (const text of ['17.9.4 or ', ' ', '1', '(', '>= ', 'a b ', '+'])
      readVersionCell(text.repeat(Math.ceil(1_048_576 / text.length)), scheme('iosxe'));
    expect(performance.now() - start).toBeLessThan(7_000);
  });
});

const options: GoldenOptions = {
  map: {},
  platform: null,
  platformWords: {},
  fillDown: false,
  keepDoubtful: false,
  approvedBy: null,
};
const nothing = { baselines: [], inventory: { devices: [] }, baselineTexts: new Map<string, string>() };
const plan = (text: string, more: Partial<GoldenOptions> = {}) =>
  planBaselineImport([{ file: 'list.csv', text }], { ...options, ...more }, nothing, 'baselines');
const problems = (text: string, more: Partial<GoldenOptions> = {}): string =>
  plan(text, more)
    .plan.problems.map(({ text: one }) => one)
    .join('\n');

describe('a golden list', () => {
  it('gives baselines that pawl reads', () => {
    const { plan: done, writes } = planBaselineImport(
      fixtureFiles('baselines/golden.csv'),
      options,
      nothing,
      'baselines',
    );
    expect(done.problems).toEqual([]);
    const read = readBaselines(
      writes.map(({ path, text }) => ({ file: path, text })),
      knownPlatforms,
    );
    expect(read.problems).toEqual([]);
    expect(
      read.baselines.map(({ match, approved, approvedBy }) => [
        match,
        approved.map(({ version, range }) => version ?? range?.text),
        approvedBy,
      ]),
    ).toEqual([
      [
        { platform: ['iosxe'], model: ['C9300-48P', 'C9300-24P'], role: ['access'] },
        ['17.09.04a', '17.12.03'],
        'network board',
      ],
      [{ platform: ['iosxe'], model: ['ISR4331/K9'], role: ['edge'] }, ['17.9.4a'], 'network board'],
      [{ platform: ['panos'], model: ['PA-3220'] }, ['10.2.9-h1', '10.2.10'], 'security'],
      [{ platform: ['fortios'], model: ['FortiGate-100F'] }, ['>=7.2.8'], 'security'],
      [{ platform: ['eos'], model: ['DCS-7050SX3*'], role: ['leaf'] }, ['4.29.5M', '4.28.9M'], null],
    ]);
    expect(read.baselines[1]?.approved[0]?.images[0]?.digests[0]?.algorithm).toBe('sha512');
  });

  it('names every damaged row, and gives nothing', () => {
    const { plan: done, writes } = planBaselineImport(
      fixtureFiles('baselines/damaged.csv'),
      options,
      nothing,
      'baselines',
    );
    for (let line = 2; line <= 8; line += 1)
      expect(done.problems.map(({ text }) => text).join('\n')).toContain(`damaged.csv:${line}:1:`);
    expect(writes).toEqual([]);
  });

  it('gives nothing when one row of many is wrong', () => {
    const { writes } = plan('os,model,version\niosxe,A,17.9.4a\niosxe,B,seventeen\n');
    expect(writes).toEqual([]);
    expect(problems('os,model,version\niosxe,A,17.9.4a\niosxe,B,seventeen\n')).toContain('list.csv:3:1:');
  });

  it.each([
    ['os,model,version,image,md5\niosxe,A,17.9.4a,isr4300-universalk9.17.06.05.SPA.bin,\n', 'is release 17.6.5'],
    ['os,model,version,image,md5\niosxe,A,17.9.4a,x.bin,abc\n', 'md5'],
    ['os,model,version,image,hash\niosxe,A,17.9.4a,x.bin,abcdef\n', 'no length of a digest'],
    ['os,model,version,image,md5\niosxe,A,17.9.4a,x.bin,"1,23E+31"\n', '2 md5 for 1 files'],
    ['os,model,version,image,md5\niosxe,A,17.9.4a,x.bin,1.23E+31\n', 'power of ten'],
    ['os,model,version,image\niosxe,A,17.9.4a,flash:/x.bin\n', 'the name alone'],
    ['os,model,version\niosxe,A*B*C*D*E*F,17.9.4a\n', 'at most four'],
    ['os,model,version\nvrp,A,8.1\n', 'unknown platform "vrp"'],
    ['model,version\nA,17.9.4a\n', 'no platform'],
    ['os,model,version\niosxe,A,17.9.4a\n,,17.12.3\n', 'no platform'],
    ['os,comment\niosxe,A\n', 'no column tells the version'],
  ])('refuses %j', (text, message) => {
    expect(problems(text)).toContain(message);
    expect(plan(text).writes).toEqual([]);
  });

  it('fills merged cells down where asked', () => {
    expect(plan('os,model,version\niosxe,A,17.9.4a\n,,17.12.3\n', { fillDown: true }).plan.baselines[0]?.added).toEqual(
      ['17.9.4a', '17.12.3'],
    );
  });

  it('a new list takes out what it no longer has and keeps the rest of the file', () => {
    const first = plan('os,model,version\niosxe,A,17.9.4a\niosxe,A,17.12.3\n').writes[0];
    const text = `${first?.text ?? ''}# ours\nforbidden: [{version: "17.3.*", reason: old}]\n`;
    const read = readBaselines([{ file: 'baselines/iosxe-a.yaml', text }], knownPlatforms);
    const present = {
      ...nothing,
      baselines: read.baselines,
      baselineTexts: new Map([[read.baselines[0]?.revision ?? '', text]]),
    };
    const again = (list: string) =>
      planBaselineImport([{ file: 'list.csv', text: list }], options, present, 'baselines');
    const { plan: done, writes } = again('os,model,version\niosxe,A,17.12.03\niosxe,A,17.12.4\n');
    expect(done.baselines[0]).toMatchObject({
      isNew: false,
      added: ['17.12.4'],
      removed: ['17.9.4a'],
      kept: ['17.12.03'],
    });
    expect(writes[0]?.text).toContain('# ours\nforbidden: [{version: "17.3.*", reason: old}]');
    expect(writes[0]?.text).not.toContain('17.9.4a');
    expect(again('os,model,version\niosxe,A,17.9.4a\niosxe,A,17.12.3\n').writes).toEqual([]);
  });

  it('refuses a baseline that would tie with one that is there', () => {
    const text = 'name: other\nmatch: {platform: iosxe, model: A}\napproved: [{version: 17.9.4a}]\n';
    const { baselines } = readBaselines([{ file: 'baselines/other.yaml', text }], knownPlatforms);
    const { plan: done, writes } = planBaselineImport(
      [{ file: 'list.csv', text: 'os,model,version\niosxe,A,17.12.3\n' }],
      options,
      { ...nothing, baselines },
      'baselines',
    );
    expect(done.problems[0]?.text).toContain('have the same match');
    expect(writes).toEqual([]);
  });
});

describe('accepting what was learned', () => {
  const proposal = {
    file: 'p.yaml',
    text: '# head\nname: l\nlearned: {at: 2026-11-01T00:00:00.000Z, by: "Ann Lee", from: [r1, r2]}\nmatch: {platform: iosxe}\napproved:\n  - version: 17.9.4a # runs on r1\n',
  };
  const accept = (by: string, text = proposal.text) =>
    acceptBaseline({ ...proposal, text }, 'baselines/l.yaml', { by, ticket: 'CHG1', at: epochMs(0) }, nothing);

  it('needs a second person, however the first one is written', () => {
    expect(accept(' ann  LEE ')).toMatchObject({ ok: false, error: expect.stringContaining('a second person') });
    expect(accept('Bo')).toMatchObject({ ok: true });
  });

  it('names both in the file that is then in force', () => {
    const done = accept('Bo');
    if (!done.ok) throw new Error(done.error);
    expect(done.value).toContain('# Learned by Ann Lee at 2026-11-01T00:00:00.000Z from 2 devices;');
    expect(done.value).toContain('accepted by Bo at 1970-01-01T00:00:00.000Z, CHG1.');
    const read = readBaselines([{ file: 'l.yaml', text: done.value }], knownPlatforms);
    expect(read.problems).toEqual([]);
    expect(read.baselines[0]?.approvedBy).toBe('Bo');
  });

  it('refuses a proposal that does not tell who learned it, and one that is no baseline', () => {
    expect(accept('Bo', 'name: l\nmatch: {platform: iosxe}\n').ok).toBe(false);
    expect(accept('Bo', proposal.text.replace('17.9.4a', 'nonsense')).ok).toBe(false);
    expect(accept('Bo', 'name: [').ok).toBe(false);
  });
});
