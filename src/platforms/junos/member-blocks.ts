/** The part of an output that one member printed; `id` null where the output has no headings. */
export type MemberBlock = { readonly id: string | null; readonly lines: readonly string[] };

/** `fpc0:`, `node1:`, `re0:`, `member0:`, `localre:`, `lcc0-re1:`, `gnf1-re0:`, and `node: re0` of Junos Evolved. */
const heading =
  /^\s*(?:((?:fpc|node|re|member|lcc|sfc|gnf|bsys|scc)\d{0,3}(?:-(?:re|fpc|node)\d{0,2})?|localre):|node: ?(re\d{1,2}))$/;
const dashes = /^\s*-{5,}$/;

/**
 * Splits the output of a virtual chassis, a chassis cluster or several routing engines at its headings. The lines of
 * dashes under them are dropped; what stands before the first heading belongs to no member and is left out.
 */
export function memberBlocks(lines: readonly string[]): readonly MemberBlock[] {
  const blocks: { id: string; lines: string[] }[] = [];
  for (const line of lines) {
    const found = heading.exec(line);
    if (found !== null) blocks.push({ id: found[1] ?? found[2] ?? '', lines: [] });
    else if (!dashes.test(line)) blocks.at(-1)?.lines.push(line);
  }
  return blocks.length === 0 ? [{ id: null, lines }] : blocks;
}
