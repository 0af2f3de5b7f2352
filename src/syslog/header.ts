import { type Draft, type Header, pushHost } from './header-draft.ts';
import { walkHeader } from './header-walk.ts';
import { readPriority } from './priority.ts';
import { readStructuredData } from './structured-data.ts';
import { readTimeStamp } from './time-stamp.ts';
import { isZoneName } from './time-zones.ts';

const octets = /\d{1,8} (?=<\d)/y;
const ietf = /1 (-|\d{4}-\S{6,40}) (\S{1,255}) (\S{1,255}) (\S{1,128}) (\S{1,128}) /y;
/** Kiwi Syslog Server puts the sender it forwards for before the header. */
const originalAddress = /Original Address=([^\s=]{1,64}) /y;

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
  if (rest === null) walkHeader(line, at, draft, false);
  else walkHeader(rest, 0, draft, true);
  return draft;
}

/** Header of RFC 5424; gives the message after it, with what a relay took off its front put back. */
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
