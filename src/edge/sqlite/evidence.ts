import type { Database } from 'better-sqlite3';
import type { Alert } from '../../core/alert.ts';
import type { ChangeWindow } from '../../core/baseline.ts';
import type { DeviceName, EpochMs } from '../../core/brands.ts';
import type { Decision } from '../../core/decision.ts';
import type { DeviceFacts } from '../../core/facts.ts';
import type { Finding } from '../../core/finding.ts';
import type { Judgement } from '../../core/judgement.ts';
import type { Answer, Observation, SshOffer } from '../../core/observation.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { AuditEnd, AuditStart } from '../../record-ports.ts';
import { canonical, type LinkKind, type Links } from './links.ts';

/** What the links of each kind hold. Texts of any length are named by their SHA-256 and stand in `blob`. */
export type Bodies = {
  readonly audit: AuditStart;
  readonly 'audit-end': AuditEnd;
  readonly observation: Omit<Observation, 'facts' | 'ssh' | 'answers'> & {
    readonly audit: string;
  } & (
      | {
          /** Digest of the text of the link, an `ObservationText`. */
          readonly text: string;
        }
      /** As it was stored before schema 2. */
      | {
          readonly text?: never;
          readonly facts: string | null;
          readonly ssh: string | null;
          readonly answers: ObservationText['answers'];
        }
    );
  readonly judgement: {
    readonly audit: string;
    readonly device: DeviceName;
    readonly observation: number;
    readonly verdict: Verdict;
    /** Time of the evidence; of an SSH session that gave none, the time at which it was recorded. */
    readonly takenAt: EpochMs | null;
    readonly state: string;
  } & (
    | {
        /** Digest of the text of the link, a `JudgementText`. */
        readonly text: string;
        /** Releases of the members, each once. */
        readonly runs: string;
      }
    /** As it was stored before schema 2. */
    | {
        readonly text?: never;
        readonly runs?: never;
        readonly judgement: string;
        /** Facts of the judgement where they are not those of its observation. */
        readonly facts: string | null;
      }
  );
  readonly finding: Finding;
  readonly decision: { readonly decision: Decision; readonly state: string };
  readonly baseline: { readonly revision: string; readonly text: string };
  readonly window: { readonly window: ChangeWindow; readonly by: string };
  readonly 'window-end': {
    readonly name: string;
    readonly at: EpochMs;
    readonly by: string;
    readonly reason: string | null;
  };
  /** The newest form of an alert; earlier forms are links with the same subject. */
  readonly alert: AlertBody;
  /** Texts of these links were removed for their age; ranges, ascending, both ends included. */
  readonly prune: { readonly olderThan: number; readonly links: readonly (readonly [number, number])[] };
};

/**
 * An alert, whole or (`after`) as it is after an earlier link of its own: of the steps of that one the first `keep` stay,
 * the next `skip` are left out, the rest stays, and `steps` are added.
 */
export type AlertBody = Alert & {
  readonly after?: { readonly link: number; readonly keep: number; readonly skip: number };
};

export type ObservationText = {
  readonly facts: DeviceFacts | null;
  readonly ssh: SshOffer | null;
  readonly answers: readonly (Omit<Answer, 'text'> & { readonly sha256: string })[];
};

/** All but the state, which has a table. `facts` is absent where they are those of the observation. */
export type JudgementText = Omit<Judgement, 'state' | 'facts'> & { readonly facts?: Judgement['facts'] };

export type Row = Readonly<Record<string, string | number | null>>;

type Projection<K extends LinkKind> = {
  readonly table: string;
  /** Tables of the newest state hold one row for each subject; the others one for each link. */
  readonly newestOnly?: true;
  /** Columns beside `link`. */
  readonly row: (body: Bodies[K]) => Row;
  /** Names of the stored texts that the body and the text of the link stand on. */
  readonly blobs?: (body: Bodies[K], text: string | null) => readonly (string | null)[];
};

