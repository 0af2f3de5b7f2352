import { describe, expect, it } from 'vitest';
import { joinIseSegments, noSegments, pendingIseLines } from '../../../src/syslog/ise-segments.ts';
import { joinRecord, type OpenRecord, unescapeControls } from '../../../src/syslog/joined-record.ts';
import { readLine } from '../../../src/syslog/read-line.ts';

function joinAll(lines: readonly string[]): readonly OpenRecord[] {
  const records: OpenRecord[] = [];
  let open: OpenRecord | null = null;
  for (const line of lines) {
    const step = joinRecord(open, line);
    records.push(...step.done);
    open = step.open;
  }
  return open === null ? records : [...records, open];
}

const restart = '<189>12: r1: *Mar  1 00:00:41.227: %SYS-5-RESTART: System restarted --';

describe('lines of one record', () => {
  it('of a restart are joined and tell the version', () => {
    const records = joinAll([
      restart,
      'Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.1(4)M9, RELEASE SOFTWARE (fc2)',
      'Technical Support: http://www.cisco.com/techsupport',
      'Copyright (c) 1986-2014 by Cisco Systems, Inc.',
      'Compiled Mon 01-Sep-14 04:10 by prod_rel_team',
      '<189>13: r1: *Mar  1 00:00:44.001: %X-1-Y: z',
    ]);
    expect(records.map(({ lines }) => lines)).toEqual([5, 1]);
    expect(readLine(records[0]?.text ?? '', { receivedAt: null }).fields).toMatchObject({
      version: '15.1(4)M9',
      image: 'C2900-UNIVERSALK9-M',
    });
  });

  it('are joined with a header of the relay before each', () => {
    const records = joinAll([
      `Mar 10 02:11:45 r1 ${restart.slice(5)}`,
      'Mar 10 02:11:45 r1 Cisco IOS Software, X Software (Y-M), Version 1.2(3), RELEASE',
    ]);
    expect(records).toHaveLength(1);
  });

  it('stay apart where the first does not call for more', () => {
    expect(joinAll(['a', 'Cisco IOS Software, x', restart, 'b'])).toHaveLength(4);
  });

  it('are as many as were fed, whatever they say', () => {
    const lines = [restart, restart, 'Compiled Mon x', '', '--', 'Copyright (c) 1999'];
    expect(joinAll(lines).reduce((sum, record) => sum + record.lines, 0)).toBe(lines.length);
  });

  it('are separated again where rsyslog joined them', () => {
    expect(unescapeControls('a#012b#011c #0123')).toBe('a\nb\tc \n3');
    expect(unescapeControls('a#01')).toBe('a#01');
  });
});

describe('segments of ISE', () => {
  const head = (index: number): string => `<182>Mar 10 02:11:45 ise1 CISE_TACACS_Accounting 0000000009 2 ${index} `;
  const first = `${head(0)}2026-03-10 02:11:45.101 +00:00 7 3300 NOTICE Tacacs-Accounting: TACACS+ Accounting with Command, Device IP Address=192.0.2.1, CmdSet=[ CmdAV=rel`;
  const second = `${head(1)}oad <cr> ], User=eve`;

  it('are one line in the order of their index', () => {
    const one = joinIseSegments(noSegments, second, 0);
    expect(one.lines).toEqual([]);
    const two = joinIseSegments(one.state, first, 10);
    expect(readLine(two.lines[0] ?? '', { receivedAt: 0 })).toMatchObject({
      host: '192.0.2.1',
      command: 'reload',
      user: 'eve',
    });
    expect(two.state.waiting.size).toBe(0);
  });

  it('do not hold up other lines while they wait', () => {
    const one = joinIseSegments(noSegments, first, 0);
    const other = joinIseSegments(one.state, 'other', 10);
    expect(other).toEqual({ state: one.state, lines: ['other'] });
  });

  it('are given up after five seconds, and at the end', () => {
    const one = joinIseSegments(noSegments, first, 0);
    expect(joinIseSegments(one.state, 'other', 6000).lines).toEqual([first, 'other']);
    expect(pendingIseLines(one.state)).toEqual([first]);
  });
});
