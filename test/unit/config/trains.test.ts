import { describe, expect, it } from 'vitest';
import { readBaselines } from '../../../src/config/baselines.ts';
import { problemText } from '../../../src/config/problem.ts';
import { findPlatform } from '../../../src/platforms/index.ts';

const rules = {
  platformId: (name: string) => findPlatform(name)?.id ?? null,
  schemeOf: (platform: string) => findPlatform(platform)?.versions ?? null,
};

/** Whether an entry of `approved` takes a release in, as the judge asks it; or the first problem. */
function approves(platform: string, entry: string, release: string): boolean | string {
  const text = `name: x\nmatch: {platform: ${platform}}\napproved:\n  - ${entry}\n`;
  const { baselines, problems } = readBaselines([{ file: 'b.yaml', text }], rules);
  const [problem] = problems;
  if (problem !== undefined) return problemText(problem);
  const [approved] = baselines[0]?.approved ?? [];
  const read = rules.schemeOf(platform)?.parse(release);
  if (approved?.range == null || read?.ok !== true) return 'unreadable';
  return (approved.train === null || read.value.train === approved.train) && approved.range.includes(read.value);
}

describe('a train', () => {
  it.each([
    ['iosxe', '{train: "17.12", versions: ">=17.12.3"}', '17.12.4', true],
    ['iosxe', '{train: "17.12", versions: ">=17.12.3"}', '17.12.2', false],
    ['iosxe', '{train: "17.09", versions: ">=17.09.04a"}', '17.9.5', true],
    ['iosxe', '{train: "17.9"}', '17.9.1', true],
    ['iosxe', '{train: "17.9"}', '17.12.1', false],
    ['ios', '{train: "15.7(3)M", versions: ">=15.7(3)M4"}', '15.7(3)M8', true],
    ['iosxr', '{train: "7.10", versions: ">=7.10.2"}', '7.10.2', true],
    ['nxos', '{train: "10.2", versions: ">=10.2(5)"}', '10.2(6)', true],
    ['junos', '{train: "21.4", versions: ">=21.4R3-S5"}', '21.4R3-S6', true],
    ['junos', '{train: "21.4"}', '21.4R2', true],
    ['panos', '{train: "10.2", versions: ">=10.2.9-h1"}', '10.2.10', true],
    ['fortios', '{train: "7.2", versions: ">=7.2.5"}', '7.2.8', true],
    ['eos', '{train: "4.29", versions: ">=4.29.5M"}', '4.29.6M', true],
  ])('of %s written %s takes %s in: %s', (platform, entry, release, expected) => {
    expect(approves(platform, entry, release)).toBe(expected);
  });

  it('that its range does not belong to is a problem', () => {
    expect(approves('iosxe', '{train: "17.12", versions: ">=17.9.3"}', '17.9.4')).toMatch(
      /^b\.yaml:4:13: "17\.12" is not the train/,
    );
  });
});

describe('an approval is as wide as it is written', () => {
  const exact = (platform: string, approved: string, runs: string): string | undefined => {
    const scheme = rules.schemeOf(platform);
    const [a, b] = [scheme?.parse(approved), scheme?.parse(runs)];
    return a?.ok === true && b?.ok === true ? scheme?.compare(b.value, a.value).order : 'unreadable';
  };

  it.each([
    ['iosxe', '17.3.1', '17.3.10'],
    ['ios', '15.2(4)M3', '15.2(4)M10'],
  ])('%s %s does not approve %s', (platform, approved, runs) => {
    expect(exact(platform, approved, runs)).toBe('newer');
  });

  it('a range compares by the rules of the vendor', () => {
    expect(approves('iosxe', '{versions: ">=17.3.4"}', '17.3.10')).toBe(true);
    expect(approves('iosxe', '{versions: ">=17.3.4"}', '17.3.3')).toBe(false);
  });
});
