import { pino } from 'pino';
import type { AgentLog, LogLevel } from '../agent-ports.ts';
import { printable } from '../core/printable.ts';

export type LogOptions = {
  /** Gets whole lines. */
  readonly write: (line: string) => void;
  readonly level: LogLevel;
  /** For a person at a terminal; else one JSON object a line. */
  readonly pretty: boolean;
};

const maxDepth = 6;
const maxItems = 100;
const maxText = 4096;
const secretName =
  /pass(?:word|phrase|wd)?$|secret|token|authori[sz]ation|cookie|credential|api-?key|private-?key|^enable$/i;
/** The secret of `/hooks/alert/NAME/SECRET`, of `user:password@` in an address, and of an authorization header. */
const secretText: readonly (readonly [RegExp, string])[] = [
  [/(\/hooks\/[\w-]{1,64}\/[^/\s?#]{1,128}\/)[^/\s?#"]{1,1024}/g, '$1•••'],
  [/(:\/\/[^/\s:@]{0,128}:)[^/\s@]{1,256}@/g, '$1•••@'],
  [/\b(Bearer|Basic|SharedKey)( {1,4})[\w.+/=:-]{4,4096}/gi, '$1$2•••'],
];

/**
 * The log of the agent. Secrets are wrapped at birth and print as `•••`; as a second net, values under a name that
 * sounds like one are masked here too, at any depth, and so are the places in texts where secrets are known to stand.
 * Long texts are cut. Fails never.
 */
export function agentLog({ write, level, pretty }: LogOptions): AgentLog {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: 'message',
    },
    { write: pretty ? (line: string) => write(prettyLine(line)) : write },
  );
  return (at, message, fields = {}) => {
    try {
      log[at](masked(fields, 0), maskedText(message));
    } catch {
      // Whatever cannot be written down must not stop what it tells of.
    }
  };
}

function masked(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskedText(value);
  if (value instanceof Error) return maskedText(value.message);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return masked(value.toJSON(), depth + 1);
  if (depth >= maxDepth) return '…';
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item: unknown) => masked(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, maxItems)
      .map(([name, item]) => [name, secretName.test(name) ? '•••' : masked(item, depth + 1)]),
  );
}

function maskedText(text: string): string {
  const cut = text.length > maxText ? `${text.slice(0, maxText)}…` : text;
  return secretText.reduce((left, [form, mask]) => left.replace(form, mask), cut);
}

function prettyLine(line: string): string {
  const { level, time, message, ...fields }: Record<string, unknown> = JSON.parse(line);
  const told = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' && /^\S+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  return `${printable([String(time), String(level).toUpperCase().padEnd(5), String(message), ...told].join(' '))}\n`;
}
