import { facilityNumber, readPriority, severityNumber } from './priority.ts';
import { readStructuredData, type StructuredData } from './structured-data.ts';
import { readTimeStamp, type TimeStamp } from './time-stamp.ts';
import { isZoneName } from './time-zones.ts';

/** What stands before the device's own text, in any of the layouts of RFC 3164, RFC 5424, Cisco and their relays. */
export type Header = {
  /** What the text begins with: `%FAC-1-MNEMONIC`, CEF, key=value of Fortinet, CSV of Palo Alto, ISE/ACS, tabs of tac_plus. */
  readonly body: 'percent' | 'cef' | 'pairs' | 'csv' | 'ise' | 'tabs' | 'text';
  /** The device's own text. */
  readonly text: string;
  readonly pri: number | null;
  readonly framed: boolean;
  /** In the order of the line: relay's first, device's last. */
  readonly stamps: readonly TimeStamp[];
  readonly uptime: string | null;
  /** Message counter and sequence number; the device's own sequence number is the last. */
  readonly sequences: readonly string[];
  /** Names and addresses in the order of the line: the last one is nearest to the message. */
  readonly hosts: readonly string[];
  readonly process: string | null;
  readonly pid: string | null;
  readonly node: string | null;
  readonly vdc: string | null;
  readonly messageId: string | null;
  readonly data: StructuredData | null;
  /** Text after the last stamp, for layouts without any mark of their own. */
  readonly afterStamp: string | null;
};

type Draft = { -readonly [Key in keyof Header]: Header[Key] } & {
  stamps: TimeStamp[];
  sequences: string[];
  hosts: string[];
};

/** A token whose part in the header is known only when what follows it has been seen. */
type Token = { readonly kind: 'word' | 'tag' | 'sequence'; readonly text: string; readonly end: number };

