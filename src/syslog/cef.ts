import { actorAddress } from './actor.ts';
import { fortinetReading } from './fortinet.ts';
import { namedImage } from './image-name.ts';
import { described } from './palo-alto.ts';
import { type Reading, told } from './reading.ts';
import { readTimeStamp, type TimeStamp } from './time-stamp.ts';
import { isZoneName } from './time-zones.ts';

/** The seven header columns and the extension of a CEF record. */
export type CefRecord = {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly classId: string;
  readonly name: string;
  readonly severity: string;
  readonly extension: ReadonlyMap<string, string>;
};

const keyBefore = /(?:^| )([A-Za-z_][\w.[\]-]{0,63})$/;

/**
 * Reads `CEF:0|vendor|product|version|class|name|severity|key=value …`. In the header `\|` and `\\` are escapes, in values
 * `\=`, `\\`, `\n`, `\r`. A value goes on to the next ` key=`. Null where the seven columns are not there.
 * Source: ArcSight CEF implementation standard, revision 26.
 */
export function readCefRecord(text: string): CefRecord | null {
  const columns: string[] = [];
  let from = 0;
  for (let at = text.indexOf('|'); at !== -1 && columns.length < 7; at = text.indexOf('|', at + 1)) {
    if (text.charCodeAt(at - 1) === 92 && text.charCodeAt(at - 2) !== 92) continue;
    columns.push(text.slice(from, at).replace(/\\([|\\])/g, '$1'));
    from = at + 1;
  }
  if (columns.length < 7 || !/^CEF: ?\d{1,2}$/.test(columns[0] ?? '')) return null;
  const [, vendor = '', product = '', version = '', classId = '', name = '', severity = ''] = columns;
  return { vendor, product, version, classId, name, severity, extension: readExtension(text.slice(from)) };
}

function readExtension(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let key: string | null = null;
  let from = 0;
  const keep = (to: number): void => {
    if (key !== null && !values.has(key)) values.set(key, unescaped(text.slice(from, to)));
  };
  for (let at = text.indexOf('='); at !== -1; at = text.indexOf('=', at + 1)) {
    if (text.charCodeAt(at - 1) === 92) continue;
    const found = keyBefore.exec(text.slice(Math.max(0, at - 66, from), at));
    if (found === null) continue;
    // The blank before the key is not part of the value before it.
    keep(Math.max(from, at - (found[1] ?? '').length - 1));
    key = found[1] ?? null;
    from = at + 1;
  }
  keep(text.length);
  return values;
}

const unescaped = (value: string): string =>
  (value.includes('\\')
    ? value.replace(/\\([=\\nr|])/g, (_, mark: string) => (mark === 'n' ? '\n' : mark === 'r' ? '\r' : mark))
    : value
  ).trim();

/** Reads a CEF line; null for a broken header. */
export function readCef(text: string): Reading | null {
  const record = readCefRecord(text);
  return record === null ? null : cefReading(record, text);
}

/** The record as an event; also for rows of the table CommonSecurityLog. */
export function cefReading(record: CefRecord, text: string): Reading {
  const { vendor, product, extension } = record;
  const reading =
    vendor === 'Fortinet'
      ? fortinet(record, text)
      : vendor === 'Palo Alto Networks'
        ? paloAlto(record, text)
        : plain(record, text);
  const host = told(extension.get('dvchost'));
  return {
    ...reading,
    format: 'cef',
    host: reading.host ?? host,
    fallbackHost: reading.fallbackHost ?? told(extension.get('dvc')),
    fields: { ...reading.fields, vendor, product, product_version: record.version, class_id: record.classId },
  };
}

/** `cs1`, `flexString2` … under the names that their labels give them. */
function labelled(extension: ReadonlyMap<string, string>, label: string): string | undefined {
  for (const [key, value] of extension) {
    if (key.endsWith('Label') && value.toLowerCase() === label) return extension.get(key.slice(0, -5));
  }
  return undefined;
}

function fortinet(record: CefRecord, text: string): Reading {
  const { extension } = record;
  const [category = '', subcategory] = (extension.get('cat') ?? '').split(':');
  const names: Readonly<Record<string, string>> = {
    user: 'duser',
    ui: 'sproc',
    action: 'act',
    status: 'outcome',
    devid: 'deviceExternalId',
    devname: 'dvchost',
    srcip: 'src',
  };
  return fortinetReading(
    'cef',
    (name) => {
      if (name === 'type') return extension.get('FTNTFGTtype') ?? (category === '' ? undefined : category);
      if (name === 'subtype') return extension.get('FTNTFGTsubtype') ?? subcategory;
      return extension.get(`FTNTFGT${name}`) ?? extension.get(names[name] ?? name);
    },
    text,
  );
}

function paloAlto(record: CefRecord, text: string): Reading {
  const { extension } = record;
  const fields: Record<string, string> = {};
  const description = extension.get('msg') ?? '';
  const base = described(description, fields);
  for (const [name, value] of [
    ['type', record.name],
    ['subtype', record.classId],
    ['eventid', extension.get('cat')],
    ['module', labelled(extension, 'module')],
    ['serial', extension.get('deviceExternalId')],
    ['description', description],
    ['cmd', extension.get('act')],
    ['xpath', labelled(extension, 'configuration path') ?? labelled(extension, 'path')],
  ] as const) {
    if (value !== undefined && value !== '') fields[name] = value;
  }
  return {
    ...base,
    text: description === '' ? text : description,
    mnemonic: record.name,
    ...timeOf(extension),
    user: base.user ?? told(extension.get('duser')) ?? told(extension.get('suser')),
    source: base.source ?? told(extension.get('src')) ?? told(extension.get('shost')),
    fields,
  };
}

function plain(record: CefRecord, text: string): Reading {
  const { extension } = record;
  const message = extension.get('msg') ?? record.name;
  const command = told(labelled(extension, 'command') ?? labelled(extension, 'cmd') ?? extension.get('cmd'));
  const { image, version } = namedImage(command ?? message);
  const fields: Record<string, string> = {};
  if (image !== null) fields['image'] = image;
  if (version !== null) fields['version'] = version;
  for (const name of ['act', 'cat', 'outcome', 'reason', 'deviceExternalId']) {
    const value = extension.get(name);
    if (value !== undefined && value !== '') fields[name] = value;
  }
  const outcome = extension.get('outcome')?.toLowerCase() ?? '';
  return {
    format: 'cef',
    text: message === '' ? text : message,
    mnemonic: record.classId,
    ...timeOf(extension),
    user: told(extension.get('suser')) ?? told(extension.get('duser')),
    source: actorAddress(told(extension.get('src')) ?? undefined),
    command,
    outcome: /^succe/.test(outcome) ? 'succeeded' : /^fail/.test(outcome) ? 'failed' : null,
    fields,
  };
}

/** `rt`, else `end`, else `start`: milliseconds since 1970, or `Mar 10 2026 02:11:45[.101] [GMT]`. */
function timeOf(extension: ReadonlyMap<string, string>): {
  readonly stamp: TimeStamp | null;
  readonly at: number | null;
} {
  const text = extension.get('rt') ?? extension.get('end') ?? extension.get('start');
  if (text === undefined) return { stamp: null, at: null };
  if (/^\d{10}(?:\d{3})?$/.test(text)) return { stamp: null, at: Number(text.padEnd(13, '0')) };
  const stamp = readTimeStamp(`${text} `, 0, isZoneName);
  return { stamp: stamp === null ? null : { ...stamp, text }, at: null };
}
