import { splitCsv } from './csv-record.ts';
import { namedImage } from './image-name.ts';
import { type Reading, told } from './reading.ts';
import { readTimeStamp, type TimeStamp } from './time-stamp.ts';
import { isZoneName } from './time-zones.ts';

const highResolution = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;

/**
 * Reads a PAN-OS record: SYSTEM, CONFIG and AUDIT by column, of other types the common columns. Columns are found from
 * both ends: a description may hold bare commas, and configuration records have the before and after columns in the
 * middle (IETF and custom formats) or at the end. Source: PAN-OS 10.1 and 10.2 syslog field descriptions; log corpus.
 */
export function readPaloAlto(text: string): Reading {
  const column = splitCsv(text);
  if (column[2]?.toLowerCase() === 'audit') return auditTrail(column);
  const type = column[3] ?? '';
  const fields: Record<string, string> = {};
  put(fields, 'type', type);
  put(fields, 'serial', column[2] === 'unknown' ? undefined : column[2]);
  if (type !== 'CONFIG') put(fields, 'subtype', column[4]);
  const stamp = readTimeStamp(column[6] ?? '', 0, isZoneName) ?? readTimeStamp(column[1] ?? '', 0, isZoneName);
  if (type === 'SYSTEM') return system(column, fields, stamp);
  if (type === 'CONFIG') return config(column, fields, stamp);
  if (type === 'AUDIT') return audit(column, fields, stamp);
  return { format: 'paloalto', text, mnemonic: told(type), stamp, fields };
}

function put(fields: Record<string, string>, name: string, value: string | undefined): void {
  if (value !== undefined && value !== '') fields[name] = value;
}

/** Index of the action flags (`0x…`), which follow the sequence number; -1 where the record was cut before them. */
const flagsFrom = (column: readonly string[], from: number): number =>
  column.findIndex(
    (text, at) => at >= from && /^0x[0-9a-f]{1,16}$/i.test(text) && /^\d{1,25}$/.test(column[at - 1] ?? ''),
  );

/** What follows the flags: four device groups, name of the virtual system, name of the device, … a precise time. */
function tail(column: readonly string[], flags: number, fields: Record<string, string>): number | null {
  if (flags === -1) return null;
  put(fields, 'sequence', column[flags - 1]);
  put(fields, 'device', column[flags + 6]);
  const precise = column.find((text, at) => at > flags + 6 && highResolution.test(text));
  const at = precise === undefined ? Number.NaN : Date.parse(precise);
  return Number.isNaN(at) ? null : at;
}

function system(column: readonly string[], fields: Record<string, string>, stamp: TimeStamp | null): Reading {
  const flags = flagsFrom(column, 16);
  const at = tail(column, flags, fields);
  put(fields, 'eventid', column[8]);
  put(fields, 'object', column[9]);
  put(fields, 'module', column[12]);
  put(fields, 'severity', column[13]);
  const description = column.slice(14, flags === -1 ? 15 : flags - 1).join(',');
  put(fields, 'description', description);
  return {
    ...described(description, fields),
    format: 'paloalto',
    mnemonic: 'SYSTEM',
    stamp,
    at,
    fallbackHost: told(fields['device']),
  };
}

const actor =
  /\b(?:by|for user|user|User) '?(?!\d{1,3}\.\d)([A-Za-z0-9_][\w.@\\-]{0,126}?)'?(?= from |\.? *$|[.,] | logged | via )/;
const fromAddress = /\bfrom:? (\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}:[0-9a-f:]{1,38}[0-9a-f])(?!\w)/i;
const version = /\b(?:to|version:?) (?:version:? )?(\d{1,2}\.\d{1,2}\.\d{1,3}(?:-[a-z]\d{1,3})?)(?![\w.]*\d)/gi;

