import type { LogEvent, LogTime } from '../core/indicator.ts';
import { readCef } from './cef.ts';
import { readCiscoMessage } from './cisco-message.ts';
import { readFortinet } from './fortinet.ts';
import { readHeader } from './header.ts';
import type { Header } from './header-draft.ts';
import { readIse } from './ise.ts';
import { unescapeControls } from './joined-record.ts';
import { isJunosPriority, readJuniper } from './juniper.ts';
import { placeInTime, type TimeContext } from './log-time.ts';
import { readPaloAlto } from './palo-alto.ts';
import { facilityName } from './priority.ts';
import type { Reading } from './reading.ts';
import { readLocalAccounting, readSpacedTacPlus, readTacPlus } from './tac-plus.ts';
import type { TimeStamp } from './time-stamp.ts';

/** Line ends that UDP datagrams and octet-counted messages may carry, and the NUL that some senders add. */
const lineEnd = /[\r\n\0]{1,8}$/;
const mnemonicForm = /%([A-Za-z][\w/-]{0,60}-\d-[\w/-]{1,80}|[A-Za-z][\w/-]{0,60}-\d)(?: ?:|(?=\s|$))/y;
const processForm =
  /^(?:\((\w[\w/]{0,15})\)|((?:Switch|Chassis) \d{1,3}(?: R\d\/\d)?|[A-Z]{1,3}\d{0,2}\/\d{1,3}(?:\/\d{1,3})?)):? (?:([\w-]{1,32}): )?/;
const repeated = /^last message repeated (\d{1,9}) times?/;

/**
 * Reads one line (or one record that a relay joined with `#012`) of any format that pawl knows. Never throws, takes time
 * linear in the line, and gives an event for every text: one of no known format has `format` `syslog` and little else.
 * `platform` stays null: which operating system wrote the line follows from `format`, `mnemonic` and the inventory.
 */
export function readLine(line: string, context: TimeContext): LogEvent {
  const last = line.charCodeAt(line.length - 1);
  const text = last === 10 || last === 13 || last === 0 ? line.replace(lineEnd, '') : line;
  const header = readHeader(unescapeControls(text));
  return eventOf(line, header, readBody(header), context);
}

function readBody(header: Header): Reading {
  const { body, text } = header;
  switch (body) {
    case 'percent':
      return isJunosPriority(text) && header.node === null
        ? (readJuniper(text, null, header.data, header.process) ?? readPercent(header))
        : readPercent(header);
    case 'pairs':
      return readFortinet(text);
    case 'csv':
      return readPaloAlto(text);
    case 'cef':
      return readCef(text) ?? plain(header);
    case 'ise':
      return readIse(text) ?? plain(header);
    case 'tabs':
      return readTacPlus(text) ?? readSpacedTacPlus(text) ?? plain(header);
    case 'text':
      return readText(header);
  }
}

function readText(header: Header): Reading {
  // tac_plus by a relay of RFC 5424, or without a process id.
  const isTacPlus = header.process?.startsWith('tac_plus') === true;
  const record = isTacPlus || header.text.includes('\t') ? readTacPlus(header.text) : null;
  const relayed = record ?? (isTacPlus ? readSpacedTacPlus(header.text) : null);
  if (relayed !== null) return relayed;
  if (header.afterStamp !== null) {
    const after = header.afterStamp.trimStart();
    const accounting = readLocalAccounting(after) ?? readSpacedTacPlus(after);
    if (accounting !== null) return accounting;
  }
  return readJuniper(header.text, header.messageId, header.data, header.process) ?? plain(header);
}

function plain({ text, messageId, stamps, uptime, sequences }: Header): Reading {
  const times = repeated.exec(text)?.[1];
  // A time of its own with a colon after it is how devices of the Cisco family begin, also without a mnemonic.
  const cisco = stamps.at(-1)?.colon === true || uptime !== null || (sequences.length > 0 && times !== undefined);
  return {
    format: cisco ? 'cisco' : 'syslog',
    text,
    mnemonic: messageId,
    fields: times === undefined ? {} : { repeated: times },
  };
}

/** `%FACILITY-SEVERITY-MNEMONIC: text`, of IOS, IOS XE, IOS XR, NX-OS and EOS. */
function readPercent(header: Header): Reading {
  mnemonicForm.lastIndex = 0;
  const mnemonic = mnemonicForm.exec(header.text)?.[1];
  if (mnemonic === undefined) return plain(header);
  let at = mnemonicForm.lastIndex;
  while (header.text.charCodeAt(at) === 32) at += 1;
  const text = header.text.slice(at);
  const facts = readCiscoMessage(mnemonic, text);
  const prefix = header.node === null && header.process === null ? processForm.exec(text.slice(0, 96)) : null;
  const fields: Record<string, string> = {};
  const node = prefix?.[1] ?? prefix?.[2];
  if (node !== undefined) fields['node'] = node;
  if (prefix?.[3] !== undefined) fields['process'] = prefix[3];
  return { ...facts, format: familyOf(header, mnemonic), text, mnemonic, fields: { ...fields, ...facts.fields } };
}

