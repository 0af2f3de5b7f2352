import { accountingFacts } from './accounting.ts';
import { actorAddress, readActor } from './actor.ts';
import { namedImage } from './image-name.ts';
import type { Reading } from './reading.ts';

export type MessageFacts = Omit<Reading, 'format' | 'text'>;
type Reader = (text: string) => MessageFacts;

const between = (text: string, before: string, after: string): string | null => {
  const from = text.indexOf(before);
  if (from === -1) return null;
  const to = text.indexOf(after, from + before.length);
  return to === -1 ? null : text.slice(from + before.length, to);
};

const withImage = (fields: Record<string, string>, text: string): Readonly<Record<string, string>> => {
  const { image, version } = namedImage(text);
  if (image !== null) fields['image'] = image;
  if (version !== null) fields['version'] = version;
  return fields;
};

const by: Reader = (text) => {
  const at = text.indexOf(' by ');
  if (at === -1) return {};
  const actor = readActor(text, at + 4);
  if (actor.tty !== null || !text.includes(' from console ')) return actor;
  return { ...actor, tty: 'console' };
};

/** `Reload requested [for TIME at TIME] by WHOM. Reload Reason: TEXT.` */
const reload: Reader = (text) => {
  const fields: Record<string, string> = {};
  const reason = /Reload [Rr]eason: {0,4}(.{1,512})$/s.exec(text)?.[1];
  if (reason !== undefined) fields['reason'] = reason.trimEnd().replace(/\.$/, '');
  const when = between(text, 'requested for ', ' at ');
  if (when !== null && when.length < 64) fields['reload_at'] = when;
  return { ...by(text), fields };
};

const restart: Reader = (text) => {
  const match = /Software[^(]{0,120}\(([^)]{1,80})\), Version ([^\s,]{1,64})/.exec(text.slice(0, 2048));
  return match === null ? {} : { fields: { image: match[1] ?? '', version: match[2] ?? '' } };
};

const logged: Reader = (text) => {
  const at = text.indexOf('logged command:');
  if (at === -1) return {};
  const command = text.slice(at + 15).trim();
  const user = text.startsWith('User:') ? text.slice(5, at).trim() : '';
  return { user: user === '' ? null : user, command, fields: withImage({}, command) };
};

const verbs =
  /^(?:copy|archive|boot|reload|install|delete|erase|format|squeeze|verify|show|more|dir|write|configure|conf|no|default|do|request|test|debug|undebug|clear|terminal|software|upgrade|license|crypto|event|tclsh|guestshell|config-register|redundancy|hw-module|issu|rename|mkdir|ping|traceroute|telnet|ssh|enable|disable|exit|end|sh|wr|cop|rel)$/i;

/** First words of configuration commands, as they are typed; capital letters begin a sentence. */
const configWords =
  /^(?:interface|hostname|ip|ipv6|router|line|vlan|description|banner|alias|aaa|logging|snmp-server|ntp|username|access-list|switchport|shutdown|monitor|spanning-tree|file|boot-start-marker|boot-end-marker)$/;

/** An EEM applet writes what its author chose: `NAME: USER COMMAND`, `NAME: COMMAND`, or words. */
const applet: Reader = (text) => {
  const colon = text.indexOf(':');
  const name = colon > 0 && colon < 65 ? text.slice(0, colon) : null;
  const rest = name === null ? text : text.slice(colon + 1).trim();
  const fields: Record<string, string> = {};
  if (name !== null) fields['applet'] = name;
  const [first = '', second = ''] = rest.slice(0, 256).split(/ {1,8}/, 2);
  if (verbs.test(second) && !verbs.test(first)) {
    const command = rest.slice(first.length).trim();
    return { user: first, command, fields: withImage(fields, command) };
  }
  const isWords = /^conf/i.test(first) && !/^(?:t|te|ter|term\w{0,5}|replace|memory|network|session)$/i.test(second);
  if ((verbs.test(first) || configWords.test(first)) && !isWords)
    return { command: rest, fields: withImage(fields, rest) };
  withImage(fields, rest);
  const server = /\b[a-z]{2,6}:\/\/(?:[^\s/@]{1,128}@)?([\w.-]{1,128})/.exec(rest.slice(0, 1024))?.[1];
  return { source: server ?? null, fields };
};

