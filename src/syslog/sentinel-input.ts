import type { SyslogRow } from '../core/syslog-row.ts';
import { unescapeControls } from './joined-record.ts';
import { placeInTime } from './log-time.ts';
import { facilityName, readPriority } from './priority.ts';
import { readLine } from './read-line.ts';
import { readStructuredData } from './structured-data.ts';
import type { TableRow } from './table-row.ts';
import { tableTime } from './table-time.ts';
import { readTimeStamp } from './time-stamp.ts';
import { isZoneName } from './time-zones.ts';

/** A row of an exported table as the public rule reads it. Null for a row that is none of the table Syslog. */
export function rowForRule(row: TableRow): SyslogRow | null {
  if (row['SyslogMessage'] === undefined) return null;
  return {
    TimeGenerated: tableTime(row['TimeGenerated'] ?? ''),
    Facility: row['Facility'] ?? '',
    Computer: row['Computer'] ?? '',
    SyslogMessage: row['SyslogMessage'],
  };
}

const ietf = /1 (\S{1,40}) (\S{1,255}) \S{1,255} \S{1,128} \S{1,128} /y;
const host = / ?([^\s,%[\]=<>"']{0,254}[^\s:,%[\]=<>"']) /y;

/**
 * A raw line as the row that a collector makes of it: facility of the priority (`local7` where the line has none, as the
 * corpus counts), host and time of the header, and as message all that follows them. Like rsyslog's reading of RFC 3164,
 * the header is priority, time and host; a counter, an origin-id, a device's own second time, and a process tag stay in
 * the message (the worked rows keep the tag too). Without a header host, `Computer` is the device that the message names;
 * without a time in the header, the device's own; without any, `receivedAt`, else the empty string.
 */
export function lineForRule(line: string, receivedAt: number | null): SyslogRow {
  const text = unescapeControls(line.replace(/^\ufeff/, '').replace(/[\r\n\0]{1,8}$/, ''));
  const framed = /^\d{1,8} (?=<\d)/.exec(text)?.[0].length ?? 0;
  const priority = readPriority(text, framed);
  const from = priority?.end ?? framed;
  const facility = priority === null ? 'local7' : (facilityName(priority.pri) ?? 'local7');
  const found = ietfHeader(text, from) ?? bsdHeader(text, from);
  const event = found === null || found.host === '' ? readLine(line, { receivedAt }) : null;
  const at = found === null ? null : isoOf(found.time, receivedAt);
  return {
    TimeGenerated: at ?? isoTime(event?.time?.at ?? receivedAt),
    Facility: facility,
    Computer: (found?.host ?? '') || (event?.host ?? ''),
    SyslogMessage: text.slice(found?.end ?? from),
  };
}

type Found = { readonly time: string; readonly host: string; readonly end: number };

function ietfHeader(text: string, from: number): Found | null {
  ietf.lastIndex = from;
  const match = ietf.exec(text);
  if (match === null || !/^(?:-|\d{4}-)/.test(match[1] ?? '')) return null;
  const data = readStructuredData(text, ietf.lastIndex);
  let end = data?.end ?? ietf.lastIndex;
  if (text.charCodeAt(end) === 32) end += 1;
  if (text.charCodeAt(end) === 0xfeff) end += 1;
  return { time: match[1] ?? '', host: match[2] === '-' ? '' : (match[2] ?? ''), end };
}

function bsdHeader(text: string, from: number): Found | null {
  const start = text.charCodeAt(from) === 32 ? from + 1 : from;
  const stamp = readTimeStamp(text, start, isZoneName);
  if (stamp === null || stamp.colon || stamp.mark !== null) return null;
  host.lastIndex = stamp.end;
  const name = host.exec(text)?.[1];
  const bare = text.charCodeAt(stamp.end) === 32 ? stamp.end + 1 : stamp.end;
  return { time: text.slice(start, stamp.end), host: name ?? '', end: name === undefined ? bare : host.lastIndex };
}

/** Text of the header's time as ISO 8601 in UTC; a fraction keeps all its digits. Null for `-` and what cannot be placed. */
function isoOf(text: string, receivedAt: number | null): string | null {
  const stamp = readTimeStamp(text, 0, isZoneName);
  const at = stamp === null ? null : placeInTime(stamp, { receivedAt }).at;
  if (stamp === null || at === null) return null;
  const fraction = /\d{2}:\d{2}:\d{2}[.,](\d+)/.exec(stamp.text)?.[1];
  return `${new Date(at).toISOString().slice(0, 19)}${fraction === undefined ? '' : `.${fraction}`}Z`;
}

const isoTime = (at: number | null): string =>
  at === null || !Number.isFinite(at) ? '' : new Date(at).toISOString().replace('.000Z', 'Z');
