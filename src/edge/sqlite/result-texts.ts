import type { Database } from 'better-sqlite3';
import type { DeviceName } from '../../core/brands.ts';
import type { Observation } from '../../core/observation.ts';
import type { Blobs } from './blobs.ts';
import type { Bodies, Evidence, JudgementText, ObservationText } from './evidence.ts';
import { type LinkTexts, linkTexts } from './link-texts.ts';

/** The last result of a device: what the next one is probably much like. */
export type LastResult = {
  readonly judgement: number;
  readonly observation: number;
  /** Digest of what each command answered. */
  readonly answers: ReadonlyMap<string, string>;
};

/** The long part of observations and judgements, in whichever schema they were stored. */
export type ResultTexts = LinkTexts & {
  readonly observation: (seq: number, body: Bodies['observation']) => Observation;
  readonly judgement: (seq: number, body: Bodies['judgement']) => JudgementText;
  readonly last: (device: DeviceName) => LastResult | null;
};

export function resultTexts(db: Database, evidence: Evidence, blobs: Blobs): ResultTexts {
  const texts = linkTexts(db);
  const newest = db.prepare<[string], { judgement: number; observation: number }>(
    `SELECT link AS judgement, observation FROM judgement WHERE device = ?
     ORDER BY taken_at DESC, link DESC LIMIT 1`,
  );
  const parsed = (sha256: string | null) => {
    const text = sha256 === null ? null : blobs.get(sha256);
    return text === null ? null : JSON.parse(text);
  };
  const observationText = (seq: number, body: Bodies['observation']): ObservationText =>
    body.text === undefined
      ? { facts: parsed(body.facts), ssh: parsed(body.ssh), answers: body.answers }
      : JSON.parse(texts.get(seq) ?? JSON.stringify(removedObservation));
  return {
    ...texts,
    observation(seq, body) {
      const { device, platform, source, takenAt, failure } = body;
      const { facts, ssh, answers } = observationText(seq, body);
      return {
        device,
        platform,
        source,
        takenAt,
        failure,
        facts,
        ssh,
        answers: answers.map(({ sha256, ...answer }) => ({ ...answer, text: blobs.get(sha256) ?? '' })),
      };
    },
    judgement(seq, body) {
      if (body.text !== undefined) return JSON.parse(texts.get(seq) ?? JSON.stringify(removedJudgement(body)));
      const text: JudgementText = parsed(body.judgement);
      return body.facts === null ? text : { ...text, facts: parsed(body.facts) };
    },
    last(device) {
      const row = newest.get(device);
      if (row === undefined) return null;
      const { answers } = observationText(row.observation, evidence.body('observation', row.observation));
      return { ...row, answers: new Map(answers.map(({ slug, sha256 }) => [slug, sha256])) };
    },
  };
}

/** What is left of an observation whose text was removed for its age. */
const removedObservation: ObservationText = { facts: null, ssh: null, answers: [] };

/** What the link itself tells of a judgement whose text was removed. */
const removedJudgement = ({ device, verdict, takenAt }: Bodies['judgement']): JudgementText => ({
  device,
  platform: '',
  verdict,
  reason: null,
  assurance: null,
  digestAgeMs: null,
  historySince: null,
  evidenceAt: takenAt,
  members: [],
  baseline: null,
  images: [],
  findings: [],
  changes: [],
});
