/** Major, minor and maintenance number. */
export type ReleaseNumbers = readonly [number, number, number];

/** Highest minor number of each major one; by year it is the quarter, from 2024 on. Cisco's release notes list no others. */
const highestMinor: Readonly<Record<number, number>> = { 3: 9, 4: 3, 5: 3, 6: 9, 7: 11 };

/**
 * The releases that the digits of a package tag can stand for: `732` is 7.3.2, `6225` is 6.2.25, `24211` is 24.2.11.
 * `7111` is 7.11.1 or 7.1.11, and nothing in it tells which; empty where no split gives a release that can exist.
 */
export function releaseOfTag(digits: string): readonly ReleaseNumbers[] {
  const found: ReleaseNumbers[] = [];
  for (let major = 1; major <= 2; major += 1) {
    for (let minor = 1; minor <= 2; minor += 1) {
      const texts = [digits.slice(0, major), digits.slice(major, major + minor), digits.slice(major + minor)] as const;
      if (texts.every(isWritten) && exists(Number(texts[0]), Number(texts[1]))) {
        found.push([Number(texts[0]), Number(texts[1]), Number(texts[2])]);
      }
    }
  }
  return found;
}

const isWritten = (digits: string): boolean => /^(?:0|[1-9]\d?)$/.test(digits);

function exists(major: number, minor: number): boolean {
  return major >= 24 && major <= 39 ? minor >= 1 && minor <= 4 : minor <= (highestMinor[major] ?? -1);
}
