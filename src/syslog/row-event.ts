import type { LogEvent } from '../core/indicator.ts';
import { cefReading } from './cef.ts';
import { readHeader } from './header.ts';
import type { TimeContext } from './log-time.ts';
import { facilityNumber, severityNumber } from './priority.ts';
import { eventOf, readLine } from './read-line.ts';
import { type TableRow, tableOf } from './table-row.ts';
import { tableTime } from './table-time.ts';

/**
 * Reads one row of the tables Syslog or CommonSecurityLog. The row's time is the relay's (the collector received it
 * then; see `tableOf` for rows of other tables, which are read as empty messages); `line` of the event is the message as exported. All host columns stay under `fields` (`computer`, `host_name`,
 * `host_ip`, `collector`); `host` is the one nearest to the device that the message or the row names, never the collector.
 */
export function rowEvent(row: TableRow, context: TimeContext): LogEvent {
  return tableOf(row) === 'CommonSecurityLog' ? cefRowEvent(row, context) : syslogRowEvent(row, context);
}

/** Name or address of the sender in a row; what equals the collector is used only where nothing else is told. */
function rowHost(row: TableRow): string {
  const collector = row['CollectorHostName'] ?? '';
  const names = [row['HostName'], row['Computer'], row['HostIP']].filter((name) => name !== undefined && name !== '');
  return names.find((name) => name !== collector) ?? names[0] ?? '';
}

function hostFields(row: TableRow): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [column, name] of [
    ['Computer', 'computer'],
    ['HostName', 'host_name'],
    ['HostIP', 'host_ip'],
    ['CollectorHostName', 'collector'],
  ] as const) {
    const value = row[column];
    if (value !== undefined && value !== '') fields[name] = value;
  }
  return fields;
}

/**
 * The message with what a syslog daemon took off its front: a process name of digits is Cisco's counter, `%FAC-1-X` its
 * mnemonic, `date=…` the beginning of a FortiOS record; another name is put before the message.
 */
export function wholeMessage(row: TableRow): string {
  const message = row['SyslogMessage'] ?? '';
  const program = (row['ProcessName'] ?? '').replace(/:$/, '');
  if (program === '' || message.startsWith(`${program}:`) || message.startsWith(`${program}[`)) return message;
  if (program.startsWith('date=')) return `${program} ${message.trimStart()}`;
  const pid = row['ProcessID'] ?? '';
  const isTag = /^\d+$/.test(program) || program.startsWith('%') || pid === '' || pid === '0';
  return `${program}${isTag ? '' : `[${pid}]`}: ${message.trimStart()}`;
}

function syslogRowEvent(row: TableRow, context: TimeContext): LogEvent {
  const facility = facilityNumber(row['Facility'] ?? '');
  const severity = severityNumber(row['SeverityLevel'] ?? '');
  const time = tableTime(row['EventTime'] ?? row['TimeGenerated'] ?? '');
  const host = rowHost(row).replace(/\s/g, '');
  const head = `${facility === -1 ? '' : `<${facility * 8 + (severity ?? 5)}>`}${time === '' ? '' : `${time} `}${host === '' ? '' : `${host} `}`;
  const whole = head + wholeMessage(row);
  const event = readLine(whole, context);
  return {
    ...event,
    line: row['SyslogMessage'] ?? '',
    whole,
    severity: severity ?? (facility === -1 ? event.severity : null),
    host: event.host ?? (host === '' ? null : host),
    fields: { ...event.fields, ...hostFields(row) },
  };
}

/** Columns of CommonSecurityLog and the CEF keys that they were made of. Source: Microsoft's CEF field mapping. */
const cefKeys: Readonly<Record<string, string>> = {
  DeviceAction: 'act',
  DeviceName: 'dvchost',
  DeviceAddress: 'dvc',
  DeviceExternalID: 'deviceExternalId',
  DeviceEventCategory: 'cat',
  DestinationUserName: 'duser',
  SourceUserName: 'suser',
  SourceIP: 'src',
  SourceHostName: 'shost',
  SourceProcessName: 'sproc',
  EventOutcome: 'outcome',
  Message: 'msg',
  Reason: 'reason',
  ReceiptTime: 'rt',
  EndTime: 'end',
  StartTime: 'start',
};

function cefRowEvent(row: TableRow, context: TimeContext): LogEvent {
  const extension = new Map<string, string>();
  const put = (key: string, value: string | undefined): void => {
    if (value !== undefined && value !== '' && !extension.has(key)) extension.set(key, value);
  };
  for (const [column, key] of Object.entries(cefKeys)) put(key, row[column]);
  for (let index = 1; index <= 6; index++) {
    put(`cs${index}`, row[`DeviceCustomString${index}`]);
    put(`cs${index}Label`, row[`DeviceCustomString${index}Label`]);
    put(`flexString${index}`, row[`FlexString${index}`]);
    put(`flexString${index}Label`, row[`FlexString${index}Label`]);
  }
  for (const item of (row['AdditionalExtensions'] ?? '').split(';')) {
    const equals = item.indexOf('=');
    if (equals > 0) put(item.slice(0, equals).trim(), item.slice(equals + 1));
  }
  const message = row['Message'] ?? row['Activity'] ?? '';
  const reading = cefReading(
    {
      vendor: row['DeviceVendor'] ?? '',
      product: row['DeviceProduct'] ?? '',
      version: row['DeviceVersion'] ?? '',
      classId: row['DeviceEventClassID'] ?? '',
      name: row['Activity'] ?? '',
      severity: row['LogSeverity'] ?? '',
      extension,
    },
    message,
  );
  const time = tableTime(row['TimeGenerated'] ?? '');
  const header = readHeader(`${time === '' ? '' : `${time} `}${rowHost(row).replace(/\s/g, '')} `);
  const event = eventOf(message, header, reading, context);
  // The record that the row was made of, near enough to find what stood in it.
  const pairs = [...extension].map(([key, value]) => `${key}=${value}`).join(' ');
  const whole = `${row['DeviceEventClassID'] ?? ''}|${row['Activity'] ?? ''}|${pairs} ${message}`;
  return { ...event, whole, fields: { ...event.fields, ...hostFields(row) } };
}