/** Which table repeats which part of the links. Inserting and verifying both go by it. */
export const projections: { readonly [K in LinkKind]: Projection<K> } = {
  audit: {
    table: 'audit',
    row: ({ id, trigger, startedAt }) => ({ id, trigger, started_at: startedAt }),
  },
  'audit-end': {
    table: 'audit_end',
    row: ({ id, finishedAt, outcome }) => ({ audit: id, finished_at: finishedAt, outcome }),
  },
  observation: {
    table: 'observation',
    row: (body) => ({
      audit: body.audit,
      device: body.device,
      source: body.source,
      taken_at: body.takenAt,
      facts: body.text === undefined ? body.facts : null,
    }),
    blobs: (body, text) => {
      if (body.text === undefined) return [body.facts, body.ssh, ...body.answers.map(({ sha256 }) => sha256)];
      const { answers }: ObservationText = JSON.parse(text ?? '');
      return answers.map(({ sha256 }) => sha256);
    },
  },
  judgement: {
    table: 'judgement',
    row: ({ observation, audit, device, verdict, takenAt, runs }) => ({
      observation,
      audit,
      device,
      verdict,
      taken_at: takenAt,
      runs: runs ?? null,
    }),
    blobs: (body) => (body.text === undefined ? [body.judgement, body.facts] : []),
  },
  finding: {
    table: 'finding',
    newestOnly: true,
    row: ({ id, device, type, status, firstSeen, lastSeen }) => ({
      id,
      device,
      type,
      status,
      first_seen: firstSeen,
      last_seen: lastSeen,
    }),
  },
  decision: {
    table: 'decision',
    row: ({ decision: { id, device, kind, at } }) => ({ id, device, kind, at }),
  },
  baseline: {
    table: 'baseline_revision',
    row: ({ revision, text }) => ({ revision, text }),
    blobs: ({ text }) => [text],
  },
  window: {
    table: 'window',
    row: ({ window: { name, from, to } }) => ({ name, begins: from, ends: to }),
  },
  'window-end': {
    table: 'window_end',
    row: ({ name, at }) => ({ name, at }),
  },
  alert: {
    table: 'alert',
    newestOnly: true,
    row: ({ id, device, stage, disposition, openedAt, updatedAt }) => ({
      id,
      device,
      stage,
      disposition,
      opened_at: openedAt,
      updated_at: updatedAt,
    }),
  },
  prune: {
    table: 'prune',
    row: ({ olderThan, links }) => ({
      older_than: olderThan,
      texts: links.reduce((sum, [first, last]) => sum + last - first + 1, 0),
    }),
  },
};

export const linkKinds: readonly LinkKind[] = [
  'audit',
  'audit-end',
  'observation',
  'judgement',
  'finding',
  'decision',
  'baseline',
  'window',
  'window-end',
  'alert',
  'prune',
];

/** Columns that the row of a link must have, from the text of its body. */
export function columnsOf<K extends LinkKind>(kind: K, bodyText: string): Row {
  const body: Bodies[K] = JSON.parse(bodyText);
  return rowOf(kind, body);
}

const rowOf = <K extends LinkKind>(kind: K, body: Bodies[K]): Row =>
  Object.fromEntries(
    Object.entries(projections[kind].row(body)).map(([column, value]) => [
      column,
      typeof value === 'string' ? wellFormed(value) : value,
    ]),
  );

/** Half a surrogate pair, which JSON can tell and UTF-8 cannot: the sign for "not readable" stands in its place. */
const wellFormed = (text: string): string =>
  text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');

/** Stored texts that must be there for a link. */
export function blobsOf<K extends LinkKind>(kind: K, bodyText: string, text: string | null): readonly string[] {
  const { blobs } = projections[kind];
  if (blobs === undefined) return [];
  const body: Bodies[K] = JSON.parse(bodyText);
  return blobs(body, text).filter((sha256) => sha256 !== null);
}

/** Digest of the text that stands in `link_text` for a link; null where it has none. */
export function textDigestOf(kind: LinkKind, bodyText: string): string | null {
  if (kind !== 'observation' && kind !== 'judgement') return null;
  const { text = null }: { readonly text?: string | null } = JSON.parse(bodyText);
  return text;
}

export type Evidence = {
  /** Appends the link and its row. Within an immediate transaction only. `text`: the body as canonical JSON, if at hand. */
  readonly add: <K extends LinkKind>(kind: K, subject: string, body: Bodies[K], text?: string) => number;
  readonly body: <K extends LinkKind>(kind: K, seq: number) => Bodies[K];
};

export function evidence(db: Database, links: Links): Evidence {
  const inserts = new Map<LinkKind, (row: Row) => void>();
  const insertFor = (kind: LinkKind, row: Row): ((row: Row) => void) => {
    let insert = inserts.get(kind);
    if (insert === undefined) {
      const { table, newestOnly } = projections[kind];
      const columns = Object.keys(row);
      const verb = newestOnly === true ? 'INSERT OR REPLACE' : 'INSERT';
      const statement = db.prepare<Row>(
        `${verb} INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
      );
      insert = (values) => void statement.run(values);
      inserts.set(kind, insert);
    }
    return insert;
  };
  return {
    add(kind, subject, body, text = canonical(body)) {
      const link = links.append(kind, subject, text);
      const row = { link, ...rowOf(kind, body) };
      insertFor(kind, row)(row);
      return link;
    },
    body(kind, seq) {
      const text = links.body(seq);
      if (text === null) throw new Error(`no link ${seq} of kind ${kind}`);
      return JSON.parse(text);
    },
  };
}
