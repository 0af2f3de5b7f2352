import { accountedCommand } from './accounting.ts';
import { actorAddress } from './actor.ts';
import { type Reading, told } from './reading.ts';
import { readTimeStamp } from './time-stamp.ts';
import { isZoneName } from './time-zones.ts';

/** The head that every segment has: category, message id, number of segments, index of this one. */
export type IseHead = {
  readonly category: string;
  readonly messageId: string;
  readonly segments: number;
  readonly segment: number;
  /** Index of the first character after the head. */
  readonly end: number;
};

const head = /((?:CISE|CSCOacs|CisACS)_\w{1,64}) (\d{1,12}) (\d{1,4}) (\d{1,4}) ?/y;
const inner = /(\d{1,12}) (\d{1,6}) ([A-Z]{3,8}) ([\w -]{1,80}): /y;
const nextKey = /, ?([A-Za-z][\w .-]{0,60})=/y;

/** Reads `CATEGORY id total index`; null for another text. Source: logging chapters of the ISE and ACS manuals. */
export function readIseHead(text: string): IseHead | null {
  head.lastIndex = 0;
  const match = head.exec(text);
  if (match === null) return null;
  return {
    category: match[1] ?? '',
    messageId: match[2] ?? '',
    segments: Number(match[3]),
    segment: Number(match[4]),
    end: head.lastIndex,
  };
}

/**
 * Reads a message of Cisco ISE or ACS: its own time, code, and the attributes that tell about the accounted device.
 * What stands inside `CmdSet=[ … ]` is typed by the user and is never taken for an attribute. A later segment of a long
 * message has attributes only.
 */
export function readIse(text: string): Reading | null {
  const start = readIseHead(text);
  if (start === null) return null;
  const fields: Record<string, string> = { category: start.category, message_id: start.messageId };
  if (start.segments > 1) fields['segments'] = `${start.segment}/${start.segments}`;
  const stamp = readTimeStamp(text, start.end, isZoneName);
  inner.lastIndex = stamp === null ? start.end : stamp.end + 1;
  const match = inner.exec(text);
  if (match !== null) fields['code'] = match[2] ?? '';
  const from = match === null ? start.end : inner.lastIndex;
  const attributes = attributesOf(text, from);
  const commands = commandOf(attributes.get('CmdSet') ?? attributes.get('cmd') ?? '');
  const accounted = commands === null ? null : accountedCommand(commands);
  const device =
    attributes.get('Device IP Address') ?? attributes.get('Device-IP-Address') ?? attributes.get('NAS-IP-Address');
  const name = attributes.get('NetworkDeviceName');
  set(fields, 'device_ip', device);
  set(fields, 'device_name', name);
  set(fields, 'priv', attributes.get('Privilege-Level'));
  set(fields, 'task_id', attributes.get('AVPair=task_id'));
  set(fields, 'timezone', attributes.get('AVPair=timezone'));
  set(fields, 'start_time', attributes.get('AVPair=start_time'));
  set(fields, 'record', recordOf(attributes, fields['code']));
  return {
    format: 'ise',
    text: text.slice(from),
    mnemonic: start.category,
    stamp,
    host: told(device) ?? told(name),
    user: told(attributes.get('User')) ?? told(attributes.get('UserName')) ?? told(attributes.get('User-Name')),
    tty: told(attributes.get('Port')),
    source: actorAddress(told(attributes.get('Remote-Address')) ?? undefined),
    command: told(accounted?.command),
    outcome: /^[^,]{0,80}(?:failed|rejected)/i.test(text.slice(from, from + 160)) ? 'failed' : null,
    fields: { ...fields, ...accounted?.fields },
  };
}

function set(fields: Record<string, string>, name: string, value: string | undefined): void {
  if (value !== undefined && value !== '') fields[name] = value;
}

/** Codes 3301 to 3303 are session records; 3300 (a command) tells by its flags; 5202 and the like are authorizations. */
function recordOf(attributes: ReadonlyMap<string, string>, code: string | undefined): string | undefined {
  if (attributes.get('Type') === 'Authorization') return 'authorization';
  const flag = attributes.get('AcctRequest-Flags')?.toLowerCase();
  if (flag !== undefined) return flag === 'watchdog' ? 'update' : flag;
  return code === '3301' ? 'start' : code === '3302' ? 'stop' : code === '3303' ? 'update' : undefined;
}

/** First value of each attribute; `AVPair=name=value` under `AVPair=name`. Commas inside values do not end them. */
function attributesOf(text: string, from: number): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  let key: string | null = null;
  let valueFrom = from;
  let at = from;
  const keep = (to: number): void => {
    if (key === null) return;
    let name = key;
    let value = text.slice(valueFrom, to);
    if (key === 'AVPair') {
      const equals = value.indexOf('=');
      name = `AVPair=${value.slice(0, Math.max(0, equals))}`;
      value = value.slice(equals + 1);
    }
    if (!attributes.has(name)) attributes.set(name, value.trim());
  };
  for (;;) {
    const comma = text.indexOf(',', at);
    if (comma === -1) break;
    nextKey.lastIndex = comma;
    const found = nextKey.exec(text)?.[1];
    if (found === undefined) {
      at = comma + 1;
      continue;
    }
    keep(comma);
    key = found;
    at = valueFrom = nextKey.lastIndex;
    if (text.startsWith('[ ', at)) at = setEnd(text, at);
  }
  // A record ends in a comma, which is none of the last value.
  const trimmed = text.trimEnd();
  keep(trimmed.endsWith(',') ? trimmed.length - 1 : text.length);
  return attributes;
}

/** Index after the ` ]` that closes a set: one before a comma and the next key, or at the end of the text. */
function setEnd(text: string, from: number): number {
  for (let close = text.indexOf(' ]', from); close !== -1; close = text.indexOf(' ]', close + 2)) {
    if (close + 2 >= text.length) return close + 2;
    nextKey.lastIndex = close + 2;
    if (nextKey.test(text)) return close + 2;
  }
  return text.length;
}

/** `[ CmdAV=copy CmdArgAV=tftp: CmdArgAV=<cr> ]` as one line; null where the set is empty. */
function commandOf(set: string): string | null {
  const body = set.replace(/^\[ ?/, '').replace(/ ?\]$/, '');
  const parts = body.split(/(?:^| )Cmd(?:Arg)?AV=/).map((part) => part.trim());
  const command = parts.filter((part) => part !== '').join(' ');
  return command === '' || command === '<cr>' ? null : command;
}
