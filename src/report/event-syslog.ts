import { type AgentEvent, eventClassification } from '../core/agent-event.ts';
import { isoTime } from '../core/brands.ts';
import { findingTypes } from '../core/finding-types.ts';
import { printable } from '../core/printable.ts';
import { reasonText } from '../core/reason.ts';
import type { Severity } from '../core/severity.ts';
import type { Verdict } from '../core/verdict.ts';

/** Who tells: the machine that pawl runs on, and the version of the program. */
export type EventOrigin = { readonly host: string; readonly version: string };

const facility = 10; // security and authorization messages (RFC 5424, table 1)
/** No enterprise number of our own: 32473 is the one that RFC 5612 keeps for documentation. */
const structuredId = 'pawl@32473';
const mostText = 500;

type Weight = {
  /** Of syslog: 0 emergency to 7 debug. */ readonly syslog: number /** Of CEF: 0 to 10. */;
  readonly cef: number;
};

const bySeverity: Readonly<Record<Severity, Weight>> = {
  critical: { syslog: 2, cef: 10 },
  high: { syslog: 3, cef: 8 },
  medium: { syslog: 4, cef: 6 },
  low: { syslog: 5, cef: 3 },
  info: { syslog: 6, cef: 1 },
};

const byVerdict: Readonly<Record<Verdict, Weight>> = {
  tampered: bySeverity.critical,
  downgraded: bySeverity.critical,
  'downgrade-pending': bySeverity.high,
  noncompliant: bySeverity.medium,
  unverified: bySeverity.medium,
  authorized: bySeverity.low,
  compliant: bySeverity.info,
};

function weightOf({ kind, finding, verdict }: AgentEvent): Weight {
  switch (kind) {
    case 'alert-confirmed':
      return bySeverity.critical;
    case 'alert-pending':
      return bySeverity.high;
    case 'alert-opened':
    case 'alert-inconclusive':
      return bySeverity.medium;
    case 'finding-opened':
      return bySeverity[finding?.severity ?? 'medium'];
    case 'verification-finished':
      return byVerdict[verdict ?? 'unverified'];
    case 'alert-authorized':
      return bySeverity.low;
    case 'alert-refuted':
    case 'finding-closed':
    case 'audit-finished':
      return bySeverity.info;
  }
}

const titles: Readonly<Record<AgentEvent['kind'], string>> = {
  'alert-opened': 'Signs of an image downgrade in the log',
  'alert-confirmed': 'Image downgrade confirmed',
  'alert-pending': 'Image downgrade at the next start',
  'alert-refuted': 'No image downgrade',
  'alert-authorized': 'Image downgrade under a change record',
  'alert-inconclusive': 'Image downgrade could not be decided',
  'finding-opened': 'Finding opened',
  'finding-closed': 'Finding closed',
  'verification-finished': 'Device verified',
  'audit-finished': 'Audit finished',
};

/** One sentence for a person. */
function sentence(event: AgentEvent): string {
  const { device, finding, versionBefore, versionAfter, verdict, reason } = event;
  const what = finding === null ? titles[event.kind] : `${titles[event.kind]}: ${findingTypes[finding.type].title}`;
  const step =
    versionBefore === null && versionAfter === null ? '' : ` (${versionBefore ?? '?'} to ${versionAfter ?? '?'})`;
  const why = reason === null ? '' : `; ${reasonText(reason).slice(0, mostText)}`;
  return `${device === null ? '' : `${device}: `}${what}${step}${verdict === null ? '' : `; verdict ${verdict}`}${why}`;
}

/** What is told besides the sentence, under the names of `pawl/event/v1`; what does not apply is left out. */
function facts(event: AgentEvent): readonly (readonly [string, string])[] {
  const { alert, finding } = event;
  const all: readonly (readonly [string, string | null])[] = [
    ['eventId', event.id],
    ['device', event.device],
    ['platform', event.platform],
    ['verdict', event.verdict],
    ['disposition', alert?.disposition ?? null],
    ['classification', eventClassification(event)],
    ['alertId', (event.alerts ?? [alert?.id ?? '']).join(' ') || null],
    ['findingId', finding?.id ?? null],
    ['findingType', finding?.type ?? null],
    ['versionBefore', event.versionBefore],
    ['versionAfter', event.versionAfter],
    ['user', event.user],
    ['ticket', event.ticket],
    ['verification', event.verification],
    ['audit', event.audit],
  ];
  return all.flatMap(([name, value]) => (value === null ? [] : [[name, value.slice(0, mostText)] as const]));
}

