import { z } from 'zod';
import { dispositions } from '../core/alert.ts';
import { severities } from '../core/severity.ts';
import { assurances, verdicts } from '../core/verdict.ts';

/** What `pawl report --format json` writes, for programs that read it. Unknown members are an error of the writer. */

const time = z.iso.datetime().describe('ISO 8601, UTC');
const timeOrNull = time.nullable();
const textOrNull = z.string().nullable();
const count = z.int().nonnegative();
const verdict = z.enum(verdicts);
const severity = z.enum(severities);
const assurance = z.enum(assurances).nullable();
const counts = z.strictObject(Object.fromEntries(verdicts.map((one) => [one, count])));

const period = z.strictObject({ text: z.string(), from: time, to: time });

const digest = z.strictObject({
  path: z.string(),
  algorithm: z.string(),
  value: z.string(),
  computedBy: z.enum(['device', 'offbox']).describe('device: the device’s own report'),
  knownGood: z.boolean().nullable().describe('null: there is no trusted value'),
  source: textOrNull,
});

const member = z.strictObject({
  id: z.string(),
  role: textOrNull,
  model: textOrNull,
  serial: textOrNull,
  version: textOrNull,
  patches: z.array(z.string()).nullable(),
  image: textOrNull,
  nextBoot: z.string(),
  startedAt: timeOrNull,
  reference: textOrNull,
  verdict,
});

const authorization = z.strictObject({
  kind: z.enum(['window', 'waiver', 'retrospective']),
  name: z.string(),
  ticket: textOrNull,
  by: textOrNull,
});

const device = z.strictObject({
  device: z.string(),
  platform: z.string(),
  site: textOrNull,
  excluded: z.boolean(),
  verdict: verdict.describe('unverified where there is no evidence of the period'),
  reason: textOrNull,
  assurance,
  digestAge: textOrNull.describe('ISO 8601 duration'),
  historySince: timeOrNull,
  members: z.array(member),
  digests: z.array(digest),
  baseline: z.strictObject({ name: z.string(), rule: z.string(), revision: z.string() }).nullable(),
  release: z.enum(['approved', 'not approved', 'not known']),
  exceptions: z.array(authorization.extend({ finding: z.string(), until: timeOrNull, reason: textOrNull })),
  openFindings: count.describe('open or acknowledged, and covered by nothing'),
  worstSeverity: severity.nullable(),
  audits: count,
  evidence: z
    .strictObject({
      at: time,
      audit: z.string(),
      link: count,
      sha256: z.string(),
      source: z.enum(['ssh', 'capture']),
    })
    .nullable(),
});

const change = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('release'),
    device: z.string(),
    from: z.string(),
    to: z.string(),
    direction: z.enum(['newer', 'older', 'same', 'incomparable']),
    at: timeOrNull.describe('start-up after the change; null: somewhere in `between`'),
    between: z.tuple([time, time]),
    window: textOrNull,
    ticket: textOrNull,
    approvedBy: textOrNull,
    typedBy: z
      .strictObject({ users: z.array(z.string()), sources: z.array(z.string()), alerts: z.array(z.string()) })
      .nullable(),
    verdict,
  }),
  z.strictObject({
    kind: z.literal('decision'),
    device: z.string(),
    decision: z.enum(['authorize', 'accept', 'acknowledge', 'close', 'recommission']),
    finding: textOrNull,
    at: time,
    by: z.string(),
    ticket: textOrNull,
    reason: z.string(),
    until: timeOrNull,
  }),
]);

const finding = z.strictObject({
  id: z.string(),
  device: z.string(),
  member: textOrNull,
  type: z.string(),
  title: z.string(),
  severity,
  effect: z.enum(['tampered', 'downgraded', 'downgrade-pending', 'noncompliant', 'unverified', 'none']),
  status: z.enum(['open', 'acknowledged', 'closed']),
  expected: z.string(),
  observed: z.string(),
  firstSeen: time,
  lastSeen: time,
  closedAt: timeOrNull,
  closedBecause: textOrNull,
  openedInPeriod: z.boolean(),
  ageDays: count,
  authorizedBy: authorization.nullable(),
  techniques: z.array(z.string()),
  tactics: z.array(z.string()),
});

const baseline = z.strictObject({
  name: z.string(),
  revision: z.string(),
  approvedBy: textOrNull.describe('null: no approver recorded'),
  recordedAt: timeOrNull,
  current: z.boolean(),
  devices: count,
});

const chain = z.strictObject({
  links: count,
  head: textOrNull,
  headAt: timeOrNull,
  state: z.enum(['holds', 'broken', 'not walked']),
  why: textOrNull,
});

const timelinePoint = z.strictObject({ at: time, runs: z.string(), verdict });

