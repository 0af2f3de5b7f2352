import { z } from 'zod';
import { readRate } from '../core/rate.ts';
import { duration, flag, instant, integer, oneOf, secret, text, textAs } from './fields.ts';
import { readHostAddress } from './host-address.ts';

const second = 1_000;
const day = 86_400_000;
const limit = duration(100, day);

/** What may stand in a host, in a group and in the defaults. */
const shared = {
  hostname: textAs(readHostAddress, { type: 'string' })
    .optional()
    .describe('Name or address to connect to; default: the key.'),
  port: integer(1, 65_535).optional().describe('TCP port of SSH; default 22.'),
  platform: text
    .optional()
    .describe('ios, iosxe, iosxr, nxos, junos, panos, fortios, eos, or the name of another tool for it.'),
  username: text.optional().describe('Account that pawl logs in with.'),
  password: secret.optional().describe('Secret: text, {env: NAME}, {file: PATH} or {exec: [program, argument]}.'),
  enable: secret.optional().describe('Secret that raises the privilege where the platform has one.'),
  sources: z.array(text).nullish().describe('Other names and addresses under which this device logs.'),
  ssh: z
    .strictObject({
      keyFile: text.optional().describe('Private key file.'),
      passphrase: secret.optional().describe('Secret that opens the private key.'),
      agent: flag.optional().describe('Use the SSH agent of the environment; default false.'),
      jump: text.optional().describe('Device of this inventory to go through.'),
      algorithms: oneOf(['modern', 'compat', 'legacy'])
        .optional()
        .describe('Default modern; the others only for old devices.'),
      hostKey: oneOf(['strict', 'pin-first'])
        .optional()
        .describe('strict (default): only a pinned key. pin-first: pins the first key seen.'),
    })
    .nullish(),
  timeouts: z
    .strictObject({
      connect: limit.optional().describe('TCP to login; default 10s.'),
      command: limit.optional().describe('Each command, except hashing; default 60s.'),
      hash: limit.optional().describe('At most for one file, scaled by its size; default 20m.'),
      device: limit.optional().describe('The whole session, wins over all others; default 30m.'),
    })
    .nullish(),
  hash: z
    .strictObject({
      onDevice: flag.optional().describe('Let the device hash the images that run and boot next; default true.'),
      offBox: flag.optional().describe('Fetch images and hash them here; default false.'),
      rate: textAs(readRate, { type: 'string', examples: ['800kB', '10MB', 'unlimited'] })
        .optional()
        .describe('Bytes a second that an image is fetched with at most, on average; default 10MB.'),
    })
    .nullish(),
  maxSessions: integer(1, 16).optional().describe('SSH sessions to the device at the same time; default 1.'),
  excluded: z
    .strictObject({ reason: text, approvedBy: text.optional(), until: instant('end').optional() })
    .optional()
    .describe('Why the device is not audited; it stays in every report.'),
  data: z
    .looseObject({
      site: text.optional(),
      role: text.optional(),
      tags: z.array(text).nullish(),
      environment: text.optional().describe('production, lab, …'),
      serials: z.array(text).nullish().describe('Serial numbers of all members, where they are known beforehand.'),
      haPeer: text.optional().describe('Device of this inventory that is the other half of the pair.'),
      rollingUpgrade: duration(second, 365 * day)
        .optional()
        .describe('How long peers may differ; default 24h.'),
    })
    .nullish(),
  connection_options: z.unknown().optional().describe('Nornir: read by its plugins, not by pawl.'),
};

export const defaultsSchema = z.strictObject(shared);
export const entrySchema = z.strictObject({ ...shared, groups: z.array(text).nullish().describe('Nearest first.') });

export type Shared = z.output<typeof defaultsSchema>;
export type Entry = z.output<typeof entrySchema>;

/** Keys of `data` that pawl reads; Nornir lets operators keep others there. */
export const knownData: readonly string[] = [
  'site',
  'role',
  'tags',
  'environment',
  'serials',
  'haPeer',
  'rollingUpgrade',
];

export const hostsSchema = z.record(z.string(), entrySchema.nullable());
export const groupsSchema = z.record(z.string(), entrySchema.nullable());