/** User, address, image and version in the wording of a description. */
export function described(description: string, fields: Record<string, string>): Reading {
  const text = description.slice(0, 1024);
  const found = actor.exec(text);
  const { image, version: named } = namedImage(text);
  if (image !== null) fields['image'] = image;
  let last = named;
  // Versions of content packages and of clients for end users are not the system's.
  if (!/\b(?:package|content|client|antivirus|wildfire|is available)\b/i.test(text)) {
    for (const match of text.matchAll(version)) last = match[1] ?? last;
  }
  if (last !== null) fields['version'] = last;
  return {
    format: 'paloalto',
    text: description,
    user: told(found?.[1]),
    source: told(fromAddress.exec(text)?.[1]),
    fields,
  };
}

function config(column: readonly string[], fields: Record<string, string>, stamp: TimeStamp | null): Reading {
  const inMiddle = !/^0x/i.test(column[15] ?? '') && /^0x/i.test(column[17] ?? '');
  const flags = flagsFrom(column, inMiddle ? 17 : 15);
  const at = tail(column, flags, fields);
  put(fields, 'cmd', column[9]);
  put(fields, 'client', column[11]);
  put(fields, 'result', column[12]);
  fields['xpath'] = (column[13] ?? '').trim();
  const precise = column.findIndex((text, index) => index > flags && highResolution.test(text));
  put(fields, 'before', inMiddle ? column[14] : column[precise + 1]?.trim());
  put(fields, 'after', inMiddle ? column[15] : column[precise + 2]?.trim());
  return {
    format: 'paloalto',
    text: `${column[9] ?? ''} ${fields['xpath']}`.trim(),
    mnemonic: 'CONFIG',
    stamp,
    at,
    fallbackHost: told(fields['device']),
    user: told(column[10]),
    source: told(column[7]),
    outcome: outcomeOf(column[12]),
    fields,
  };
}

/** AUDIT records with the columns of the other types: seen in synthetic lines only. */
function audit(column: readonly string[], fields: Record<string, string>, stamp: TimeStamp | null): Reading {
  const command = told(column[10]?.trim());
  put(fields, 'device', column[7]);
  put(fields, 'result', column[11]);
  commandFacts(command, fields);
  return {
    format: 'paloalto',
    text: command ?? '',
    mnemonic: 'AUDIT',
    stamp,
    fallbackHost: told(column[7]),
    user: told(column[8]),
    source: told(column[9]),
    command,
    outcome: outcomeOf(column[11]),
    fields,
  };
}

/**
 * The audit trail as devices send it (PAN-OS 10.1 and later, Device > Setup > Audit tracking): serial, time, `audit`,
 * version, event (`gui-op`, `cli`), user, command, result.
 */
function auditTrail(column: readonly string[]): Reading {
  const fields: Record<string, string> = {};
  put(fields, 'type', 'AUDIT');
  put(fields, 'serial', column[0]);
  put(fields, 'subtype', column[4]);
  put(fields, 'result', column[7]);
  const command = told(column[6]?.trim());
  commandFacts(command, fields);
  return {
    format: 'paloalto',
    text: command ?? '',
    mnemonic: 'AUDIT',
    stamp: readTimeStamp(column[1] ?? '', 0, isZoneName),
    fallbackHost: told(column[0]),
    user: told(column[5]),
    command,
    outcome: outcomeOf(column[7]),
    fields,
  };
}

function commandFacts(command: string | null, fields: Record<string, string>): void {
  if (command === null) return;
  const { image, version: named } = namedImage(command);
  put(fields, 'image', image ?? undefined);
  put(
    fields,
    'version',
    named ?? /\bsoftware \w{1,16} version (\d{1,2}\.\d{1,2}\.\d{1,3}\S{0,8})/.exec(command.slice(0, 1024))?.[1],
  );
}

function outcomeOf(word: string | undefined): 'succeeded' | 'failed' | null {
  const lower = word?.toLowerCase() ?? '';
  if (lower === 'succeeded' || lower === 'success') return 'succeeded';
  return /^(?:fail|unauthorized|error)/.test(lower) ? 'failed' : null;
}
