import type { Alert } from '../../core/alert.ts';
import { type DeviceName, deviceName, type EpochMs } from '../../core/brands.ts';
import type { Finding } from '../../core/finding.ts';
import type { Judgement } from '../../core/judgement.ts';
import type { RecordPoint, ReportReads, Span, VerdictRow } from '../../report-ports.ts';
import { alertForms } from './alert-forms.ts';
import { reading } from './failure.ts';
import type { RecordParts } from './record-parts.ts';

type Row = {
  readonly seq: number;
  readonly at: EpochMs;
  readonly verdict: VerdictRow['verdict'];
  readonly runs: string | null;
};

/**
 * The reads of a report. Judgements without a time of their evidence fill no period and are left out. The clock of the
 * auditor dates the links; where it was set back, a point in time is the last link before the step.
 */
export function reportReads({ db, file, evidence, texts }: RecordParts): ReportReads {
  const point = db.prepare<[number], RecordPoint>('SELECT seq, at, sha256 FROM link WHERE seq = ?');
  const last = db.prepare<[], number>('SELECT max(seq) FROM link').pluck();
  const devices = db.prepare<[], string>('SELECT DISTINCT device FROM judgement ORDER BY device').pluck();
  const columns = 'link AS seq, taken_at AS at, verdict, runs';
  const before = db.prepare<{ device: string } & Span, Row>(
    `SELECT ${columns} FROM judgement WHERE device = @device AND taken_at < @from AND link <= @until
     ORDER BY taken_at DESC, link DESC LIMIT 1`,
  );
  const within = db.prepare<{ device: string } & Span, Row>(
    `SELECT ${columns} FROM judgement WHERE device = @device AND taken_at BETWEEN @from AND @to AND link <= @until
     ORDER BY taken_at, link`,
  );
  const candidates = db.prepare<Span & { since: number }, { id: string; link: number }>(
    `SELECT id, link FROM finding WHERE first_seen <= @to AND (status <> 'closed' OR link >= @since)
     ORDER BY first_seen, id`,
  );
  const formAt = db
    .prepare<[string, number], number>("SELECT max(seq) FROM link WHERE kind = 'finding' AND subject = ? AND seq <= ?")
    .pluck();
  const alertCandidates = db.prepare<Span, { id: string; link: number }>(
    `SELECT id, link FROM alert
     WHERE coalesce(opened_at, 0) <= @to AND coalesce(updated_at, 9e15) >= @from ORDER BY opened_at, id`,
  );
  const forms = alertForms(evidence);
  const alertFormAt = db
    .prepare<[string, number], number>("SELECT max(seq) FROM link WHERE kind = 'alert' AND subject = ? AND seq <= ?")
    .pluck();
  const decisions = db
    .prepare<Span, number>(
      'SELECT link FROM decision WHERE at BETWEEN @from AND @to AND link <= @until ORDER BY at, link',
    )
    .pluck();
  const audits = db
    .prepare<Span, number>(
      'SELECT link FROM audit WHERE started_at BETWEEN @from AND @to AND link <= @until ORDER BY started_at, link',
    )
    .pluck();
  const endOf = db
    .prepare<[string, number], number>('SELECT max(link) FROM audit_end WHERE audit = ? AND link <= ?')
    .pluck();
  const answered = db
    .prepare<[string, number], number>('SELECT count(DISTINCT device) FROM judgement WHERE audit = ? AND link <= ?')
    .pluck();
  const revisions = db.prepare<[], { revision: string; at: EpochMs }>(
    'SELECT revision, (SELECT at FROM link WHERE seq = baseline_revision.link) AS at FROM baseline_revision ORDER BY link',
  );

  const newestAt = (asOf: EpochMs): number => {
    let known = 0;
    let beyond = (last.get() ?? 0) + 1;
    while (beyond - known > 1) {
      const middle = Math.floor((known + beyond) / 2);
      if ((point.get(middle)?.at ?? Number.POSITIVE_INFINITY) <= asOf) known = middle;
      else beyond = middle;
    }
    return known;
  };
  const runsOf = (row: Row): string =>
    row.runs ?? runsOfMembers(texts.judgement(row.seq, evidence.body('judgement', row.seq)).members);

  return {
    pointAt: (asOf) => reading(file, () => point.get(asOf === null ? (last.get() ?? 0) : newestAt(asOf)) ?? null),
    beginsAt: () => reading(file, () => point.get(1)?.at ?? null),
    devices: () => reading(file, () => devices.all().map(deviceName)),
    verdictRows: (device: DeviceName, span) =>
      reading(file, () => {
        const first = before.get({ device, ...span });
        return [...(first === undefined ? [] : [first]), ...within.all({ device, ...span })].map((row) => ({
          ...row,
          runs: runsOf(row),
        }));
      }),
    judgement: (seq) =>
      reading(file, () => {
        const body = evidence.body('judgement', seq);
        const seen = point.get(body.observation);
        return {
          ...texts.judgement(seq, body),
          audit: body.audit,
          seq,
          recordedAt: point.get(seq)?.at ?? (0 as EpochMs),
          observation: {
            seq: body.observation,
            sha256: seen?.sha256 ?? '',
            source: evidence.body('observation', body.observation).source,
          },
        };
      }),
    findings: (span) =>
      reading(file, () =>
        candidates.all({ ...span, since: newestAt(span.from) }).flatMap(({ id, link }): readonly Finding[] => {
          const form = link <= span.until ? link : formAt.get(id, span.until);
          if (form == null) return [];
          const finding = evidence.body('finding', form);
          return finding.closedAt !== null && finding.closedAt < span.from ? [] : [finding];
        }),
      ),
    alerts: (span) =>
      reading(file, () =>
        alertCandidates.all(span).flatMap(({ id, link }): readonly Alert[] => {
          const form = link <= span.until ? link : alertFormAt.get(id, span.until);
          return form == null ? [] : [forms.read(form)];
        }),
      ),
    decisions: (span) =>
      reading(file, () => decisions.all(span).map((link) => evidence.body('decision', link).decision)),
    audits: (span) =>
      reading(file, () =>
        audits.all(span).map((link) => {
          const start = evidence.body('audit', link);
          const end = endOf.get(start.id, span.until);
          const { finishedAt = null, outcome = null } = end == null ? {} : evidence.body('audit-end', end);
          return { ...start, finishedAt, outcome, answered: answered.get(start.id, span.until) ?? 0 };
        }),
      ),
    baselineRevisions: () => reading(file, () => new Map(revisions.all().map(({ revision, at }) => [revision, at]))),
  };
}

/** Releases of the members, each once, in their order. */
export const runsOfMembers = (members: Judgement['members']): string =>
  [...new Set(members.flatMap(({ facts }) => facts?.version ?? []))].join(' ');