/**
 * Which branch of the family wrote the line: XR names the node, NX-OS puts the year first and has no sequence number, EOS
 * names the process; a mnemonic of three parts is XR's where nothing else tells and the second part is no module of a
 * switch (`%SYS-SW1-6-…`).
 */
function familyOf(header: Header, mnemonic: string): string {
  if (header.node !== null && !header.node.includes(' ')) return 'cisco-xr';
  if (header.vdc !== null || mnemonic === 'AAA-6-AAA_ACCOUNTING_MESSAGE') return 'cisco-nx';
  if (header.process !== null && header.pid === null) return 'arista';
  if (header.sequences.length === 0 && /^\d{4} /.test(header.stamps.at(-1)?.text ?? '')) return 'cisco-nx';
  if (/^[^-]+-[^-]+-\d-/.test(mnemonic) && !/^[^-]+-(?:SW\d|SP|ST(?:AN)?D?BY|DFC|CFC|SLOT)/.test(mnemonic))
    return 'cisco-xr';
  return 'cisco';
}

/** Puts header and reading together. `line` is kept as the evidence. */
export function eventOf(line: string, header: Header, reading: Reading, context: TimeContext): LogEvent {
  const stamps = header.stamps;
  const own = reading.stamp ?? null;
  const stamp = own ?? stamps.at(-1) ?? null;
  const relayStamp = own === null ? (stamps.length > 1 ? stamps[0] : undefined) : stamps[0];
  const relayTime = relayStamp === undefined ? null : placeInTime(relayStamp, { receivedAt: context.receivedAt });
  const reference = context.receivedAt ?? relayTime?.at ?? null;
  const deviceZone = context.deviceZone ?? null;
  const header0 = header.hosts[0] ?? null;
  const nearest = header.hosts.at(-1) ?? null;
  const host = reading.nameless === true ? null : (reading.host ?? nearest ?? reading.fallbackHost ?? null);
  const isServer = reading.format === 'ise' || reading.format === 'tac-plus';
  return {
    line,
    pri: header.pri,
    facility: header.pri === null ? null : facilityName(header.pri),
    severity: header.pri === null ? null : header.pri & 7,
    format: reading.format,
    platform: null,
    host,
    relay:
      header0 !== null &&
      header0 !== host &&
      reading.nameless !== true &&
      (isServer || header.hosts.length > 1 || relayStamp !== undefined)
        ? header0
        : null,
    time: timeOf(header, reading, stamp, { receivedAt: reference, deviceZone }),
    relayTime,
    mnemonic: reading.mnemonic ?? null,
    text: reading.text,
    user: reading.user ?? null,
    tty: reading.tty ?? null,
    source: reading.source ?? null,
    command: reading.command ?? null,
    outcome: reading.outcome ?? null,
    fields: fieldsOf(header, reading, isServer ? header0 : null),
  };
}

function timeOf(header: Header, reading: Reading, stamp: TimeStamp | null, context: TimeContext): LogTime | null {
  if (stamp !== null) {
    const time = placeInTime(stamp, context);
    return reading.at === undefined || reading.at === null ? time : { ...time, at: reading.at, assumed: [] };
  }
  if (reading.at !== undefined && reading.at !== null)
    return { text: String(reading.at), zone: null, clock: null, at: reading.at, assumed: [] };
  if (header.uptime !== null) return { text: header.uptime, zone: null, clock: null, at: null, assumed: [] };
  return null;
}

function fieldsOf(header: Header, reading: Reading, server: string | null): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  const sequence = header.sequences.at(-1);
  if (sequence !== undefined) fields['sequence'] = sequence;
  if (header.sequences.length > 1) fields['counter'] = header.sequences[0] ?? '';
  if (header.uptime !== null) fields['uptime'] = header.uptime;
  if (header.process !== null) fields['process'] = header.process;
  if (header.pid !== null) fields['pid'] = header.pid;
  if (header.node !== null) fields['node'] = header.node;
  if (header.vdc !== null) fields['vdc'] = header.vdc;
  if (header.framed) fields['framing'] = 'octet-counted';
  if (server !== null) fields['server'] = server;
  return reading.fields === undefined ? fields : Object.assign(fields, reading.fields);
}
