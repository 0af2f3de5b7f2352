import cron from 'node-cron';
import { z } from 'zod';
import { httpRights, type ListenAddress, notifiedEvents } from '../core/agent.ts';
import { err, ok, type Result } from '../core/result.ts';
import { targetSchema } from './baseline-schema.ts';
import { duration, flag, instant, integer, oneOf, secret, select, text, textAs } from './fields.ts';
import { readHostAddress } from './host-address.ts';

/** `0.0.0.0:5514`, `[::]:5514`. */
function readListen(given: string): Result<ListenAddress, string> {
  const read = readHostAddress(given);
  if (!read.ok) return read;
  return read.value.port === null
    ? err(`"${given}" has no port; write ADDRESS:PORT, an IPv6 address in brackets`)
    : ok({ host: read.value.host, port: read.value.port });
}

/**
 * Five fields that node-cron takes. It would also take six, of which the first are seconds, and words like `@daily`:
 * an audit a second is nobody's wish, and two spellings of one schedule are one too many.
 */
function readCron(given: string): Result<string, string> {
  const fields = given.split(/\s+/);
  if (fields.length !== 5)
    return err(`"${given}" has ${fields.length} fields; five are needed: minute hour day month weekday`);
  return fields.every((field) => /^[\d*,/A-Za-z-]+$/.test(field)) && cron.validate(given)
    ? ok(fields.join(' '))
    : err(`"${given}" is no schedule; five fields are needed: minute hour day month weekday`);
}

function readTimeZone(given: string): Result<string, string> {
  try {
    if (/^[A-Za-z]/.test(given))
      return ok(new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return err(`"${given}" is no time zone such as Europe/Amsterdam`);
}

function readUrl(given: string): Result<string, string> {
  if (!URL.canParse(given)) return err(`"${given}" is no URL`);
  const { protocol, username, password } = new URL(given);
  if (protocol !== 'https:' && protocol !== 'http:') return err('an http or https URL is needed');
  return username === '' && password === '' ? ok(given) : err('a URL with an account in it; use `secret`');
}

export type SyslogTarget = { readonly transport: 'udp' | 'tcp' | 'tls'; readonly to: ListenAddress };

function readSyslogTarget(given: string): Result<SyslogTarget, string> {
  const match = /^(udp|tcp|tls):\/\/(\S+)$/.exec(given);
  const address = match === null ? null : readListen(match[2] ?? '');
  const transport = match?.[1];
  if (address === null || (transport !== 'udp' && transport !== 'tcp' && transport !== 'tls'))
    return err(`"${given}" is no target such as tcp://siem.example:514 (udp, tcp or tls)`);
  return address.ok ? ok({ transport, to: address.value }) : address;
}

const listen = textAs(readListen, { type: 'string', examples: ['0.0.0.0:5514'] });
const tlsFiles = { cert: text, key: text, clientCa: text.optional() };
const events = z.array(oneOf(notifiedEvents)).min(1, 'names at least one event');

const window = z.strictObject({
  name: text,
  select,
  from: instant('start'),
  to: instant('end'),
  ticket: text.optional(),
  approvedBy: text.optional(),
  target: targetSchema.describe('What the step may lead to.'),
});

export const agentSchema = z.strictObject({
  database: text.optional().describe('SQLite file; default pawl.db.'),
  syslog: z
    .strictObject({
      udp: listen.optional(),
      tcp: listen.optional(),
      tls: z.strictObject({ listen, ...tlsFiles }).optional(),
    })
    .nullish(),
  accounting: z
    .array(z.strictObject({ file: text }))
    .nullish()
    .describe('TACACS+ accounting files to follow.'),
  http: z
    .strictObject({
      listen: listen.optional().describe('Default 127.0.0.1:8686.'),
      tls: z.strictObject(tlsFiles).optional(),
      tokens: z.array(z.strictObject({ name: text, secret, may: z.array(oneOf(httpRights)).min(1) })).nullish(),
      hooks: z.array(z.strictObject({ name: text, secret })).nullish(),
    })
    .nullish(),
  verification: z
    .strictObject({
      threshold: integer(1, 100).optional(),
      settle: duration(0, 3_600_000).optional(),
      waitReload: duration(0, 30 * 86_400_000).optional(),
      concurrency: integer(1, 256).optional(),
      perDeviceEvery: duration(0, 86_400_000).optional(),
      afterRestart: flag.optional(),
    })
    .nullish(),
  concurrency: z
    .strictObject({
      total: integer(1, 1024).optional().describe('Devices at the same time; default 64.'),
      perSite: integer(1, 1024).optional().describe('Of them in one site; default 16.'),
      hashPerSite: integer(1, 1024).optional().describe('Devices of one site that hash at the same time; default 2.'),
    })
    .nullish(),
  schedules: z
    .array(
      z.strictObject({
        name: text,
        cron: textAs(readCron, { type: 'string' }).describe('Five fields: minute hour day month weekday.'),
        timeZone: textAs(readTimeZone, { type: 'string' }).optional().describe('IANA name; default UTC.'),
        select: select.optional(),
        hash: flag.optional().describe('Default true.'),
        offBoxEvery: integer(0, 10_000)
          .optional()
          .describe(
            'Images of one device of so many are fetched and hashed here, in turn; default 29 with hash, 0: of none.',
          ),
      }),
    )
    .nullish(),
  windows: z.array(window).nullish().describe('Change windows: each authorises a step to its target.'),
  automation: z
    .array(z.strictObject({ name: text, users: z.array(text).min(1), sources: z.array(text).min(1) }))
    .nullish(),
  notify: z
    .array(
      z.strictObject({
        webhook: textAs(readUrl, { type: 'string' }).optional(),
        secret: secret.optional(),
        syslog: z
          .strictObject({ to: textAs(readSyslogTarget, { type: 'string' }), format: oneOf(['cef', 'rfc5424']) })
          .optional(),
        on: events,
      }),
    )
    .nullish(),
  retention: z
    .strictObject({ logLines: duration(86_400_000).optional(), observations: duration(86_400_000).optional() })
    .nullish(),
});
