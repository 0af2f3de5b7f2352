import { type Draft, type Header, pushHost } from './header-draft.ts';
import { facilityNumber, severityNumber } from './priority.ts';
import { readTimeStamp, type TimeStamp } from './time-stamp.ts';
import { isZoneName } from './time-zones.ts';

/** A token whose part in the header is known only when what follows it has been seen. */
type Token = { readonly kind: 'word' | 'tag' | 'sequence'; readonly text: string; readonly end: number };

const vdcMark = /%\$\s*VDC-(\d+)\s*%\$/y;
const mnemonic = /%[A-Za-z][\w/-]{0,60}-\d/y;
const uptime = /(\d+[ywd]\d+[wdh]|\d{1,3}:\d{2}:\d{2}(?:\.\d{1,6})?):(?=\s)/y;
const sequence = /(\d{1,12}):(?: |(?=[*.]|$))/y;
/** Device, user, line, remote address and record type of a tac_plus file; a tab or a blank stands before the device. */
const tacPlusStart = /(?:\t[^\t]{0,255}| [^\t ]{1,255})\t(?:[^\t]{0,255}\t){3}(?:start|stop|update)(?=\t|$)/y;
const nodePrefix = /((?:[A-Z]{1,6}\/)?\d{1,4}\/[A-Z]*\d+(?:\/[A-Z]*\d+)?):/y;
const slotPrefix = /([A-Z]{2,6} \d+(?:\/\d+)*): /y;
const csvStart = /\d{1,20},\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2},/y;
const pairsStart = /(?:date|logver|itime|eventtime|devname|devid|log_id)=/y;
const iseStart = /(?:CISE|CSCOacs|CisACS)_\w/y;
const cefStart = /CEF: ?\d/y;
const processTag = /([\w./-]{1,128})\[(\d{1,10})\]:/y;
const word = /[^\s:,|=<>"']{1,255}(?::[^\s:,|=<>"']{0,64}){0,8}/y;
const levelWord = /^[A-Za-z]\w{2,8}\.[A-Za-z]{3,13}$/;
const maxTokens = 6;
const maxStamps = 4;

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

/**
 * Walks over the header from `from` on, token by token, until the device's own text begins, and fills the draft. A word
 * or tag is a host, a process or text already: which one is known when a stamp, a mnemonic or another mark follows it.
 * Between two stamps at most one bare word is allowed, so that ordinary text is not taken for a header.
 * `inIetf`: a header of RFC 5424 came before; without a further stamp all of the text is the message.
 */
export function walkHeader(line: string, from: number, draft: Draft, inIetf: boolean): void {
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
      if (line.charCodeAt(at) === 9 || line.charCodeAt(at) === 32) {
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

/** A format that tells itself by its first characters. */
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