const install: Reader = (text) => {
  const fields: Record<string, string> = {};
  const operation = /\b(?:Started|Completed|Failed to|Starting|Finished) (install [a-z_-]{2,40})/i.exec(
    text.slice(0, 512),
  )?.[1];
  if (operation !== undefined) fields['operation'] = operation;
  return { fields: withImage(fields, text) };
};

const installFailed: Reader = (text) => ({ ...install(text), outcome: 'failed' });

/** Classic and 64-bit IOS XR: `Install operation 41 '(admin) install add …' started by user 'u'`. */
const operation: Reader = (text) => {
  const fields: Record<string, string> = {};
  const id = /(?:operation|transaction) (\d{1,9})/.exec(text.slice(0, 512))?.[1];
  if (id !== undefined) fields['operation_id'] = id;
  const from = text.indexOf(" '");
  const to = text.lastIndexOf("' started by user '");
  if (from === -1 || to <= from) return { fields };
  const command = text
    .slice(from + 2, to)
    .replace(/^\(admin\) {0,4}/, '')
    .trim();
  return { command, user: quoted(text, to + 1, "user '"), fields: withImage(fields, command) };
};

const quoted = (text: string, from: number, before: string): string | null => {
  const at = text.indexOf(before, from);
  if (at === -1) return null;
  const to = text.indexOf("'", at + before.length);
  return to === -1 ? null : text.slice(at + before.length, to);
};

const commit: Reader = (text) => {
  const id = /commit changes (\d{1,12})/.exec(text.slice(0, 512))?.[1];
  return { user: quoted(text, 0, "by user '"), fields: id === undefined ? {} : { commit_id: id } };
};

/** IOS XR: `CLI CMD: "copy …" by netops1 from TTY vty0 192.0.2.20`. */
const localCommand: Reader = (text) => {
  const from = text.indexOf('CLI CMD: "');
  const to = text.lastIndexOf('" by ');
  if (from === -1 || to <= from) return {};
  const command = text.slice(from + 10, to).trim();
  const match = /^(\S{1,128}) from (?:TTY )?(?:\/dev\/)?(\S{1,64})(?: (\S{1,64}))?/.exec(text.slice(to + 5, to + 512));
  return {
    command,
    user: match?.[1] ?? null,
    tty: match?.[2] ?? null,
    source: actorAddress(match?.[3]),
    fields: withImage({}, command),
  };
};

/** `by process NAME from console as USER on LINE`, `… as LINE`. */
const programmatic: Reader = (text) => {
  const process = between(text, 'by process ', ' from ');
  const as = text.lastIndexOf(' as ');
  const fields = process === null ? {} : { process };
  return as === -1 ? { fields } : { ...readActor(text, as + 4), fields };
};

const login: Reader = (text) => ({
  user: between(text, '[user: ', ']'),
  source: actorAddress(between(text, '[Source: ', ']') ?? undefined),
});

const logout: Reader = (text) => {
  const match = /^User (\S{1,128}) has exited tty session (\d{1,6}) ?\(([^)]{0,64})\)/.exec(text.slice(0, 512));
  return match === null ? {} : { user: match[1] ?? null, source: actorAddress(match[3]) };
};

const session: Reader = (text) => {
  const match = /^User (\S{1,128}) /.exec(text.slice(0, 256));
  const at = text.lastIndexOf(' on ');
  if (match === null || at === -1) return by(text);
  return { ...readActor(` on${text.slice(at + 3)}`, 0), user: match[1] ?? null };
};

/** EOS: `Message from USER on LINE (ADDRESS): text`. */
const userMessage: Reader = (text) => {
  const match = /^Message from (\S{1,128}) on /.exec(text.slice(0, 256));
  return match === null ? {} : { ...readActor(` on ${text.slice(match[0].length)}`, 0), user: match[1] ?? null };
};