const octets = /\d{1,8} (?=<\d)/y;
const ietf = /1 (-|\d{4}-\S{6,40}) (\S{1,255}) (\S{1,255}) (\S{1,128}) (\S{1,128}) /y;
const vdcMark = /%\$\s*VDC-(\d+)\s*%\$/y;
const mnemonic = /%[A-Za-z][\w/-]{0,60}-\d/y;
const uptime = /(\d+[ywd]\d+[wdh]|\d{1,3}:\d{2}:\d{2}(?:\.\d{1,6})?):(?=\s)/y;
const sequence = /(\d{1,12}):(?: |(?=[*.]|$))/y;
/** Device, user, line, remote address and record type of a tac_plus file. */
const tacPlusStart = /\t(?:[^\t]{0,255}\t){4}(?:start|stop|update)(?=\t|$)/y;
const nodePrefix = /((?:[A-Z]{1,6}\/)?\d{1,4}\/[A-Z]*\d+(?:\/[A-Z]*\d+)?):/y;
const slotPrefix = /([A-Z]{2,6} \d+(?:\/\d+)*): /y;
const csvStart = /\d{1,20},\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2},/y;
const pairsStart = /(?:date|logver|itime|eventtime|devname|devid|log_id)=/y;
const iseStart = /(?:CISE|CSCOacs|CisACS)_\w/y;
const cefStart = /CEF: ?\d/y;
const processTag = /([\w./-]{1,128})\[(\d{1,10})\]:/y;
const word = /[^\s:,|=<>"']{1,255}(?::[^\s:,|=<>"']{0,64}){0,8}/y;
/** Kiwi Syslog Server puts the sender it forwards for before the header. */
const originalAddress = /Original Address=([^\s=]{1,64}) /y;
const levelWord = /^[A-Za-z]\w{2,8}\.[A-Za-z]{3,13}$/;
const maxTokens = 6;
const maxStamps = 4;

/** Takes the header off a line. Never throws; a line without any header is all text. */
export function readHeader(line: string): Header {
  const draft: Draft = {
    body: 'text',
    text: line,
    pri: null,
    framed: false,
    stamps: [],
    uptime: null,
    sequences: [],
    hosts: [],
    process: null,
    pid: null,
    node: null,
    vdc: null,
    messageId: null,
    data: null,
    afterStamp: null,
  };
  let at = line.charCodeAt(0) === 0xfeff ? 1 : 0;
  const first = line.charCodeAt(at);
  if (first >= 48 && first <= 57) {
    octets.lastIndex = at;
    if (octets.test(line)) {
      draft.framed = true;
      at = octets.lastIndex;
    }
  }
  const priority = readPriority(line, at);
  if (priority !== null) {
    draft.pri = priority.pri;
    at = priority.end;
  }
  if (line.charCodeAt(at) === 79) {
    originalAddress.lastIndex = at;
    const address = originalAddress.exec(line)?.[1];
    if (address !== undefined) {
      pushHost(draft, address);
      at = originalAddress.lastIndex;
    }
  }
  const rest = line.charCodeAt(at) === 49 ? readIetf(line, at, draft) : null;
  // A version with a time of RFC 3164 behind it, as some PAN-OS releases send it.
  if (rest === null && line.startsWith('1 ', at) && readTimeStamp(line, at + 2, isZoneName) !== null) at += 2;
  if (rest === null) walk(line, at, draft, false);
  else walk(rest, 0, draft, true);
  return draft;
}

/** Header of RFC 5424; gives the message after it, with what a relay cut off it put back (INTEGRATIONS 6). */
function readIetf(line: string, at: number, draft: Draft): string | null {
  ietf.lastIndex = at;
  const match = ietf.exec(line);
  if (match === null) return null;
  const data = readStructuredData(line, ietf.lastIndex);
  const end = data?.end ?? ietf.lastIndex;
  const stamp = readTimeStamp(match[1] ?? '', 0, isZoneName);
  if (stamp !== null) draft.stamps.push(stamp);
  pushHost(draft, match[2] ?? '-');
  draft.data = data;
  const app = match[3] ?? '-';
  let message = line.slice(line.charCodeAt(end) === 32 ? end + 1 : end);
  if (message.charCodeAt(0) === 0xfeff) message = message.slice(1);
  else if (message.startsWith('\u00ef\u00bb\u00bf')) message = message.slice(3);
  if (/^\d{1,12}$/.test(app)) return `${app}: ${message}`;
  if (app.startsWith('date=')) return `${app} ${message}`;
  draft.process = app === '-' ? null : app;
  draft.pid = match[4] === '-' ? null : (match[4] ?? null);
  draft.messageId = match[5] === '-' ? null : (match[5] ?? null);
  return message;
}

function pushHost(draft: Draft, host: string): void {
  if (host !== '-' && host !== '0.0.0.0' && host !== '::' && host !== draft.hosts.at(-1)) draft.hosts.push(host);
}

/** A counter or sequence number stands before: what follows is a header of the Cisco family. */
const isCounted = (draft: Draft, tokens: readonly Token[]): boolean =>
  draft.sequences.length > 0 || tokens.some(({ kind }) => kind === 'sequence');

/** Everything seen since the last stamp is part of the header after all: names are hosts, numbers sequence numbers. */
function confirm(draft: Draft, tokens: Token[]): void {
  for (const token of tokens) {
    if (token.kind === 'sequence') draft.sequences.push(token.text);
    else pushHost(draft, token.text);
  }
  tokens.length = 0;
}

/** Before `%…`: a tag after a known host and not after a number is the process (EOS), else the origin-id (Cisco). */
function confirmPercent(draft: Draft, tokens: Token[]): void {
  const hasHost = draft.hosts.length > 0 || tokens.some((token) => token.kind === 'word');
  const tag = tokens.findIndex((token) => token.kind === 'tag');
  const number = tokens.findIndex((token) => token.kind === 'sequence');
  const found = tokens[tag];
  if (found !== undefined && hasHost && (number === -1 || number > tag)) {
    // A relay that puts the host between time and zone leaves `host CET: %…`.
    const stamp = draft.stamps.at(-1);
    if (stamp !== undefined && stamp.zone === null && isZoneName(found.text)) {
      draft.stamps[draft.stamps.length - 1] = { ...stamp, zone: found.text };
    } else draft.process = found.text;
    tokens.splice(tag, 1);
  }
  confirm(draft, tokens);
}

/** The text begins with nothing known: of `host tag:` after a stamp take what is there, the rest is text. */
function settle(draft: Draft, tokens: readonly Token[], from: number, stamped: boolean): number {
  let end = from;
  let index = 0;
  while (tokens[index]?.kind === 'sequence') {
    draft.sequences.push(tokens[index]?.text ?? '');
    end = tokens[index]?.end ?? end;
    index += 1;
  }
  const name = tokens[index];
  if (stamped && name?.kind === 'word') {
    pushHost(draft, name.text);
    end = name.end;
    index += 1;
  }
  const tag = tokens[index];
  if (tag?.kind === 'tag' && draft.process === null) {
    if (stamped && draft.hosts.length === 0) pushHost(draft, tag.text);
    else draft.process = tag.text;
    end = tag.end;
  }
  return end;
}

function walk(line: string, from: number, draft: Draft, inIetf: boolean): void {
  const tokens: Token[] = [];
  let at = from;
  let textFrom = from;
  let words = 0;
  let stampEnd: number | null = null;
  let done = false;
  while (at < line.length) {
    const code = line.charCodeAt(at);
    if (code === 32 || code === 9) {
      at += 1;
      continue;
    }
    if (code === 58 && (tokens.length > 0 || draft.stamps.length > 0 || at === from)) {
      at += 1;
      continue;
    }
    if (code === 37) {
      vdcMark.lastIndex = at;
      const vdc = vdcMark.exec(line)?.[1];
      if (vdc !== undefined) {
        draft.vdc = vdc;
        confirm(draft, tokens);
        at = textFrom = vdcMark.lastIndex;
        continue;
      }
      mnemonic.lastIndex = at;
      if (mnemonic.test(line)) {
        confirmPercent(draft, tokens);
        draft.body = 'percent';
        textFrom = at;
      }
      break;
    }
    const isDigit = code >= 48 && code <= 57;
    const payload = payloadAt(line, at, code, isDigit);
    if (payload !== null) {
      confirm(draft, tokens);
      draft.body = payload;
      textFrom = at;
      break;
    }
    const stamp: TimeStamp | null =
      done || draft.stamps.length >= maxStamps ? null : readTimeStamp(line, at, isZoneName, isCounted(draft, tokens));
    if (stamp !== null) {
      confirm(draft, tokens);
      draft.stamps.push(stamp);
      at = textFrom = stampEnd = stamp.end;
      words = 0;
      done = stamp.colon;
      if (line.charCodeAt(at) === 9) {
        tacPlusStart.lastIndex = at;
        if (tacPlusStart.test(line)) {
          draft.body = 'tabs';
          textFrom = at + 1;
          break;
        }
      }
      continue;
    }
    processTag.lastIndex = at;
    const tagged = code < 48 ? null : processTag.exec(line);
    if (tagged !== null) {
      confirm(draft, tokens);
      draft.process = tagged[1] ?? null;
      draft.pid = tagged[2] ?? null;
      at = textFrom = processTag.lastIndex;
      while (line.charCodeAt(at) === 32) at += 1;
      textFrom = at;
      mnemonic.lastIndex = at;
      if (line.charCodeAt(at) === 37 && mnemonic.test(line)) draft.body = 'percent';
      else if (draft.process === 'tac_plus' || draft.process === 'tac_plus-ng') draft.body = 'tabs';
      break;
    }
    if (done) break;
    if (isDigit) {
      uptime.lastIndex = at;
      const up = uptime.exec(line)?.[1];
      if (up !== undefined) {
        confirm(draft, tokens);
        draft.uptime = up;
        at = textFrom = stampEnd = uptime.lastIndex;
        done = true;
        continue;
      }
      sequence.lastIndex = at;
      const number = sequence.exec(line)?.[1];
      if (number !== undefined) {
        at = sequence.lastIndex;
        tokens.push({ kind: 'sequence', text: number, end: at });
        if (tokens.length > maxTokens) break;
        continue;
      }
    }
    nodePrefix.lastIndex = at;
    const node = nodePrefix.exec(line)?.[1];
    if (node !== undefined) {
      confirm(draft, tokens);
      draft.node = node;
      at = textFrom = nodePrefix.lastIndex;
      words = 0;
      continue;
    }
    if (tokens.length > 0 && code >= 65 && code <= 90) {
      slotPrefix.lastIndex = at;
      const slot = slotPrefix.exec(line)?.[1];
      if (slot !== undefined && readTimeStamp(line, slotPrefix.lastIndex, isZoneName) !== null) {
        confirm(draft, tokens);
        draft.node = slot;
        at = textFrom = slotPrefix.lastIndex;
        continue;
      }
    }
    word.lastIndex = at;
    const match = word.exec(line)?.[0];
    if (match === undefined) break;
    const after = line.charCodeAt(word.lastIndex);
    if (!(Number.isNaN(after) || after === 32 || after === 9 || after === 58)) break;
    at = word.lastIndex;
    if (levelWord.test(match) && readLevel(match, draft)) {
      textFrom = at;
      continue;
    }
    // `*taskName:` of wireless controllers names no device.
    if (match.endsWith(':') && code === 42) continue;
    if (match.endsWith(':')) tokens.push({ kind: 'tag', text: match.slice(0, -1), end: at });
    else {
      words += 1;
      if (words > 1) break;
      tokens.push({ kind: 'word', text: match, end: at });
    }
    if (tokens.length > maxTokens) break;
  }
  if (draft.body === 'text' && draft.process === null && !(inIetf && stampEnd === null)) {
    textFrom = settle(draft, tokens, textFrom, stampEnd !== null);
  }
  while (line.charCodeAt(textFrom) === 32) textFrom += 1;
  draft.text = textFrom === 0 ? line : line.slice(textFrom);
  draft.afterStamp = stampEnd === null || draft.body !== 'text' ? null : line.slice(stampEnd);
}

function payloadAt(line: string, at: number, code: number, isDigit: boolean): Header['body'] | null {
  if (isDigit) {
    csvStart.lastIndex = at;
    return csvStart.test(line) ? 'csv' : null;
  }
  if (code === 67) {
    cefStart.lastIndex = iseStart.lastIndex = at;
    return cefStart.test(line) ? 'cef' : iseStart.test(line) ? 'ise' : null;
  }
  if (code === 100 || code === 105 || code === 108 || code === 101) {
    pairsStart.lastIndex = at;
    return pairsStart.test(line) ? 'pairs' : null;
  }
  return null;
}

/** `local7.notice`, as syslog daemons can write it into files, stands for the priority that they took off. */
function readLevel(text: string, draft: Draft): boolean {
  const [facility = '', severity = ''] = text.split('.');
  const high = facilityNumber(facility);
  const low = severityNumber(severity);
  if (high < 0 || low === null || draft.pri !== null) return false;
  draft.pri = high * 8 + low;
  return true;
}