export const reportSchema = z.strictObject({
  schema: z.literal('pawl/report/v1'),
  scope: z.strictObject({
    program: z.string(),
    asOf: timeOrNull,
    until: time,
    recordEndsAt: timeOrNull,
    selection: textOrNull,
    failOn: severity,
    note: textOrNull.describe('a sentence where the period has no audit'),
  }),
  period,
  population: z.strictObject({
    inInventory: count,
    audited: count,
    verified: count,
    notVerified: z.array(z.strictObject({ device: z.string(), reason: z.string() })),
    excluded: z.array(
      z.strictObject({ device: z.string(), reason: z.string(), approvedBy: textOrNull, until: timeOrNull }),
    ),
    notInInventory: z.array(z.strictObject({ device: z.string(), lastEvidenceAt: time })),
    logs: z
      .strictObject({
        listensSince: timeOrNull,
        unknownSenders: z.array(
          z.strictObject({ name: z.string(), relays: z.boolean(), firstSeen: timeOrNull, lastSeen: timeOrNull }),
        ),
        silent: z.array(z.string()),
      })
      .nullable(),
    list: z
      .strictObject({
        name: z.string(),
        entries: count,
        missingHere: z.array(z.string()),
        missingThere: z.array(z.string()),
      })
      .nullable(),
  }),
  totals: z.strictObject({
    verdicts: counts,
    assurance: z.strictObject(Object.fromEntries([...assurances, 'none'].map((one) => [one, counts]))),
    retrospective: count,
    noApprover: count,
  }),
  trend: z.array(z.strictObject({ at: time, verdicts: counts })),
  devices: z.array(device),
  timelines: z.array(z.strictObject({ device: z.string(), points: z.array(timelinePoint) })),
  changes: z.array(change),
  findings: z.array(finding),
  alerts: z.array(
    z.strictObject({
      id: z.string(),
      device: textOrNull,
      stage: z.string(),
      score: z.number(),
      disposition: z.enum(dispositions),
      openedAt: timeOrNull,
      updatedAt: timeOrNull,
      users: z.array(z.string()),
    }),
  ),
  baselines: z.array(baseline),
  controls: z.array(
    z.strictObject({
      framework: z.string(),
      ids: z.array(z.string()),
      requirement: z.string(),
      checked: z.string(),
      notChecked: z.string(),
      result: z.enum(['no deviation found', 'deviations', 'incomplete', 'no evidence']),
    }),
  ),
  runs: z.strictObject({
    audits: z.array(
      z.strictObject({
        id: z.string(),
        trigger: z.enum(['manual', 'schedule', 'alert', 'api']),
        startedAt: time,
        finishedAt: timeOrNull,
        outcome: z.enum(['finished', 'cancelled', 'cut off']),
        selected: count,
        answered: count,
      }),
    ),
    resultsMissing: count,
    weeks: count,
    weeksWithout: z.array(time),
    devicesNotWeekly: count,
    schedules: z.array(
      z.strictObject({
        name: z.string(),
        cron: z.string(),
        timeZone: z.string(),
        due: count,
        missed: count,
        missedAt: z.array(time),
      }),
    ),
  }),
  chain,
});

export const reportSummarySchema = z.strictObject({
  schema: z.literal('pawl/report-summary/v1'),
  period,
  until: time,
  note: textOrNull.describe('a sentence where the period has no audit'),
  population: z.strictObject({
    inInventory: count,
    audited: count,
    verified: count,
    notVerified: count,
    excluded: count,
  }),
  verdicts: counts,
  findings: z.strictObject({ open: count, opened: count, closed: count }),
  changes: count,
  audits: count,
  chain: z.enum(['holds', 'broken', 'not walked']),
});

export const deviceReportSchema = z.strictObject({
  schema: z.literal('pawl/report-device/v1'),
  period,
  asOf: timeOrNull,
  until: time,
  note: textOrNull,
  device,
  listed: z.strictObject({
    hostname: z.string(),
    role: textOrNull,
    environment: textOrNull,
    groups: z.array(z.string()),
    tags: z.array(z.string()),
    serials: z.array(z.string()),
  }),
  timeline: z.array(timelinePoint),
  events: z.array(
    z.strictObject({
      at: time,
      kind: z.enum([
        'first-seen',
        'release',
        'boot',
        'next-boot',
        'hardware',
        'members',
        'verdict',
        'finding',
        'decision',
        'alert',
      ]),
      exact: z.boolean().describe('false: it happened between the audit before and `at`'),
      text: z.string(),
    }),
  ),
  findings: z.array(finding),
  baseline: baseline.nullable(),
  evidence: z.array(
    z.strictObject({
      at: time,
      audit: z.string(),
      verdict,
      assurance,
      link: count,
      sha256: z.string(),
      source: z.enum(['ssh', 'capture']),
    }),
  ),
  outputs: z.array(z.strictObject({ command: z.string(), sha256: z.string() })),
  chain,
});
