import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SyslogRow } from '../../../src/core/syslog-row.ts';
import { type SentinelRow, sentinelRows, sentinelScore } from '../../../src/detect/sentinel.ts';

type Case = {
  readonly id: string;
  readonly input: SyslogRow;
  readonly expect: SentinelRow | 'filtered';
  readonly expect_if_edges_trimmed?: SentinelRow | 'filtered';
};

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/kql/${name}`, import.meta.url), 'utf8');
const cases: readonly Case[] = fixture('cases.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const order: { readonly now: string; readonly order: readonly string[] } = JSON.parse(fixture('order.json'));
const { now } = order;

describe('the public Sentinel rule', () => {
  it('has 105 worked rows', () => {
    expect(cases.length).toBe(105);
  });

  it.each(cases)('gives what was worked by hand for $id', ({ input, expect: wanted }) => {
    expect(sentinelRows([input], { now })).toEqual(wanted === 'filtered' ? [] : [wanted]);
  });

  it.each(cases)('gives what was worked by hand for $id with trimmed edges', (one) => {
    const wanted = one.expect_if_edges_trimmed ?? one.expect;
    expect(sentinelRows([one.input], { now, edges: 'trim' })).toEqual(wanted === 'filtered' ? [] : [wanted]);
  });

  it('sorts all rows as the rule does', () => {
    const byKey = new Map(cases.map(({ id, input }) => [`${input.TimeGenerated} ${input.SyslogMessage}`, id]));
    const rows = sentinelRows(
      cases.map(({ input }) => input),
      { now },
    );
    expect(rows.map((row) => byKey.get(`${row.TimeGenerated} ${row.SyslogMessage}`))).toEqual(order.order);
  });

  it('projects the nine columns in the order of the rule', () => {
    const [row] = sentinelRows(
      [cases[0]?.input ?? { TimeGenerated: '', Facility: '', Computer: '', SyslogMessage: '' }],
      { now },
    );
    expect(Object.keys(row ?? {})).toEqual([
      'TimeGenerated',
      'DeviceIP',
      'SyslogMessage',
      'ParsedCommand',
      'IsImageTransfer',
      'IsBootChange',
      'IsReloadScheduled',
      'IsInstallOp',
      'RiskScore',
    ]);
  });
});

const boot = (TimeGenerated: string, Computer = 'r1'): SyslogRow => ({
  TimeGenerated,
  Facility: 'local7',
  Computer,
  SyslogMessage: 'logged command:boot system flash:old.bin',
});

describe('times of the rule', () => {
  it('keep the seventh digit of the fraction in output, sort and the test of age', () => {
    const rows = sentinelRows(
      [
        boot('2026-03-09T12:00:00.0000000Z'),
        boot('2026-03-09T12:00:00.0000001Z'),
        boot('2026-03-10T11:00:00.1234567Z'),
        boot('2026-03-10T11:00:00.1234568Z'),
        boot('2026-03-10T13:00:00.12345679+02:00'),
      ],
      { now },
    );
    expect(rows.map((row) => row.TimeGenerated)).toEqual([
      '2026-03-10T11:00:00.1234568Z',
      '2026-03-10T13:00:00.12345679+02:00',
      '2026-03-10T11:00:00.1234567Z',
      '2026-03-09T12:00:00.0000001Z',
    ]);
  });

  it('keep the order of rows that are equal in score and time', () => {
    const rows = sentinelRows([boot('2026-03-10T11:00:00Z', 'b'), boot('2026-03-10T11:00:00.000Z', 'a')], { now });
    expect(rows.map((row) => row.DeviceIP)).toEqual(['b', 'a']);
  });

  it('that cannot be read put the row out, as a null does', () => {
    expect(sentinelRows([boot(''), boot('2026-02-30T11:00:00Z'), boot('yesterday')], { now })).toEqual([]);
  });
});

describe('edges of the rule', () => {
  it('keep a carriage return in the parsed command and stop at the line feed', () => {
    const [row] = sentinelRows(
      [{ ...boot('2026-03-10T11:00:00Z'), SyslogMessage: 'boot system flash:a.bin\r\u2028b\nc' }],
      { now },
    );
    expect(row?.ParsedCommand).toBe('boot system flash:a.bin\r\u2028b');
  });

  it('take letters of any script as part of a term', () => {
    expect(sentinelScore({ Facility: 'local7', SyslogMessage: 'éreload in 5' })).toBe(0);
    expect(sentinelScore({ Facility: 'local7', SyslogMessage: '— reload in 5' })).toBe(1);
  });

  it('score a row whatever its age', () => {
    expect(sentinelScore({ Facility: 'local7', SyslogMessage: 'boot system flash:a.bin' })).toBe(3);
    expect(sentinelScore({ Facility: 'local4', SyslogMessage: 'boot system flash:a.bin' })).toBe(0);
  });

  it('stay linear on a megabyte of near misses', () => {
    const began = performance.now();
    for (const text of ['copy', 'copy ', 'boot system', ' reload', 'install x', 'flash', 'boot \t']) {
      sentinelScore({ Facility: 'local7', SyslogMessage: text.repeat(1_000_000 / text.length) });
    }
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
