import { type EpochMs, epochMs } from '../core/brands.ts';
import type { Device } from '../core/inventory.ts';
import type { RecordStore } from '../record-ports.ts';
import type { ComplianceReport } from '../report/compliance-model.ts';
import { type DeviceEvent, deviceEvents, inOrder } from '../report/device-events.ts';
import type { DevicePage } from '../report/device-page-model.ts';
import { evidenceNote } from '../report/evidence-note.ts';
import type { ReportedJudgement, Span, VerdictRow } from '../report-ports.ts';
import { complianceReport, type ReportOrder, reportStatus } from './compliance-report.ts';
import type { Configuration } from './configuration.ts';

/** A device that was audited daily for five years; of more, the newest. */
const mostOpened = 2_000;

/** The page of one device of the inventory, from the same snapshot and under the same limits as the report. */
export function devicePage(
  order: ReportOrder & { readonly device: Device },
  configuration: Configuration,
  record: RecordStore,
): DevicePage {
  const { device } = order;
  return record.consistent(() => {
    const report = complianceReport({ ...order, devices: [device] }, configuration, record);
    const [row] = report.devices;
    if (row === undefined) throw new Error(`no row of ${device.name}`);
    const reads = record.reportReads();
    const span: Span = {
      from: order.period.from,
      to: epochMs(Math.min(order.period.to, order.asOf ?? order.period.to)),
      until: report.chain.links,
    };
    const rows = reads
      .verdictRows(device.name, span)
      .slice(-mostOpened)
      .map((verdictRow) => ({ verdictRow, judgement: reads.judgement(verdictRow.seq) }));
    const within = rows.filter(({ verdictRow }) => verdictRow.at >= span.from);
    const newest = within.at(-1);
    const seen = rows.map(({ verdictRow, judgement }) => ({ at: verdictRow.at, judgement }));
    const happened = deviceEvents(seen).filter(({ at }) => at >= span.from);
    return {
      scope: report.scope,
      device: row,
      listed: {
        hostname: device.hostname,
        role: device.role,
        environment: device.environment,
        groups: device.groups,
        tags: device.tags,
        serials: device.serials,
      },
      timeline: report.timelines[0] ?? null,
      events: inOrder([...happened, ...told(report, span.from)]),
      findings: report.findings,
      baseline:
        report.baselines.find(({ revision, devices }) => devices > 0 && revision === row.baseline?.revision) ?? null,
      evidence: within.map(evidenceOf).reverse(),
      outputs:
        newest === undefined
          ? []
          : (record.exportedLink(newest.judgement.observation.seq)?.outputs ?? []).map(({ command, sha256 }) => ({
              command,
              sha256,
            })),
      chain: report.chain,
      note: evidenceNote(report),
      status: reportStatus(report),
    };
  });
}

const evidenceOf = ({
  verdictRow: { at },
  judgement: { audit, verdict, assurance, observation },
}: {
  readonly verdictRow: VerdictRow;
  readonly judgement: ReportedJudgement;
}): DevicePage['evidence'][number] => ({
  at,
  audit,
  verdict,
  assurance,
  link: observation.seq,
  sha256: observation.sha256,
  source: observation.source,
});

/** What the report knows beside the audits: findings, decisions, alerts. */
function told({ findings, changes, alerts }: ComplianceReport, from: EpochMs): readonly DeviceEvent[] {
  return [
    ...findings.flatMap(({ id, type, firstSeen, closedAt, closedBecause }): readonly DeviceEvent[] => [
      ...(firstSeen >= from
        ? [{ at: firstSeen, kind: 'finding' as const, exact: false, text: `${type} opened (${id})` }]
        : []),
      ...(closedAt === null
        ? []
        : [
            {
              at: closedAt,
              kind: 'finding' as const,
              exact: false,
              text: `${type} closed, ${closedBecause ?? ''} (${id})`,
            },
          ]),
    ]),
    ...changes.flatMap((change): readonly DeviceEvent[] =>
      change.kind === 'decision'
        ? [
            {
              at: change.at,
              kind: 'decision',
              exact: true,
              text: `${change.decision} by ${change.by}, ${change.ticket ?? 'no ticket'}: ${change.reason}`,
            },
          ]
        : [],
    ),
    ...alerts.flatMap(({ id, openedAt, stage, disposition, users }): readonly DeviceEvent[] =>
      openedAt === null || openedAt < from
        ? []
        : [
            {
              at: openedAt,
              kind: 'alert',
              exact: true,
              text: `${stage}, ${disposition}${users.length === 0 ? '' : `, by ${users.join(', ')}`} (${id})`,
            },
          ],
    ),
  ];
}