const priority = (event: AgentEvent): string => `<${facility * 8 + weightOf(event).syslog}>`;
/** HOSTNAME and the like: visible ASCII, nothing else. */
const word = (text: string, most: number): string => text.replace(/[^!-~]/g, '').slice(0, most) || '-';

/**
 * One message of RFC 5424 without framing. Values of its structured data escape `"`, `\` and `]` (section 6.3.3); they
 * and the text are UTF-8, which the text says with its byte order mark (6.4).
 */
export function eventRfc5424(event: AgentEvent, { host }: EventOrigin): string {
  const data = facts(event).map(([name, value]) => `${name}="${printable(value).replace(/["\\\]]/g, '\\$&')}"`);
  const header = `${priority(event)}1 ${isoTime(event.at)} ${word(host, 255)} pawl - ${word(event.kind, 32)}`;
  return `${header} [${structuredId} ${data.join(' ')}] \ufeff${printable(sentence(event))}`;
}

/**
 * One message in the Common Event Format behind a header of RFC 3164 whose time is UTC; `rt` has the time in
 * milliseconds. In the header of CEF `|` and `\` are escaped, in values `=`, `\` and line ends (ArcSight, Implementing
 * CEF). `dhost` is the device that was audited; texts without a key of their own are in the numbered ones with a label.
 */
export function eventCef(event: AgentEvent, { host, version }: EventOrigin): string {
  const told = new Map(facts(event));
  const { finding } = event;
  const keys: readonly (readonly [string, string | undefined])[] = [
    ['rt', String(event.at)],
    ['dvchost', host],
    ['dhost', told.get('device')],
    ['cat', event.kind],
    ['externalId', told.get('alertId') ?? finding?.id ?? event.id],
    ['act', told.get('disposition')],
    ['outcome', told.get('classification')],
    ['suser', told.get('user')],
    ['reason', event.reason === null ? undefined : reasonText(event.reason).slice(0, mostText)],
    ...labelled('cs1', 'verdict', told),
    ...labelled('cs2', 'versionBefore', told),
    ...labelled('cs3', 'versionAfter', told),
    ...labelled('cs4', 'findingId', told),
    ...labelled('cs5', 'ticket', told),
    ...labelled('cs6', 'alertId', told),
    ...labelled('flexString1', 'findingType', told),
    ...labelled('flexString2', 'platform', told),
    ['msg', sentence(event)],
  ];
  const extension = keys.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${cefValue(value)}`]));
  const head = ['CEF:0', 'pawl', 'pawl', version, event.kind, titles[event.kind], String(weightOf(event).cef)];
  const [first = '', ...rest] = head;
  return `${priority(event)}${stamp(event.at)} ${word(host, 255)} ${[first, ...rest.map(cefHeader)].join('|')}|${extension.join(' ')}`;
}

const labelled = (
  key: string,
  name: string,
  told: ReadonlyMap<string, string>,
): readonly (readonly [string, string | undefined])[] =>
  told.has(name)
    ? [
        [`${key}Label`, name],
        [key, told.get(name)],
      ]
    : [];

const cefHeader = (text: string): string => printable(text).replace(/[\\|]/g, '\\$&');
const cefValue = (text: string): string => printable(text).replace(/[\\=]/g, '\\$&');

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mmm dd hh:mm:ss`, the day padded with a blank (RFC 3164, 4.1.2). */
function stamp(at: AgentEvent['at']): string {
  const iso = isoTime(at);
  const day = String(Number(iso.slice(8, 10))).padStart(2, ' ');
  return `${months[Number(iso.slice(5, 7)) - 1] ?? 'Jan'} ${day} ${iso.slice(11, 19)}`;
}
