/**
 * How a model tells what an installed but not yet booted release is (platforms.md 8.2, and the published operations of
 * fleets that track pending releases):
 * - `version`: `show version` has a line for it (`Pending:`, `JUNOS Installation Software`), or there is none;
 * - `dual-root`: the same, and a second root that `show system snapshot media internal` tells about;
 * - `primary-root`: the root marked `primary` boots next (branch SRX);
 * - `install-log`: the last run in `show log install` staged it for the host (host-based QFX and EX, SRX1500 to SRX4700);
 * - `list`: `show system software list` marks it (Junos Evolved);
 * - `unknown`: no method known, so that nothing found means nothing.
 */
export type PendingMethod = 'version' | 'dual-root' | 'primary-root' | 'install-log' | 'list' | 'unknown';

const methods: readonly (readonly [RegExp, PendingMethod])[] = [
  [/^srx(?:[12]\d\d|3\d\d|550|650)(?![0-9])/, 'primary-root'],
  [/^srx(?:1500|1600|2300|4\d00)(?![0-9])/, 'install-log'],
  [/^v?mx/, 'version'],
  [/^(?:ex4300-?48mp|ex-?4300mp|ex4600|ex4650|qfx51|qfx52|qfx10)/, 'install-log'],
  [/^ex(?:22|23|32|33|34|42|43|45|62|82)\d\d/, 'dual-root'],
  [/^(?:ex|qfx)/, 'version'],
];

/** The method of a model. `hostBased`: its packages show that Junos runs as a guest of a host that is staged with it. */
export function pendingMethod(model: string | null, evolved: boolean, hostBased: boolean): PendingMethod {
  if (evolved) return 'list';
  const name = (model ?? '').trim().toLowerCase();
  const method = methods.find(([pattern]) => pattern.test(name))?.[1] ?? 'unknown';
  return hostBased && (method === 'version' || method === 'dual-root') && /^(?:ex|qfx)/.test(name)
    ? 'install-log'
    : method;
}
