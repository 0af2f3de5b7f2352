/** Worst first; the names and the order are those of the public contract. */
export const verdicts = [
  'tampered',
  'downgraded',
  'downgrade-pending',
  'noncompliant',
  'unverified',
  'authorized',
  'compliant',
] as const;

export type Verdict = (typeof verdicts)[number];

export const worst = (all: readonly Verdict[]): Verdict =>
  verdicts.find((verdict) => all.includes(verdict)) ?? 'unverified';

/** What a verdict stands on, weakest first (VERDICTS 4.3). */
export const assurances = ['version', 'device-digest', 'offbox-digest', 'signature', 'measured'] as const;

export type Assurance = (typeof assurances)[number];
