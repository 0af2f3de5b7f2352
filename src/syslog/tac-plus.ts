import { accountedCommand, attribute, spacedAttributes } from './accounting.ts';
import { actorAddress } from './actor.ts';
import { type Reading, told } from './reading.ts';

const records = /^(?:start|stop|update)$/;
const attributeForm = /^[A-Za-z][\w-]{0,40}[=*]/;

/**
 * Reads what tac_plus writes after the time, separated by tabs: device, user, line, remote address, `start|stop|update`,
 * then `name=value` attributes. tac_plus-ng with the format of its manual has `service` and command as bare fields.
 * Null for another text. Source: tac_plus.conf(5), tac_plus-ng's `accounting format`, lines of the log corpus.
 */
export function readTacPlus(text: string): Reading | null {
  const parts = columns(text);
  const [device = '', user = '', tty = '', remote = '', record = ''] = parts;
  if (!records.test(record) || device === '') return null;
  const items = parts.slice(5);
  const fields: Record<string, string> = {};
  let command: string | null = null;
  if (items.length > 0 && !attributeForm.test(items[0] ?? '')) {
    fields['service'] = items[0] ?? '';
    if (items.length > 1) command = items.slice(1).join('\t');
  } else {
    let inCommand = false;
    for (const item of items) {
      if (item.startsWith('cmd=')) {
        command = item.slice(4);
        inCommand = true;
      } else if (item.startsWith('cmd-arg=')) command = `${command ?? ''} ${item.slice(8)}`;
      else if (!attribute(item, fields) && inCommand) command = `${command ?? ''}\t${item}`;
    }
  }
  return tacPlusReading(text, { device, user, tty, remote, record, command, fields });
}

const spaced = /^(\S{1,255}) (?:(\S{1,255}) )?(\S{1,128}) (\S{1,128}) (start|stop|update) /;

const maxColumns = 64;

/** The columns of a record; what lies behind the last one that is cut off belongs to it, tabs and all. */
function columns(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let tab = text.indexOf('\t'); tab !== -1 && parts.length < maxColumns; tab = text.indexOf('\t', from)) {
    parts.push(text.slice(from, tab));
    from = tab + 1;
  }
  parts.push(text.slice(from));
  return parts;
}

const localForm = /^(\S{1,128}) {2,40}(\S{1,128}) {1,40}(\S{1,128}) {1,40}(start|stop|update) {1,40}/;

/**
 * EOS's own accounting log (`show aaa accounting logs`): user, line, address and record type in padded columns; the
 * device is not named. Null for another text.
 */
export function readLocalAccounting(text: string): Reading | null {
  const match = localForm.exec(text.slice(0, 600));
  if (match === null) return null;
  const [head, user, tty, source, record = ''] = match;
  const { command, fields } = spacedAttributes(text, head.length);
  return {
    format: 'arista',
    text,
    nameless: true,
    user: told(user),
    tty: told(tty),
    source: actorAddress(told(source) ?? undefined),
    command,
    fields: { record, ...fields },
  };
}

/** A tac_plus record after a relay turned the tabs into blanks; an empty user then leaves one word less. */
export function readSpacedTacPlus(text: string): Reading | null {
  const match = spaced.exec(text.slice(0, 1100));
  if (match === null) return null;
  const { command, fields } = spacedAttributes(text, match[0].length);
  if (command === null && fields['task_id'] === undefined) return null;
  const [, device = '', user = '', tty = '', remote = '', record = ''] = match;
  // The command was read with the attributes already.
  return { ...tacPlusReading(text, { device, user, tty, remote, record, command: null, fields }), command };
}

/** One accounting record in its parts; empty texts are not told. */
export type AccountingRecord = {
  readonly device: string;
  readonly user: string;
  readonly tty: string;
  readonly remote: string;
  readonly record: string;
  readonly command: string | null;
  readonly fields: Readonly<Record<string, string>>;
};

/** The parts of a record as an event. */
export function tacPlusReading(
  text: string,
  { device, user, tty, remote, record, command, fields }: AccountingRecord,
): Reading {
  const accounted = command === null ? null : accountedCommand(command);
  return {
    format: 'tac-plus',
    text,
    host: device,
    user: told(user),
    tty: told(tty),
    source: actorAddress(told(remote) ?? undefined),
    command: told(accounted?.command),
    fields: { device_ip: device, record, ...fields, ...accounted?.fields },
  };
}
