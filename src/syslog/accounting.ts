import { actorAddress } from './actor.ts';
import { namedImage } from './image-name.ts';
import { type Reading, told } from './reading.ts';

type Facts = Omit<Reading, 'format' | 'text'>;

/** Commands are cut by devices and servers at 240 to 255 bytes (TACACS+ arguments are at most 255 bytes long). */
const cutAt = 240;

/**
 * The command of an accounting record without the `<cr>` that ends it, and the fields it gives: image, version, and
 * `truncated` where it is as long as a cut one and has no end mark.
 */
export function accountedCommand(raw: string): { readonly command: string; readonly fields: Record<string, string> } {
  const trimmed = raw.trim();
  const ended = /<cr>$/i.test(trimmed);
  const command = ended ? trimmed.slice(0, -4).trimEnd() : trimmed;
  const fields: Record<string, string> = {};
  if (!ended && command.length >= cutAt) fields['truncated'] = 'true';
  const { image, version } = namedImage(command);
  if (image !== null) fields['image'] = image;
  if (version !== null) fields['version'] = version;
  return { command, fields };
}

const results: Readonly<Record<string, 'succeeded' | 'failed'>> = { SUCCESS: 'succeeded', FAILURE: 'failed' };

/** NX-OS: `update:SOURCE@TTY:USER:COMMAND (SUCCESS)`; also `start:`, `stop:`, processes instead of a source, IPv6. */
function nexus(text: string): Facts {
  const match = /^(start|stop|update):/.exec(text);
  if (match === null) return {};
  const record = match[1] ?? '';
  const from = record.length + 1;
  const at = text.slice(from, from + 128).search(/[\s@]/);
  const hasSource = at > 0 && text.charCodeAt(from + at) === 64;
  const originEnd = text.indexOf(':', hasSource ? from + at : from);
  if (originEnd === -1) return { fields: { record } };
  const userEnd = text.indexOf(':', originEnd + 1);
  const user = text.slice(originEnd + 1, userEnd === -1 ? undefined : userEnd).trim();
  const origin = text.slice(from, originEnd);
  const rest = userEnd === -1 ? '' : text.slice(userEnd + 1).trim();
  const open = rest.lastIndexOf(' (');
  const result = open === -1 ? undefined : /^ \(([A-Z]{3,16})\)+$/.exec(rest.slice(open))?.[1];
  const isCommand = rest !== '' && (record === 'update' || result !== undefined);
  const accounted = isCommand ? accountedCommand(result === undefined ? rest : rest.slice(0, open)) : null;
  const isLine = /^(?:console|vty|pts|tty)\S*$/.test(origin);
  return {
    user: told(user),
    source: hasSource ? text.slice(from, from + at) : null,
    tty: hasSource ? text.slice(from + at + 1, originEnd) : isLine ? origin : null,
    command: accounted?.command ?? null,
    outcome: result === undefined ? null : (results[result] ?? null),
    fields: {
      record,
      ...(hasSource || isLine ? {} : { origin }),
      ...(result === undefined ? {} : { outcome: result }),
      ...accounted?.fields,
    },
  };
}

/** EOS: `USER TTY SOURCE stop task_id=… service=shell priv-lvl=15 cmd=… <cr>`. */
function arista(text: string): Facts {
  const match = /^(\S{1,255}) (\S{1,128}) (\S{1,128}) (start|stop|update) /.exec(text.slice(0, 600));
  if (match === null) return {};
  const [head = '', user, tty, source, record = ''] = match;
  const attributes = spacedAttributes(text, head.length);
  return {
    user: told(user),
    tty: told(tty),
    source: actorAddress(source),
    command: attributes.command,
    fields: { record, ...attributes.fields },
  };
}

/** Attribute names that go into `fields` under a name of their own. */
const attributeNames: Readonly<Record<string, string>> = {
  task_id: 'task_id',
  'priv-lvl': 'priv',
  priv_lvl: 'priv',
  timezone: 'timezone',
  start_time: 'start_time',
  stop_time: 'stop_time',
  service: 'service',
  elapsed_time: 'elapsed_time',
};

/** `name=value` and the optional `name*value`, separated by blanks; `cmd=` takes the rest of the text. */
export function spacedAttributes(
  text: string,
  from: number,
): { readonly command: string | null; readonly fields: Record<string, string> } {
  const at = text.indexOf(' cmd=', Math.max(0, from - 1));
  const fields: Record<string, string> = {};
  for (const item of text.slice(from, at === -1 ? from + 2048 : at).split(' ')) attribute(item, fields);
  if (at === -1) return { command: null, fields };
  const accounted = accountedCommand(text.slice(at + 5));
  return { command: told(accounted.command), fields: { ...fields, ...accounted.fields } };
}

/** Puts a known attribute into `fields`; says whether the text has the form of one. */
export function attribute(item: string, fields: Record<string, string>): boolean {
  const match = /^([A-Za-z][\w-]{0,40})[=*](.*)$/s.exec(item);
  if (match === null) return false;
  const name = match[1] ?? '';
  const key = Object.hasOwn(attributeNames, name) ? attributeNames[name] : undefined;
  if (key !== undefined) fields[key] = (match[2] ?? '').trim();
  return true;
}

export const accountingFacts = { nexus, arista } as const;
