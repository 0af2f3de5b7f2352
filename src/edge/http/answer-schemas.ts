import { z } from 'zod';
import { dispositions } from '../../core/alert.ts';
import { findingTypes } from '../../core/finding-types.ts';
import { severities } from '../../core/severity.ts';
import { assurances, verdicts } from '../../core/verdict.ts';

/** What the routes answer. A test holds real answers against these: a member that is not declared here fails it. */

const time = z.string().meta({ format: 'date-time', examples: ['2026-12-01T20:00:00.000Z'] });
const text = z.string();
const orNull = <T extends z.ZodType>(schema: T) => schema.nullable();
const verdict = z.enum(verdicts);
const reason = orNull(text).describe('Null when decided, else `CODE: sentence`.');

const running = z.strictObject({
  version: orNull(text),
  patches: orNull(z.array(text)),
  image: orNull(text),
  featureSet: orNull(text),
  mode: orNull(text),
  model: orNull(text),
  startedAt: orNull(time),
  reloadReason: orNull(text),
});

const boot = z.strictObject({
  next: z.strictObject({ image: orNull(text), version: orNull(text), why: text.optional() }),
  list: orNull(z.array(text)),
  configRegister: orNull(text),
  nextConfigRegister: orNull(text),
  source: orNull(text),
});

const authorization = z.strictObject({
  kind: z.enum(['window', 'waiver', 'retrospective']),
  name: text,
  ticket: orNull(text),
  by: orNull(text),
});

const findingMembers = {
  id: text,
  type: z.enum(Object.keys(findingTypes)),
  severity: z.enum(severities),
  effect: z.enum(['tampered', 'downgraded', 'downgrade-pending', 'noncompliant', 'unverified', 'none']),
  title: text,
  expected: text,
  observed: text,
  member: orNull(text),
  techniques: z.array(text).describe('ATT&CK.'),
  tactics: z.array(text),
  status: z.enum(['open', 'acknowledged', 'closed']),
  labels: z.array(text),
  authorizedBy: orNull(authorization),
  closedBecause: orNull(z.enum(['fixed', 'authorized', 'accepted', 'baseline-changed', 'retired'])),
  closedNote: orNull(text),
  firstSeen: time,
  lastSeen: time,
  closedAt: orNull(time),
  evidence: z.array(text),
  advice: text,
};

export const findingSchema = z.strictObject({ device: text, ...findingMembers });

const digest = z.strictObject({
  value: text,
  computedBy: z.enum(['device', 'offbox']),
  knownGood: orNull(z.boolean()).describe('Null: there is no trusted value.'),
  source: orNull(text),
});

export const deviceSchema = z.strictObject({
  device: text,
  platform: text,
  verdict: orNull(verdict).describe('Null: never audited.'),
  reason,
  assurance: orNull(z.enum(assurances)),
  digestAge: orNull(text).describe('ISO 8601 duration.'),
  history: text.describe('`since TIME` or `none`.'),
  evidenceAt: orNull(time),
  running: orNull(running.extend({ serials: z.array(text) })),
  boot: orNull(boot),
  reference: orNull(z.strictObject({ version: text, observedAt: time })),
  members: z.array(
    z.strictObject({
      id: text,
      role: orNull(text),
      serial: orNull(text),
      model: orNull(text),
      running: orNull(running),
      boot: orNull(boot),
      verdict,
      missing: z.array(text),
    }),
  ),
  baseline: orNull(z.strictObject({ name: text, rule: text, revision: text })),
  images: z.array(
    z.strictObject({
      path: text,
      member: orNull(text),
      size: orNull(z.number()),
      version: orNull(text),
      digests: z.record(text, digest),
    }),
  ),
  notes: z.array(text),
  findings: z.array(z.strictObject(findingMembers)).describe('Open and acknowledged ones.'),
});

const disposition = z.enum(dispositions);
const classification = z.enum(['TruePositive', 'BenignPositive', 'FalsePositive', 'Undetermined']);

