import { z } from 'zod';
import { duration, flag, globs, instant, integer, oneOf, select, text } from './fields.ts';

const trustedFile = z.strictObject({
  file: text.describe('Name of the file, without folders.'),
  size: integer(1, 999_999_999_999).optional().describe('Bytes.'),
  md5: text.optional(),
  sha1: text.optional(),
  sha256: text.optional(),
  sha512: text.optional(),
  source: text.optional().describe('Where the value came from.'),
  learned: flag.optional().describe('Taken from a device, not from the vendor.'),
  withdrawn: flag.optional().describe('The vendor withdrew the file.'),
});

const approved = z.strictObject({
  version: text.optional().describe('One release, exactly.'),
  train: text.optional().describe('Train in which `versions` is a range.'),
  versions: text.optional().describe('Range: comparisons joined by blanks, alternatives by ||.'),
  featureSet: text.optional(),
  validFrom: instant('start').optional(),
  validUntil: instant('end').optional().describe('A date includes its day.'),
  images: z.array(trustedFile).nullish(),
  packages: z.array(trustedFile).nullish().describe('Install mode: the packages that make up the release.'),
});

export const targetSchema = z.strictObject({
  version: text.optional(),
  patch: text.optional(),
  image: text.optional(),
});

const waiver = z.strictObject({
  name: text.optional(),
  device: globs.optional(),
  select: select.optional(),
  until: instant('end').describe('A date includes its day.'),
  ticket: text.optional(),
  approvedBy: text.optional(),
  reason: text.optional(),
  covers: z.array(text).min(1, 'names at least one type of finding'),
  target: targetSchema.optional(),
  digest: text.optional().describe('Digest of the one image that is waived in spite of it.'),
});

const columnMap = z.strictObject({
  file: text,
  size: text.optional(),
  state: text.optional(),
  source: text.optional(),
  md5: text.optional(),
  sha1: text.optional(),
  sha256: text.optional(),
  sha512: text.optional(),
});

const knownGoodList = z.strictObject({
  file: text.describe('The list: Bulk Hash bundle or CSV, known-good values (JSON), digest file, golden CSV.'),
  root: text.optional().describe('PEM file with the pinned roots that its signature must lead to.'),
  signature: text.optional().describe('Detached signature.'),
  certificate: text.optional().describe('Certificate of the signer, with those between it and the root.'),
  columns: columnMap.optional().describe('Headers of a CSV of your own, by what they hold.'),
  learnedBy: text.optional().describe('Person who took the values from a reference device.'),
  acceptedBy: text.optional().describe('Second person, without whom learned values count for nothing.'),
  published: text.optional().describe('Date of the list, for the reports.'),
});

const { $schema: _, ...knownGoodShape } = z.toJSONSchema(knownGoodList, { io: 'input' });

/** A path, or a map with what is needed to check the list. */
const knownGood = z
  .unknown()
  .meta({ anyOf: [{ type: 'string' }, knownGoodShape] })
  .transform((given, context): z.output<typeof knownGoodList> => {
    const read = knownGoodList.safeParse(typeof given === 'string' ? { file: given } : given);
    if (read.success) return read.data;
    for (const { message, path } of read.error.issues)
      context.issues.push({
        code: 'custom',
        message: path.length === 0 ? message : `${path.join('.')}: ${message}`,
        input: given,
      });
    return z.NEVER;
  });

export const baselineSchema = z.strictObject({
  name: text.describe('Unique; every verdict names it.'),
  approvedBy: text.optional(),
  match: z
    .strictObject({
      platform: text.describe('One platform: its rules read the versions below.'),
      model: globs.optional(),
      role: globs.optional(),
      site: globs.optional(),
      tag: globs.optional(),
      group: globs.optional(),
      serial: globs.optional(),
      device: globs.optional(),
    })
    .describe('All keys must hold; most keys win, then fewest wildcards.'),
  approved: z.array(approved).nullish(),
  forbidden: z
    .array(z.strictObject({ version: text, reason: text.optional(), advisory: text.optional() }))
    .nullish()
    .describe('Ranges that win over `approved`.'),
  rollback: z.array(text).nullish().describe("What a window's step may return to; authorises nothing by itself."),
  patches: z
    .strictObject({ required: z.array(text).nullish(), allowed: z.array(text).nullish() })
    .nullish()
    .describe('Default: none required, all allowed.'),
  extensions: z.array(text).nullish().describe('Allowed extensions; default none.'),
  boot: z
    .strictObject({
      configRegister: text.optional(),
      network: oneOf(['deny', 'allow']).optional().describe('Booting from the network; default deny.'),
    })
    .nullish(),
  require: z
    .strictObject({
      digest: oneOf(['where-possible', 'always', 'never']).optional().describe('Default where-possible.'),
      maxAge: duration(60_000).optional().describe('How old a digest may be; default 7d.'),
    })
    .nullish(),
  knownGood: z.array(knownGood).nullish().describe('Lists with published digests; paths from the folder of this file.'),
  measurement: z
    .strictObject({ root: text.describe('PEM file with the pinned roots of device identities.') })
    .nullish()
    .describe('Ask for the boot measurement under a nonce of our own and check it; default no.'),
  waivers: z.array(waiver).nullish(),
});

export type BaselineEntry = z.output<typeof baselineSchema>;
export type ApprovedEntry = NonNullable<BaselineEntry['approved']>[number];
export type WaiverEntry = NonNullable<BaselineEntry['waivers']>[number];
export type TrustedFileEntry = z.output<typeof trustedFile>;
