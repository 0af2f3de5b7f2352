import type { DevicePage } from './device-page-model.ts';

/** How much of each part fits one sheet; the rest is on the screen and in the JSON report. */
export type SheetPlan = {
  readonly facts: number;
  readonly members: number;
  readonly events: number;
  readonly findings: number;
  readonly evidence: number;
};

/**
 * Heights in millimetres as the style sheet prints them: rows are cut after one line; members, findings and the words at
 * the top after two. Letter is the shorter sheet: 279 mm less margins, and less what stands on every page (heading, verdict,
 * chart, four headings with their columns, footer with the places to sign).
 */
const room = 130;
const row = 4.5;
const twoLines = 7.7;
const signsOfLine = 105;
const factHeight = (text: string): number => (text.length > signsOfLine ? 2 : 1) * 3.7;

/** Members, findings and evidence first, as far as a sheet bears; the time line takes what is left. */
export function sheetPlan(
  { device, events, findings, evidence }: DevicePage,
  facts: readonly (readonly [string, string])[],
): SheetPlan {
  let left = room;
  let shown = 0;
  for (const [, text] of facts) {
    if (left - factHeight(text) < room - 45) break;
    left -= factHeight(text);
    shown += 1;
  }
  const take = (count: number, most: number, height: number): number => {
    const taken = Math.max(0, Math.min(count, most, Math.floor(left / height)));
    left -= taken * height;
    return taken;
  };
  const evidenceRows = take(evidence.length, 3, row);
  const members = take(device.members.length, 8, twoLines);
  const findingRows = take(findings.length, 3, twoLines);
  const eventRows = take(events.length, 24, row);
  return {
    facts: shown,
    members,
    evidence: evidenceRows + take(evidence.length - evidenceRows, 5, row),
    findings: findingRows + take(findings.length - findingRows, 5, twoLines),
    events: eventRows,
  };
}
