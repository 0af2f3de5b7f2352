/**
 * Which release of the IOS daemon an IOS-XE 3.x release carries: rebuild number and letter go over unchanged, so
 * 3.16.4bS is 15.5(3)S4b. One row is `[3.x minor, IOS major.minor, maintenance number]`.
 *
 * Pairs that stand in file names (3.4SG, 3.6E, 3.9S, 3.14S, 3.16S, 3.17S, 3.2SE, 3.3SE) prove the rule; the others
 * follow from Cisco's release notes of the same numbering and were not seen as a pair.
 */
const rows: Readonly<Record<string, readonly (readonly [number, string, number])[]>> = {
  S: [
    [1, '15.0', 1],
    [2, '15.1', 1],
    [3, '15.1', 2],
    [4, '15.1', 3],
    [5, '15.2', 1],
    [6, '15.2', 2],
    [7, '15.2', 4],
    [8, '15.3', 1],
    [9, '15.3', 2],
    [10, '15.3', 3],
    [11, '15.4', 1],
    [12, '15.4', 2],
    [13, '15.4', 3],
    [14, '15.5', 1],
    [15, '15.5', 2],
    [16, '15.5', 3],
    [17, '15.6', 1],
    [18, '15.6', 2],
  ],
  SP: [[18, '15.6', 2]],
  E: [
    [5, '15.2', 1],
    [6, '15.2', 2],
    [7, '15.2', 3],
    [8, '15.2', 4],
    [9, '15.2', 5],
    [10, '15.2', 6],
    [11, '15.2', 7],
  ],
  SG: [
    [2, '15.0', 2],
    [3, '15.1', 1],
    [4, '15.1', 2],
  ],
};

/** Here the daemon has train letters of its own: 3.2SE is 15.0(1)EX, 3.3SE is 15.0(1)EZ. */
const renamed: Readonly<Record<string, { readonly minor: number; readonly letters: string }>> = {
  '15.0(1)EX': { minor: 2, letters: 'SE' },
  '15.0(1)EZ': { minor: 3, letters: 'SE' },
};

/** `15.5(3)S` → minor 16 of 3.xS. */
const table: ReadonlyMap<string, { readonly minor: number; readonly letters: string }> = new Map([
  ...Object.entries(rows).flatMap(([letters, list]) =>
    list.map(([minor, iosd, maintenance]) => [`${iosd}(${maintenance})${letters}`, { minor, letters }] as const),
  ),
  ...Object.entries(renamed),
]);

/** The 3.x train of an IOS daemon's release, e.g. of 15.5(3)S; null where none is known. */
export function trainOfDaemon(
  iosd: string,
  maintenance: number,
  letters: string,
): { readonly minor: number; readonly letters: string } | null {
  return table.get(`${iosd}(${maintenance})${letters}`) ?? null;
}
