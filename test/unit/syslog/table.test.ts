import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SyslogRow } from '../../../src/core/syslog-row.ts';
import { sentinelRows } from '../../../src/detect/sentinel.ts';
import { joinCsvRecord, splitCsv } from '../../../src/syslog/csv-record.ts';
import { detectInput } from '../../../src/syslog/detect-input.ts';
import { facilityNumber } from '../../../src/syslog/priority.ts';
import { rowEvent } from '../../../src/syslog/row-event.ts';
import { lineForRule, rowForRule } from '../../../src/syslog/sentinel-input.ts';
import { rowOfRecord, rowsOfJson, type TableRow, tableColumns } from '../../../src/syslog/table-row.ts';
import { tableTime } from '../../../src/syslog/table-time.ts';

const inputs: readonly SyslogRow[] = readFileSync(new URL('../../fixtures/kql/cases.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line).input);
const now = '2026-03-10T12:00:00Z';
const wanted = sentinelRows(inputs, { now });
const context = { receivedAt: Date.parse(now) };

function csvRows(text: string): readonly TableRow[] {
  let open: string | null = null;
  const records: string[] = [];
  for (const line of text.split('\n')) {
    const step = joinCsvRecord(open, line);
    if (step.record !== null && step.record !== '') records.push(step.record);
    open = step.open;
  }
  const columns = tableColumns(splitCsv(records[0] ?? '')) ?? [];
  return records.slice(1).map((record) => rowOfRecord(columns, splitCsv(record)));
}

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const forRule = (rows: readonly TableRow[]): readonly SyslogRow[] => rows.flatMap((row) => rowForRule(row) ?? []);

describe('the worked rows of the public rule', () => {
  it('give the same from a JSON array, a query answer and JSON lines', () => {
    expect(sentinelRows(forRule(rowsOfJson(JSON.stringify(inputs)) ?? []), { now })).toEqual(wanted);
    const columns = ['TimeGenerated', 'Facility', 'Computer', 'SyslogMessage'] as const;
    const answer = {
      tables: [
        {
          name: 'PrimaryResult',
          columns: columns.map((name) => ({ name, type: 'string' })),
          rows: inputs.map((row) => columns.map((name) => row[name])),
        },
      ],
    };
    expect(sentinelRows(forRule(rowsOfJson(JSON.stringify(answer)) ?? []), { now })).toEqual(wanted);
    const lines = inputs.flatMap((row) => rowsOfJson(JSON.stringify(row)) ?? []);
    expect(sentinelRows(forRule(lines), { now })).toEqual(wanted);
  });

  it('give the same from CSV, with quotes and line feeds inside', () => {
    const csv = `\ufeff"TimeGenerated [UTC]",Facility,Computer,SyslogMessage\n${inputs
      .map((row) => [row.TimeGenerated, row.Facility, row.Computer, cell(row.SyslogMessage)].join(','))
      .join('\n')}\n`;
    expect(detectInput(csv)).toEqual({ kind: 'table', form: 'csv' });
    expect(sentinelRows(forRule(csvRows(csv)), { now })).toEqual(wanted);
  });

  it.each([
    [
      'RFC 3164 with an ISO time',
      (row: SyslogRow, pri: number) => `<${pri}>${row.TimeGenerated} ${row.Computer} ${row.SyslogMessage}`,
    ],
    [
      'RFC 5424',
      (row: SyslogRow, pri: number) => `<${pri}>1 ${row.TimeGenerated} ${row.Computer} - - - - ${row.SyslogMessage}`,
    ],
  ])('give the same from raw lines of %s', (_, raw) => {
    const rows = inputs
      .filter((row) => facilityNumber(row.Facility) >= 0 && row.Facility === row.Facility.toLowerCase())
      .map((row) =>
        lineForRule(raw(row, facilityNumber(row.Facility) * 8 + 5).replaceAll('\n', '#012'), context.receivedAt),
      );
    expect(sentinelRows(rows, { now })).toEqual(wanted);
  });

  it('give the same from raw lines with a time without a year', () => {
    const row = lineForRule('<189>Mar 10 11:59:00 192.0.2.1 boot system flash:a.bin', context.receivedAt);
    expect(row).toEqual({
      TimeGenerated: '2026-03-10T11:59:00Z',
      Facility: 'local7',
      Computer: '192.0.2.1',
      SyslogMessage: 'boot system flash:a.bin',
    });
  });
});

describe('a raw line as a row', () => {
  it('keeps the fraction and turns the zone to UTC', () => {
    expect(lineForRule('<189>1 2026-03-10T12:00:00.1234567+02:00 r1 - - - - x', null).TimeGenerated).toBe(
      '2026-03-10T10:00:00.1234567Z',
    );
  });

  it('names the device where the header names none', () => {
    expect(lineForRule('77: edge1: Mar 10 11:59:00.000 UTC: %X-1-Y: z', context.receivedAt)).toEqual({
      TimeGenerated: '2026-03-10T11:59:00Z',
      Facility: 'local7',
      Computer: 'edge1',
      SyslogMessage: '77: edge1: Mar 10 11:59:00.000 UTC: %X-1-Y: z',
    });
  });

  it('has an empty time where nothing tells one', () => {
    expect(lineForRule('reload in 5', null).TimeGenerated).toBe('');
  });
});

describe('rows of the table Syslog', () => {
  const row = {
    TimeGenerated: '2026-03-10T02:11:46Z',
    Computer: 'collector-1',
    CollectorHostName: 'collector-1',
    HostName: 'edge1',
    Facility: 'local7',
    SeverityLevel: 'notice',
  };

  it('get back what the daemon took off the message', () => {
    expect(
      rowEvent(
        {
          ...row,
          ProcessName: '4321',
          SyslogMessage: ' rtr9: *Mar 10 02:11:45.101 UTC: %SYS-5-RELOAD: Reload requested by console.',
        },
        context,
      ),
    ).toMatchObject({
      host: 'rtr9',
      mnemonic: 'SYS-5-RELOAD',
      pri: 189,
      fields: { sequence: '4321', computer: 'collector-1' },
    });
    expect(
      rowEvent(
        {
          ...row,
          ProcessName: 'date=2026-03-10',
          SyslogMessage: 'time=02:11:45 devname="fw1" logid="0100032138" msg="x"',
        },
        context,
      ),
    ).toMatchObject({
      host: 'fw1',
      mnemonic: '0100032138',
    });
    expect(
      rowEvent(
        { ...row, ProcessName: '%SYS-5-CONFIG_I', SyslogMessage: 'Configured from console by eva on vty0 (192.0.2.3)' },
        context,
      ),
    ).toMatchObject({
      host: 'edge1',
      mnemonic: 'SYS-5-CONFIG_I',
      user: 'eva',
    });
  });

  it('name their sender, not the collector', () => {
    const event = rowEvent(
      {
        ...row,
        ProcessName: 'mgd',
        ProcessID: '77',
        SyslogMessage: "UI_CMDLINE_READ_LINE: User 'u', command 'request system reboot '",
      },
      context,
    );
    expect(event).toMatchObject({
      host: 'edge1',
      user: 'u',
      command: 'request system reboot',
      fields: { process: 'mgd', pid: '77' },
    });
    expect(event.line).toBe("UI_CMDLINE_READ_LINE: User 'u', command 'request system reboot '");
  });
});

describe('rows of the table CommonSecurityLog', () => {
  it('are read as the CEF record that they were made of', () => {
    const event = rowEvent(
      {
        TimeGenerated: '3/10/2026, 2:11:46.500 AM',
        Computer: 'fw-dc1',
        DeviceVendor: 'Fortinet',
        DeviceProduct: 'Fortigate',
        DeviceEventClassID: '32202',
        Activity: 'event:system restore-image success',
        DeviceAction: 'restore-image',
        DestinationUserName: 'eve',
        SourceProcessName: 'https(192.0.2.20)',
        Message: 'User eve restored the image (v7.2.5 build1517 -> v6.4.9 build1966)',
        AdditionalExtensions: 'FTNTFGTlogid=0100032202;cat=event:system;FTNTFGTlevel=critical',
      },
      context,
    );
    expect(event).toMatchObject({
      format: 'cef',
      host: 'fw-dc1',
      user: 'eve',
      source: '192.0.2.20',
      mnemonic: '0100032202',
      fields: { version: '6.4.9', level: 'critical' },
    });
    expect(event.time?.at).toBe(Date.UTC(2026, 2, 10, 2, 11, 46, 500));
  });
});

describe('times of exported rows', () => {
  it.each([
    ['2026-03-10T11:59:00.1234567Z', '2026-03-10T11:59:00.1234567Z'],
    ['2026-03-10 11:59:00', '2026-03-10T11:59:00Z'],
    ['11/25/2026, 12:00:00.000 AM', '2026-11-25T00:00:00.000Z'],
    ['11/25/2026, 12:00:00.000 PM', '2026-11-25T12:00:00.000Z'],
    ['3/5/2026, 1:02:03 PM', '2026-03-05T13:02:03Z'],
    ['never', 'never'],
  ])('are turned round: %s', (text, iso) => {
    expect(tableTime(text)).toBe(iso);
  });
});

describe('the kind of an input', () => {
  it.each([
    ['<189>77: x\n', { kind: 'raw' }],
    ['', { kind: 'raw' }],
    ['Mar 10 02:11:45\t192.0.2.1\tu\ttty2\t192.0.2.20\tstop\tcmd=reload <cr>\n', { kind: 'tacacs' }],
    ['<14>Jan  2 03:04:05 pa CEF:0|a|b|c|d|e|1|msg=x\n', { kind: 'cef' }],
    ['[\n {"SyslogMessage":"x"}]', { kind: 'table', form: 'json' }],
    ['{"TimeGenerated":"x","SyslogMessage":"y"}\n{}', { kind: 'table', form: 'json-lines' }],
    [`{"TimeGenerated":"x","SyslogMessage":"${'y'.repeat(2000)}`, { kind: 'table', form: 'json-lines' }],
    ['{"tables":[{"name":"x"}]}', { kind: 'table', form: 'json' }],
    ['{\n "SyslogMessage": "x"\n}', { kind: 'table', form: 'json' }],
    ['"TimeGenerated [UTC]",Computer,SyslogMessage\n', { kind: 'table', form: 'csv' }],
    ['DeviceVendor,DeviceProduct,Message\n', { kind: 'table', form: 'csv' }],
    ['1,2026/03/10 02:11:45,1,SYSTEM,general,0\n', { kind: 'raw' }],
    ['[edge1] something\n', { kind: 'raw' }],
  ])('of %j is told by its content', (sample, kind) => {
    expect(detectInput(sample)).toEqual(kind);
  });
});
