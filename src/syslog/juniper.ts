import { namedImage } from './image-name.ts';
import { type Reading, told } from './reading.ts';
import type { StructuredData } from './structured-data.ts';

const tagged = /^(?:%([A-Z][A-Z0-9_]{1,20}-\d)(?:-([A-Z][A-Z0-9_]{2,60}))?|([A-Z][A-Z0-9]{1,20}_[A-Z0-9_]{1,60})): ?/;
const tagOnly = /^[A-Z][A-Z0-9]{1,20}_[A-Z0-9_]{1,60}$/;
/** Facility codes of `explicit-priority`. Source: Junos system log reference. */
const facilities =
  /^%(?:DAEMON|AUTH|AUTHORIZATION|KERN|USER|INTERACT|CHANGE|CONFLICT|PFE|FIREWALL|EXTERNAL|NTP|DFC|SYSLOG|FTP|CRON|ANY|LOCAL\d|ALERT|LPR|MAIL|NEWS|UUCP|SECURITY|CONSOLE)-\d/;

/** True for a text that begins with a Junos priority (`%INTERACT-6-…`), which looks like a Cisco mnemonic. */
export const isJunosPriority = (text: string): boolean => facilities.test(text);

/**
 * Reads the text of a Junos message: `TAG: text`, `%FACILITY-6-TAG: text`, or structured data whose tag is the message
 * id. Null where nothing marks it as one. Source: Junos system log reference; lines of the log corpus.
 */
export function readJuniper(
  text: string,
  messageId: string | null,
  data: StructuredData | null,
  process: string | null,
): Reading | null {
  const element = data?.elements.find(({ id }) => id.startsWith('junos@'));
  const match = tagged.exec(text.slice(0, 128));
  const tag = match?.[2] ?? match?.[3] ?? (messageId !== null && tagOnly.test(messageId) ? messageId : null);
  if (tag === null && element === undefined && match?.[1] === undefined) return kernel(text, process);
  const params: Record<string, string> = {};
  for (const [name, value] of element?.params ?? []) if (!Object.hasOwn(params, name)) params[name] = value;
  const written = match === null ? text : text.slice(match[0].length);
  const rest = written === '' ? briefText(tag, params) : written;
  const fields: Record<string, string> = {};
  if (element !== undefined) fields['sd_id'] = element.id;
  if (match?.[1] !== undefined) fields['priority'] = match[1];
  const command =
    tag !== null && commandTags.test(tag) ? told((params['command'] ?? quotedCommand(rest))?.trim()) : null;
  Object.assign(fields, changeFields(tag, params, rest));
  const { image, version } = command === null ? { image: null, version: null } : namedImage(command);
  if (image !== null) fields['image'] = image;
  if (version !== null) fields['version'] = version;
  return {
    format: 'juniper',
    text: rest,
    mnemonic: tag,
    user: told(params['username']) ?? userOf(rest),
    source: told(params['source-address'] ?? sourceOf(params['ssh-connection'] ?? rest)),
    command,
    fields,
  };
}

/** Messages that hold a command as it was typed or called. */
const commandTags = /^UI_(?:CMDLINE_READ_LINE|JUNOSCRIPT_CMD|NETCONF_CMD|JUNOSCRIPT_ERROR)$/;
const audit = /^User '[^']{1,128}' (\w{1,20}): \[([^\]]{0,1024})\]/;
const requested = /(?:requested|performing a) '([^']{1,128})'/;

/** Structured data has the brackets inside the value, text around it. */
const barePath = (path: string | undefined): string | undefined => path?.replace(/^\[|\]$/g, '').trim();

/** What a message without text (structured data `brief`) would have said, so that one rule finds both. */
function briefText(tag: string | null, params: Readonly<Record<string, string>>): string {
  const user = `User '${params['username'] ?? ''}'`;
  if (tag === 'UI_CMDLINE_READ_LINE') return `${user}, command '${params['command'] ?? ''}'`;
  if (tag?.startsWith('UI_CFG_AUDIT_') === true) {
    return `${user} ${params['action'] ?? ''}: [${barePath(params['pathname']) ?? ''}] ${params['value'] ?? ''}`.trimEnd();
  }
  if (tag === 'UI_COMMIT') return `${user} requested '${params['command'] ?? ''}' operation`;
  if (tag === 'UI_REBOOT_EVENT') return `System rebooted by '${params['username'] ?? ''}'`;
  return params['message'] ?? '';
}

/** Action and path of a configuration change, operation and comment of a commit. */
function changeFields(
  tag: string | null,
  params: Readonly<Record<string, string>>,
  text: string,
): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  if (tag?.startsWith('UI_') !== true) return fields;
  const change = audit.exec(text.slice(0, 1200));
  const action = told(params['action'] ?? change?.[1]);
  const path = told(barePath(params['pathname'] ?? change?.[2]));
  if (action !== null) fields['action'] = action;
  if (path !== null) fields['pathname'] = path;
  const operation =
    tag === 'UI_COMMIT' || tag === 'UI_LOAD_EVENT' ? told(requested.exec(text.slice(0, 600))?.[1]) : null;
  if (operation !== null) fields['operation'] = operation;
  const comment = told(params['comment'] ?? / ?\(comment: (.{1,512})\)$/.exec(text.slice(-600))?.[1]);
  if (comment !== null && comment !== 'none') fields['comment'] = comment;
  return fields;
}

/** The banner that a Junos kernel writes at start: `JUNOS 18.4R3-S9 Kernel 64-bit …`. */
function kernel(text: string, process: string | null): Reading | null {
  const version = process === 'kernel' ? /\bJUNOS (\d\S{2,40})/.exec(text.slice(0, 256))?.[1] : undefined;
  return version === undefined ? null : { format: 'juniper', text, mnemonic: null, fields: { version } };
}

/** `User 'u', command '… '`: to the last quote, since commands hold quotes of their own. */
function quotedCommand(text: string): string | undefined {
  const from = text.indexOf("command '");
  const to = text.lastIndexOf("'");
  return from === -1 || to < from + 9 ? undefined : text.slice(from + 9, to);
}

const userOf = (text: string): string | null =>
  told((/^User '([^']{1,128})'/.exec(text) ?? /\bby '([^']{1,128})'/.exec(text.slice(0, 512)))?.[1]);

const sourceOf = (text: string): string | undefined =>
  /^([0-9a-f][0-9a-f.:]{2,45}) \d{1,5} /i.exec(text)?.[1] ??
  /ssh-connection '([0-9a-f][0-9a-f.:]{2,45}) /i.exec(text.slice(0, 512))?.[1];
