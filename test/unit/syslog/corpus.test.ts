import { describe, expect, it } from 'vitest';
import { readLine } from '../../../src/syslog/read-line.ts';
import { labelledFolders, labelledLines, labelValue } from './labelled-lines.ts';

/** Labels that name something the line itself does not have (two accounting formats carry no such attribute). */
const inLine = new Set(['task_id', 'priv']);

describe.each(labelledFolders)('every labelled field of the $name', ({ folder }) => {
  const all = labelledLines(folder);

  it('has lines', () => {
    expect(all.length).toBeGreaterThan(0);
  });

  it.each(all)('is read from $name', ({ line, labels }) => {
    const event = readLine(line, { receivedAt: Date.UTC(2026, 2, 10, 2, 12) });
    const wanted: Record<string, string> = {};
    const got: Record<string, string | null> = {};
    for (const [label, value] of Object.entries(labels)) {
      if (inLine.has(label) && !line.includes(`=${value}`)) continue;
      const expected = label === 'framing' ? 'octet-counted' : value;
      const found = labelValue(event, label);
      wanted[label] = expected;
      got[label] = label === 'xpath' && found === '' ? '' : found;
    }
    expect(got).toEqual(wanted);
  });
});
