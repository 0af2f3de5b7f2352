import { epochMs } from '../../core/brands.ts';
import type { ExportedLink, RecordStore } from '../../record-ports.ts';
import { type ObservationText, textDigestOf } from './evidence.ts';
import { reading } from './failure.ts';
import { linkTextReader } from './link-texts.ts';
import type { Link } from './links.ts';
import type { RecordParts } from './record-parts.ts';

type ExportMethods = Pick<RecordStore, 'chainHead' | 'linksAbout' | 'exportedLink'>;

/** What leaves the record for somebody who does not have it: heads of the chain, and links with all they vouch for. */
export function exported({ db, file, blobs }: RecordParts): ExportMethods {
  const last = db.prepare<[], Link>('SELECT * FROM link ORDER BY seq DESC LIMIT 1');
  const bySeq = db.prepare<[number], Link>('SELECT * FROM link WHERE seq = ?');
  const ofDevice = db
    .prepare<{ device: string }, number>(
      `SELECT link FROM observation WHERE device = @device UNION SELECT link FROM judgement WHERE device = @device
       UNION SELECT link FROM decision WHERE device = @device
       UNION SELECT seq FROM link WHERE kind = 'finding' AND subject IN (SELECT id FROM finding WHERE device = @device)
       UNION SELECT seq FROM link WHERE kind = 'alert' AND subject IN (SELECT id FROM alert WHERE device = @device)
       ORDER BY 1`,
    )
    .pluck();
  const ofAudit = db
    .prepare<{ audit: string }, number>(
      `SELECT link FROM audit WHERE id = @audit UNION SELECT link FROM audit_end WHERE audit = @audit
       UNION SELECT link FROM observation WHERE audit = @audit UNION SELECT link FROM judgement WHERE audit = @audit
       ORDER BY 1`,
    )
    .pluck();
  const textOf = linkTextReader(db);
  return {
    chainHead: (seq) =>
      reading(file, () => {
        const link = seq === undefined ? last.get() : bySeq.get(seq);
        return link === undefined ? null : { seq: link.seq, sha256: link.sha256, at: epochMs(link.at) };
      }),
    linksAbout: (of) =>
      reading(file, () => ('device' in of ? ofDevice.all({ device: of.device }) : ofAudit.all({ audit: of.audit }))),
    exportedLink: (seq) =>
      reading(file, () => {
        const link = bySeq.get(seq);
        if (link === undefined) return null;
        const { kind, subject, at, body, prev_sha256: previous, sha256 } = link;
        const hasText = (kind === 'observation' || kind === 'judgement') && textDigestOf(kind, body) !== null;
        const text = hasText ? (textOf(seq)?.toString('utf8') ?? null) : null;
        const told: Partial<ObservationText> = kind === 'observation' ? JSON.parse(text ?? body) : {};
        const outputs = (told.answers ?? []).map(({ command, slug, sha256: digest }) => ({
          command,
          slug,
          sha256: digest,
          text: blobs.get(digest),
        }));
        return { seq, kind, subject, at, body, previous, sha256, text, outputs } satisfies ExportedLink;
      }),
  };
}