/** EOS: `user USER logged in [from: ADDRESS] [service: sshd]`. */
const loggedIn: Reader = (text) => ({
  user: /^user (\S{1,128}) /.exec(text.slice(0, 256))?.[1] ?? null,
  source: actorAddress(between(text, '[from: ', ']') ?? undefined),
});

const controller: Reader = (text) => ({
  source: actorAddress(/initiated (?:from|by) (?:controller )?(\S{1,64})/.exec(text.slice(0, 512))?.[1]),
});

const coldStart: Reader = (text) => {
  const host = /agent on host (\S{1,255}) is/.exec(text.slice(0, 512))?.[1];
  return host === undefined ? {} : { fallbackHost: host };
};

const bootTime: Reader = (text) => {
  const seconds = /= {0,4}(\d{1,9}) seconds/.exec(text.slice(0, 256))?.[1];
  return seconds === undefined ? {} : { fields: { seconds } };
};

const inner: Reader = (text) => {
  const match = /%([A-Z][A-Z0-9_-]{0,60}-\d-[A-Z0-9_]{1,60})/.exec(text.slice(0, 512))?.[1];
  return match === undefined ? {} : { fields: { inner_mnemonic: match } };
};

const image: Reader = (text) => ({ fields: withImage({}, text) });

/** By the whole mnemonic, or by its last part where several facilities write the same text. */
const readers: Readonly<Record<string, Reader>> = {
  CONFIG_I: by,
  VSHD_SYSLOG_CONFIG_I: by,
  CONFIG_E: by,
  CONFIG_STARTUP: by,
  CONFIG_P: programmatic,
  CONFIG_SESSION_ENTERED: session,
  CONFIG_SESSION_EXITED: session,
  CONFIG_SESSION_COMMIT_SUCCESS: session,
  CONFIG_SESSION_ABORTED: session,
  RELOAD: reload,
  SCHEDULED_RELOAD: reload,
  RESTART: restart,
  CFGLOG_LOGGEDCMD: logged,
  'HA_EM-6-LOG': applet,
  'EEM-6-LOG': applet,
  LOGMSG_INFO: userMessage,
  LOGMSG_NOTICE: userMessage,
  LOGIN: loggedIn,
  LOGIN_SUCCESS: login,
  LOGIN_FAILED: login,
  LOGOUT: logout,
  LOGOUT_C6K: logout,
  UPGRADE: controller,
  COLDSTART: coldStart,
  BOOTTIME: bootTime,
  DB_COMMIT: commit,
  LOCAL_CMD_ACCT: localCommand,
  INSTALL_START_INFO: install,
  INSTALL_COMPLETED_INFO: install,
  OPERATION_START_INFO: install,
  OPERATION_COMPLETED_INFO: install,
  OPERATION_ERROR_MESSAGE: installFailed,
  INSTALL_OPERATION_USER_ERROR: (text) => ({ ...operation(text), outcome: 'failed' }),
  INSTALL_OPERATION_COMPLETED_SUCCESSFULLY: (text) => ({ ...operation(text), outcome: 'succeeded' }),
  OPERATION_SUCCESS: (text) => ({ ...operation(text), outcome: 'succeeded' }),
  'IOSXE-6-PLATFORM': inner,
  AAA_ACCOUNTING_MESSAGE: accountingFacts.nexus,
  'ACCOUNTING-6-CMD': accountingFacts.arista,
  IMAGE_NOTEXISTS: image,
  INSTALL_DONE: image,
};

const readerMap: ReadonlyMap<string, Reader> = new Map(Object.entries(readers));

/** Facts of a message of the Cisco family or EOS; what its wording does not tell is left out. */
export function readCiscoMessage(mnemonic: string, text: string): MessageFacts {
  const dash = mnemonic.lastIndexOf('-');
  const reader = readerMap.get(mnemonic.slice(dash + 1)) ?? readerMap.get(mnemonic);
  if (reader !== undefined) return reader(text);
  return mnemonic.startsWith('INSTALL-') ? operation(text) : {};
}