const alertMembers = {
  schema: z.literal('pawl/alert/v1'),
  id: text,
  device: orNull(text),
  stage: z.enum(['staged', 'boot-changed', 'reload-pending', 'restarted', 'cancelled']),
  score: z.number().min(0).max(100),
  disposition,
  labels: z.array(text),
  openedAt: orNull(time),
  updatedAt: orNull(time),
  outcome: z
    .strictObject({
      evidenceAt: orNull(time),
      verdict,
      reason: orNull(text),
      audit: orNull(text),
      verification: orNull(text),
      finding: orNull(text),
      otherFinding: orNull(text),
      ticket: orNull(text),
      versionBefore: orNull(text),
      versionAfter: orNull(text),
      classification: orNull(classification),
    })
    .optional()
    .describe('What its disposition stands on; absent while no evidence was judged.'),
};
const indicatorMembers = { file: text, lineNumber: z.number(), kind: text };

export const alertSchema = z.strictObject({
  ...alertMembers,
  indicators: z.array(z.strictObject(indicatorMembers)),
});

/** One alert with what each indicator told. */
export const alertDetailSchema = z.looseObject({
  ...alertMembers,
  indicators: z.array(z.looseObject({ ...indicatorMembers, time: orNull(time), line: text })),
});

export const auditSchema = z.strictObject({
  id: text,
  trigger: z.enum(['manual', 'schedule', 'alert', 'api']),
  startedAt: time,
  finishedAt: orNull(time).describe('Null: runs, or was cut off.'),
  devices: z.strictObject({ selected: z.number(), verified: z.number(), unverified: z.number() }),
  verdicts: z.record(text, z.number()),
  outcome: orNull(z.enum(['finished', 'cancelled'])),
  alert: orNull(text),
  by: orNull(text),
});

export const auditDetailSchema = auditSchema.extend({
  schema: z.literal('pawl/audit-run/v1'),
  results: z.array(z.strictObject({ device: text, verdict })).describe('Devices that it has an answer for.'),
});

export const windowSchema = z.strictObject({
  name: text,
  select: z.record(text, z.array(text)),
  from: time,
  to: time,
  ticket: orNull(text),
  approvedBy: orNull(text),
  target: z.strictObject({ version: orNull(text), patch: orNull(text), image: orNull(text) }),
  enteredAt: orNull(time).describe('Null: it stands in agent.yaml.'),
});

export const notificationSchema = z.strictObject({
  id: text.describe('Of the event.'),
  receiver: text,
  kind: text,
  queuedAt: time,
  state: z.enum(['waiting', 'dead']).describe('`dead`: given up; it is not sent any more.'),
  tries: z.number(),
  why: orNull(text).describe('The last failure.'),
});

export const senderSchema = z.strictObject({
  status: z.enum(['unknown', 'silent']).describe('`unknown`: no device of the inventory has the address.'),
  address: orNull(text),
  device: orNull(text),
  messages: orNull(z.number()),
  firstSeen: orNull(time),
  lastSeen: orNull(time).describe('Null: never heard.'),
  relays: orNull(z.boolean()).describe('It forwards what others wrote.'),
});

export const verificationSchema = z.strictObject({
  schema: z.literal('pawl/verification/v1'),
  id: text,
  device: text,
  state: z.enum(['queued', 'running', 'done']),
  by: text,
  requestedAt: time,
  startedAt: orNull(time),
  finishedAt: orNull(time),
  verdict: orNull(verdict).describe('Null until it is done.'),
  reason,
  classification: orNull(classification).describe('What a SIEM calls it.'),
  findings: z.array(text).describe('Ids of what was open afterwards.'),
  audit: orNull(text),
  alerts: z.array(
    z.strictObject({
      id: text,
      disposition: orNull(disposition).describe('Null: an alert of another system.'),
      classification: orNull(classification),
    }),
  ),
});

export const auditRequestedSchema = z.strictObject({
  schema: z.literal('pawl/audit-request/v1'),
  id: text,
  devices: z.number(),
});

export const hookAnswerSchema = z.strictObject({
  schema: z.literal('pawl/hook/v1'),
  verifications: z.array(z.strictObject({ host: text, device: text, id: text })),
  unknown: z.array(text).describe('Hosts that no device of the inventory is called.'),
  refused: z.array(z.strictObject({ device: text, why: text })),
});

export const problemSchema = z.looseObject({
  type: text,
  title: text,
  status: z.number(),
  detail: text,
  errors: z.array(z.strictObject({ at: text, message: text })).optional(),
});

export const healthSchema = z.strictObject({ status: z.literal('ok') });
export const readySchema = z.strictObject({ ready: z.boolean(), why: z.array(text) });

export const listOf = <T extends z.ZodType>(schema: string, item: T) =>
  z.strictObject({ schema: z.literal(schema), items: z.array(item), next: orNull(text) });
