import type { DeviceName, EpochMs } from '../../core/brands.ts';
import type { Finding } from '../../core/finding.ts';
import type { Judgement } from '../../core/judgement.ts';
import type { Observation } from '../../core/observation.ts';
import { type HistoryEntry, RecordError, type RecordedJudgement, type RecordStore } from '../../record-ports.ts';
import { attempt, reading, recordFailure } from './failure.ts';
import { canonical } from './links.ts';
import type { RecordParts } from './record-parts.ts';

type ResultMethods = Pick<
  RecordStore,
  'recordResult' | 'deviceState' | 'applyDecision' | 'history' | 'lastJudgements' | 'observation'
>;

/** What a judgement stores as text: all but the state, which has a table, and the facts, which the observation has. */
type StoredJudgement = Omit<Judgement, 'state' | 'facts'>;

export function results({ db, file, evidence, blobs, states, now }: RecordParts): ResultMethods {
  const auditKnown = db.prepare<[string], number>('SELECT 1 FROM audit WHERE id = ?').pluck();
  const findingLink = db.prepare<[string], number>('SELECT link FROM finding WHERE id = ?').pluck();
  const devices = db.prepare<[], string>('SELECT DISTINCT device FROM judgement ORDER BY device').pluck();
  const newest = db
    .prepare<{ device: string; asOf: number }, number>(
      `SELECT judgement.link FROM judgement JOIN link ON link.seq = judgement.link
       WHERE device = @device AND link.at <= @asOf AND (taken_at IS NULL OR taken_at <= @asOf)
       ORDER BY taken_at DESC, judgement.link DESC LIMIT 1`,
    )
    .pluck();
  const ofDevice = db.prepare<[string], number>('SELECT link FROM judgement WHERE device = ? ORDER BY link').pluck();
  const decisionsOf = db.prepare<[string], number>('SELECT link FROM decision WHERE device = ? ORDER BY link').pluck();
  const decisionKnown = db.prepare<[string], number>('SELECT 1 FROM decision WHERE id = ?').pluck();
  const recordedAt = db.prepare<[number], EpochMs>('SELECT at FROM link WHERE seq = ?').pluck();

  /** The state of a device as this process last read it, by the number of its link. */
  const read = new Map<DeviceName, number | null>();
  const refuseStale = (device: DeviceName): void => {
    const seen = read.get(device);
    if (seen !== undefined && seen !== states.linkOf(device))
      throw new RecordError(recordFailure('stale', `another process recorded a result for "${device}" meanwhile`));
  };
  const recordFindings = (findings: readonly Finding[]): void => {
    for (const finding of new Map(findings.map((each) => [each.id, each])).values()) {
      const link = findingLink.get(finding.id);
      if (link !== undefined && canonical(evidence.body('finding', link)) === canonical(finding)) continue;
      evidence.add('finding', finding.id, finding);
    }
  };
  const observation = (seq: number): Observation => {
    const { audit: _, facts, ssh, answers, ...rest } = evidence.body('observation', seq);
    return {
      ...rest,
      facts: parsed(facts),
      ssh: parsed(ssh),
      answers: answers.map(({ sha256, ...answer }) => ({ ...answer, text: blobs.get(sha256) ?? '' })),
    };
  };
  const parsed = (sha256: string | null) => {
    const text = sha256 === null ? null : blobs.get(sha256);
    return text === null ? null : JSON.parse(text);
  };
  const judgement = (seq: number): RecordedJudgement => {
    const body = evidence.body('judgement', seq);
    const seen = evidence.body('observation', body.observation);
    const stored: StoredJudgement = parsed(body.judgement);
    return {
      ...stored,
      facts: parsed(body.facts ?? seen.facts),
      audit: body.audit,
      seq,
      observation: { seq: body.observation, takenAt: seen.takenAt, source: seen.source },
      recordedAt: recordedAt.get(seq) ?? now(),
    };
  };
  return {
    deviceState: (device) =>
      reading(file, () => {
        const found = states.get(device);
        read.set(device, found?.link ?? null);
        return found?.state ?? null;
      }),

    recordResult: ({ auditId, observation: seen, judgement: judged }) =>
      attempt(file, () => {
        const { state, facts, ...rest } = judged;
        // Hashing and compressing come first: the transaction holds the only lock that other processes wait for.
        const answers = seen.answers.map(({ text, ...answer }) => ({ answer, blob: blobs.stage(text) }));
        const staged = {
          facts: seen.facts === null ? null : blobs.stage(JSON.stringify(seen.facts)),
          ssh: seen.ssh === null ? null : blobs.stage(JSON.stringify(seen.ssh)),
          judgement: blobs.stage(JSON.stringify(rest)),
          ownFacts: facts === null || facts === seen.facts ? null : blobs.stage(JSON.stringify(facts)),
          state: states.stage(state),
        };
        const seq = db
          .transaction(() => {
            if (auditKnown.get(auditId) === undefined)
              throw new RecordError(recordFailure('conflict', `no audit ${auditId}`));
            refuseStale(seen.device);
            for (const { blob } of answers) blobs.store(blob);
            const facts = staged.facts === null ? null : blobs.store(staged.facts);
            const observed = evidence.add('observation', seen.device, {
              audit: auditId,
              device: seen.device,
              platform: seen.platform,
              source: seen.source,
              takenAt: seen.takenAt,
              facts,
              ssh: staged.ssh === null ? null : blobs.store(staged.ssh),
              answers: answers.map(({ answer, blob }) => ({ ...answer, sha256: blob.sha256 })),
              failure: seen.failure,
            });
            const link = evidence.add('judgement', seen.device, {
              audit: auditId,
              device: seen.device,
              observation: observed,
              verdict: judged.verdict,
              takenAt: seen.takenAt ?? (seen.source === 'ssh' ? now() : null),
              judgement: blobs.store(staged.judgement),
              facts: staged.ownFacts === null ? null : blobs.store(staged.ownFacts),
              state: staged.state.sha256,
            });
            recordFindings([...state.findings, ...judged.findings, ...judged.changes.map(({ finding }) => finding)]);
            states.put(staged.state, link);
            return link;
          })
          .immediate();
        read.set(seen.device, seq);
        return { seq };
      }),

    applyDecision: (decision, state) =>
      attempt(file, () => {
        const staged = states.stage(state);
        const link = db
          .transaction(() => {
            if (decisionKnown.get(decision.id) !== undefined)
              throw new RecordError(recordFailure('conflict', `a decision ${decision.id} is recorded already`));
            refuseStale(decision.device);
            const seq = evidence.add('decision', decision.device, { decision, state: staged.sha256 });
            recordFindings(state.findings);
            states.put(staged, seq);
            return seq;
          })
          .immediate();
        read.set(decision.device, link);
      }),

    history: (device) =>
      reading(file, () => {
        const judged = ofDevice.all(device).map((seq): HistoryEntry => {
          const entry = judgement(seq);
          return { kind: 'judgement', at: entry.observation.takenAt ?? entry.recordedAt, judgement: entry };
        });
        const decided = decisionsOf.all(device).map((seq): HistoryEntry => {
          const { decision } = evidence.body('decision', seq);
          return { kind: 'decision', at: decision.at, decision };
        });
        return [...judged, ...decided].sort((a, b) => a.at - b.at);
      }),

    lastJudgements: (asOf) =>
      reading(file, () =>
        devices.all().flatMap((device) => {
          const seq = newest.get({ device, asOf: asOf ?? Number.MAX_SAFE_INTEGER });
          return seq === undefined ? [] : [judgement(seq)];
        }),
      ),

    observation: (seq) => reading(file, () => observation(seq)),
  };
}
