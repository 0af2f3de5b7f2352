/** `1 finding`, `2 findings`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** The largest unit that fits, cut: `2 hours`. Below a minute it is `less than a minute`. */
export function ageText(ms: number): string {
  for (const [word, size] of units) if (ms >= size) return counted(Math.floor(ms / size), word);
  return 'less than a minute';
}

/** The end of a day as the day; any other time as it is, to the minute. */
export const untilText = (iso: string): string =>
  iso.endsWith('T23:59:59.999Z') ? iso.slice(0, 10) : iso.slice(0, 16).replace('T', ' ');
