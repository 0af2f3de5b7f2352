import { describe, expect, it } from 'vitest';
import { lineMarks } from '../../../src/app/line-marks.ts';
import type { IndicatorKind } from '../../../src/core/indicator.ts';
import { markMemory } from '../../../src/correlate/mark-memory.ts';
import { readLine } from '../../../src/syslog/read-line.ts';

const receivedAt = Date.UTC(2026, 3, 2, 12);
/** Signs of the last of these lines; `restarted` and the like are told by the kind. */
const last = (lines: readonly (readonly [IndicatorKind, string])[]): readonly string[] => {
  const memory = markMemory(10);
  let signs: readonly string[] = [];
  for (const [kind, line] of lines) signs = memory.signs('r9', kind, lineMarks(readLine(line, { receivedAt })));
  return signs;
};
const boot = (head: string) =>
  [
    'boot-change',
    `<189>${head}: %PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:a.bin`,
  ] as const;
const reload = (head: string) => ['reload-requested', `<189>${head}: %SYS-5-RELOAD: Reload requested by ops.`] as const;
const restarted = (head: string) => ['restarted', `<189>${head}: %SYS-5-RESTART: System restarted --`] as const;

describe('a sequence number that falls', () => {
  const before = boot('5310: lab-r9: Apr  2 2026 02:00:00.000 UTC');
  const after = boot('41: lab-r9: Apr  2 2026 03:00:00.000 UTC');
  it('is a sign where no line told of a restart', () => {
    expect(last([before, after])).toEqual(['sequence-fell']);
  });
  it('is none after a line that did', () => {
    expect(last([before, reload('5311: lab-r9: Apr  2 2026 02:01:00.000 UTC'), after])).toEqual([]);
    expect(last([before, restarted('9: lab-r9: Apr  2 2026 02:01:00.000 UTC'), after])).toEqual([]);
    expect(
      last([
        before,
        ['reload-requested', 'Thu Apr  2 02:01:00 2026\t198.51.100.1\tops\tvty1\t198.51.100.7\tstop\tcmd=reload <cr>'],
        after,
      ]),
    ).toEqual([]);
  });
  it('explains one fall, not the next', () => {
    const again = boot('12: lab-r9: Apr  2 2026 05:00:00.000 UTC');
    const more = boot('900: lab-r9: Apr  2 2026 04:00:00.000 UTC');
    expect(last([before, reload('5311: lab-r9: Apr  2 2026 02:01:00.000 UTC'), after, more, again])).toEqual([
      'sequence-fell',
    ]);
  });
  it('is none for lines that overtook each other, or of an older file', () => {
    expect(last([before, boot('5301: lab-r9: Apr  2 2026 02:00:00.100 UTC')])).toEqual([]);
    expect(last([before, boot('41: lab-r9: Apr  1 2026 03:00:00.000 UTC')])).toEqual([]);
  });
  it('is none between a device and the server of its accounting', () => {
    const asked = [
      'boot-change',
      '<190>7: lab-r9: Apr  2 2026 03:00:00.000 UTC: %HA_EM-6-LOG: x: ops boot system a.bin',
    ] as const;
    const served = [
      'boot-change',
      '<182>Apr  2 02:30:00 aaa-1 CISE_TACACS_Accounting 0000000001 1 0 2026-04-02 02:30:00.250 +00:00 0000009999 3300 NOTICE Tacacs-Accounting: TACACS+ Accounting with Command, ConfigVersionId=9, Device IP Address=198.51.100.61, CmdSet=[ CmdAV=boot system a.bin <cr> ], User=ops, ',
    ] as const;
    expect(last([served, asked])).toEqual([]);
  });
});

describe('an uptime that falls', () => {
  it('is a sign', () => {
    expect(last([boot('90: 3w2d'), boot('91: 00:04:10')])).toEqual(['uptime-fell']);
    expect(last([boot('90: 1y3w'), boot('91: 3d04h')])).toEqual(['uptime-fell']);
  });
  it('is none where it grows', () => {
    expect(last([boot('90: 3d04h'), boot('91: 1w2d')])).toEqual([]);
    expect(last([boot('90: 23:59:59'), boot('91: 1d00h')])).toEqual([]);
  });
});

describe('a clock', () => {
  it('that is not set any more is a sign', () => {
    expect(last([boot('90: lab-r9: Apr  2 02:00:00.000 UTC'), boot('91: lab-r9: *Mar  1 00:02:00.000 UTC')])).toEqual([
      'clock-set-back',
    ]);
  });
  it('that was never set, or is set at last, is none', () => {
    expect(last([boot('90: lab-r9: *Mar  1 00:01:00.000'), boot('91: lab-r9: *Mar  1 00:02:00.000')])).toEqual([]);
    expect(last([boot('90: lab-r9: *Mar  1 00:01:00.000'), boot('91: lab-r9: Apr  2 02:00:00.000 UTC')])).toEqual([]);
  });
  it('that goes back while the relay goes on is a sign', () => {
    const by = (relay: string, own: string) => boot(`1 2026-04-02T${relay}Z 198.51.100.33 4455 - - -  lab-r9: ${own}`);
    const lines = [by('02:00:00', 'Apr  2 02:00:00.000 UTC'), by('02:10:00', 'Feb  2 02:10:00.000 UTC')];
    expect(last(lines.map(([kind, line]) => [kind, line.replace(/: %/, ': %')]))).toEqual(['clock-set-back']);
    expect(last([...lines].reverse())).toEqual([]);
  });
});

it('remembers no more devices than allowed', () => {
  const memory = markMemory(2);
  const marks = (line: string) => lineMarks(readLine(line, { receivedAt }));
  const [, high] = boot('5310: lab-r9: Apr  2 2026 02:00:00.000 UTC');
  const [, low] = boot('41: lab-r9: Apr  2 2026 03:00:00.000 UTC');
  for (const device of ['a', 'b', 'c']) memory.signs(device, 'boot-change', marks(high));
  expect(['a', 'c'].map((device) => memory.signs(device, 'boot-change', marks(low)))).toEqual([[], ['sequence-fell']]);
});
