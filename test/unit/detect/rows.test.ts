import { describe, expect, it } from 'vitest';
import { detectEvent } from '../../../src/detect/detect-event.ts';
import { ruleBook } from '../../../src/detect/rule-book.ts';
import { platforms } from '../../../src/platforms/index.ts';
import { readLine } from '../../../src/syslog/read-line.ts';
import { rowEvent } from '../../../src/syslog/row-event.ts';
import type { TableRow } from '../../../src/syslog/table-row.ts';
import { labelledFolders, labelledLines } from '../syslog/labelled-lines.ts';

const book = ruleBook(platforms);
const context = { receivedAt: Date.UTC(2026, 2, 10, 2, 12) };

/** Columns by CEF key. Source: Microsoft's CEF field mapping; every other key goes into AdditionalExtensions. */
const columns: Readonly<Record<string, string>> = {
  act: 'DeviceAction',
  dvchost: 'DeviceName',
  deviceExternalId: 'DeviceExternalID',
  cat: 'DeviceEventCategory',
  duser: 'DestinationUserName',
  suser: 'SourceUserName',
  src: 'SourceIP',
  shost: 'SourceHostName',
  sproc: 'SourceProcessName',
  outcome: 'EventOutcome',
  msg: 'Message',
  reason: 'Reason',
  rt: 'ReceiptTime',
  flexString1: 'FlexString1',
  flexString1Label: 'FlexString1Label',
  flexString2: 'FlexString2',
  flexString2Label: 'FlexString2Label',
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6].flatMap((at) => [
      [`cs${at}`, `DeviceCustomString${at}`],
      [`cs${at}Label`, `DeviceCustomString${at}Label`],
    ]),
  ),
};

/** A CEF line as the row of CommonSecurityLog that Azure makes of it. */
function commonSecurityRow(line: string): TableRow {
  const cef = line.slice(line.indexOf('CEF:'));
  const [, vendor = '', product = '', version = '', classId = '', name = '', severity = '', ...rest] =
    cef.split(/(?<!\\)\|/);
  const row: Record<string, string> = {
    TimeGenerated: '2026-03-10T02:12:00Z',
    Computer: 'collector',
    CollectorHostName: 'collector',
    DeviceVendor: vendor,
    DeviceProduct: product,
    DeviceVersion: version,
    DeviceEventClassID: classId,
    Activity: name,
    LogSeverity: severity,
  };
  const more: string[] = [];
  for (const [, key = '', value = ''] of rest
    .join('|')
    .matchAll(/([A-Za-z0-9_]+)=((?:[^=\\]|\\.)*?)(?= [A-Za-z0-9_]+=|$)/g)) {
    const column = columns[key];
    const text = value.replace(/\\([=\\])/g, '$1').trim();
    if (column === undefined) more.push(`${key}=${text}`);
    else row[column] = text;
  }
  return { ...row, AdditionalExtensions: more.join(';') };
}

describe.each(labelledFolders)('lines in CEF of the $name', ({ folder }) => {
  it.each(labelledLines(folder).filter(({ line }) => line.includes('CEF:')))(
    '$name gives as a row of CommonSecurityLog what it gives as a line',
    ({ line }) => {
      const told = (event: Parameters<typeof detectEvent>[1]) => {
        const hit = detectEvent(book, event);
        return hit === null
          ? null
          : { kind: hit.kind, rule: hit.rule, user: hit.user, version: hit.version, score: hit.score };
      };
      expect(told(rowEvent(commonSecurityRow(line), context))).toEqual(told(readLine(line, context)));
    },
  );
});

describe('rows of Syslog', () => {
  it('are judged by what the daemon put into the process name', () => {
    const row = {
      TimeGenerated: '2026-03-10T02:12:00Z',
      Facility: 'local7',
      Computer: 'lab-r9',
      ProcessName: '%SYS-5-RELOAD',
      SyslogMessage: 'Reload requested by ops on vty0 (198.51.100.7). Reload Reason: Reload Command.',
    };
    const event = rowEvent(row, context);
    expect(event.line).toBe(row.SyslogMessage);
    expect(detectEvent(book, event)).toMatchObject({ kind: 'reload-requested', user: 'ops', source: '198.51.100.7' });
  });
});
