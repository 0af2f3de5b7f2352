import { namedImage } from './image-name.ts';
import { readPairs } from './pairs.ts';
import { type Reading, told } from './reading.ts';
import { readTimeStamp, type TimeStamp } from './time-stamp.ts';
import { isZoneName } from './time-zones.ts';

/** Values of a record by FortiOS's own names, wherever they came from: pairs, csv or CEF. */
export type FortinetValues = (name: string) => string | undefined;

/** Serial numbers begin with the product. Source: Fortinet's product life cycle lists; FortiWeb lines of the log corpus. */
const products: readonly (readonly [string, string])[] = [
  ['FGR', 'FortiGate'],
  ['FG', 'FortiGate'],
  ['FW', 'FortiWiFi'],
  ['FV', 'FortiWeb'],
  ['FL', 'FortiAnalyzer'],
  ['FAZ', 'FortiAnalyzer'],
  ['FM', 'FortiManager'],
  ['FE', 'FortiMail'],
  ['FAD', 'FortiADC'],
];

/** Names that are copied into `fields`; `version` is not among them: it is that of a database, never of the system. */
const copied = [
  'type',
  'subtype',
  'level',
  'action',
  'status',
  'logdesc',
  'ui',
  'sysuptime',
  'cfgpath',
  'cfgobj',
  'cfgattr',
  'vd',
  'eventtime',
  'reason',
  'method',
] as const;

/** Reads FortiOS (and FortiWeb) `name=value` records, blank or comma separated. */
export function readFortinet(text: string): Reading {
  const pairs = readPairs(text, (name, soFar) => name === 'srcip' && isTraffic(soFar.get('type')));
  return fortinetReading('fortinet', (name) => pairs.get(name), text);
}

/** The many addresses and counters of a traffic record tell nothing about the device itself. */
const isTraffic = (type: string | undefined): boolean => type !== undefined && type !== 'event';

/** The record as an event; shared with CEF, which has the same values under longer names. */
export function fortinetReading(format: string, value: FortinetValues, text: string): Reading {
  const fields: Record<string, string> = {};
  for (const name of copied) {
    const found = value(name);
    if (found !== undefined && found !== '') fields[name] = found;
  }
  const logId = value('logid') ?? value('log_id');
  if (logId !== undefined) fields['logid'] = logId;
  const serial = value('devid') ?? value('device_id');
  if (serial !== undefined) fields['serial'] = serial;
  const level = value('level') ?? value('pri');
  if (level !== undefined) fields['level'] = level;
  const product = products.find(([prefix]) => serial?.startsWith(prefix) === true)?.[1];
  if (product !== undefined) fields['product'] = product;
  const message = value('msg') ?? '';
  const { image, version } = namedImage(message);
  if (image !== null) fields['image'] = image;
  const target = version ?? targetVersion(message);
  if (target !== null) fields['version'] = target;
  const status = value('status')?.toLowerCase();
  const time = timeOf(value);
  return {
    format,
    text: message === '' ? text : message,
    mnemonic: logId ?? null,
    host: told(value('devname')),
    fallbackHost: told(serial),
    stamp: time.stamp,
    at: time.at,
    user: told(value('user')),
    tty: told(value('ui')?.replace(/\(.*$/s, '')),
    source: addressIn(value('ui')) ?? addressIn(message) ?? (value('type') === 'event' ? told(value('srcip')) : null),
    outcome: status === 'success' ? 'succeeded' : status === 'failed' || status === 'failure' ? 'failed' : null,
    fields,
  };
}

/** `https(192.0.2.20)`, `GUI(10.200.0.1)`. */
const addressIn = (text: string | undefined): string | null =>
  text === undefined ? null : (/\w\(([0-9a-f][0-9a-f.:]{2,45})\)/i.exec(text.slice(0, 1024))?.[1] ?? null);

/** `v7.2.5 build1517 -> v6.4.9 build1966`: the last one is what runs next. */
function targetVersion(message: string): string | null {
  // Firmware of managed switches, access points and clients is not the device's own.
  if (/\bForti(?:Switch|AP|Extender|Client)/i.test(message.slice(0, 2048))) return null;
  let found: string | null = null;
  for (const match of message.slice(0, 2048).matchAll(/\bv(\d{1,2}\.\d{1,2}\.\d{1,3})(?= ?,? ?build|\b)/g))
    found = match[1] ?? found;
  return found;
}

/**
 * Time of the record: `date`, `time` and `tz`, or `eventtime`, whose unit changed between releases (10, 13, 16 or 19
 * digits). The zone of `tz` counts; without one `eventtime` does, and without both the zone is not known.
 */
function timeOf(value: FortinetValues): { readonly stamp: TimeStamp | null; readonly at: number | null } {
  const epoch = value('eventtime');
  const at =
    epoch === undefined || !/^\d{10}(?:\d{3}){0,3}$/.test(epoch) ? null : Number(epoch.slice(0, 13).padEnd(13, '0'));
  const zone =
    told(value('tz')) ?? told(/^\(?GMT([+-]\d{1,2}:\d{2})/.exec(value('timezone') ?? '')?.[0]?.replace('(', ''));
  const date = value('date');
  const clock = value('time');
  let text = date !== undefined && clock !== undefined ? `${date} ${clock}` : null;
  if (text === null && at !== null) text = localText(at, value('tz'));
  if (text === null) return { stamp: null, at };
  const stamp = readTimeStamp(text, 0, isZoneName);
  return stamp === null ? { stamp: null, at } : { stamp: { ...stamp, zone: stamp.zone ?? zone }, at };
}

/** Local text of an instant, as `date` and `time` would have told it. */
function localText(at: number, zone: string | undefined): string | null {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '+0000');
  if (match === null) return null;
  const minutes = (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1);
  return new Date(at + minutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}
