import { type DeviceName, deviceName, type EpochMs } from '../../core/brands.ts';
import type { Finding } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import {
  type HistoryEntry,
  RecordError,
  type RecordedJudgement,
  type RecordStore,
  type VerdictHead,
} from '../../record-ports.ts';
import type { JudgementText, ObservationText } from './evidence.ts';
import { attempt, reading, recordFailure } from './failure.ts';
import { canonical } from './links.ts';
import type { RecordParts } from './record-parts.ts';
import { runsOfMembers } from './report-reads.ts';

type ResultMethods = Pick<
  RecordStore,
  | 'recordResult'
  | 'deviceState'
  | 'fleetEntries'
  | 'applyDecision'
  | 'history'
  | 'lastJudgements'
  | 'lastJudgement'
  | 'verdictHeads'
  | 'observation'
>;

export function results({ db, file, evidence, blobs, states, texts, now }: RecordParts): ResultMethods {
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
  // Every device that was judged has a state; asking the judgements for their devices reads all of them.
  const judged = db
    .prepare<[string, number], string>('SELECT device FROM device_state WHERE device > ? ORDER BY device LIMIT ?')
    .pluck();
  const headOf = db.prepare<[number], Omit<VerdictHead, 'device'>>(
    'SELECT link AS seq, verdict, taken_at AS takenAt, runs FROM judgement WHERE link = ?',
  );
  const newestOf = (device: string, asOf = Number.MAX_SAFE_INTEGER): number | undefined => newest.get({ device, asOf });
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
  const observation = (seq: number): Observation => texts.observation(seq, evidence.body('observation', seq));
  const judgement = (seq: number): RecordedJudgement => {
    const body = evidence.body('judgement', seq);
    const seen = evidence.body('observation', body.observation);
    const { facts, ...stored } = texts.judgement(seq, body);
    return {
      ...stored,
      facts: facts === undefined ? observation(body.observation).facts : facts,
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

    fleetEntries: () => reading(file, () => states.fleet()),

    recordResult: ({ auditId, observation: seen, judgement: judged }) =>
      attempt(file, () => {
        const { state, facts, ...rest } = judged;
        // Hashing and compressing come first: the transaction holds the only lock that other processes wait for.
        const last = texts.last(seen.device);
        const answers = seen.answers.map(({ text, ...answer }) => ({
          answer,
          blob: blobs.stage(text, last?.answers.get(answer.slug)),
        }));
        const observed: ObservationText = {
          facts: seen.facts,
          ssh: seen.ssh,
          answers: answers.map(({ answer, blob }) => ({ ...answer, sha256: blob.sha256 })),
        };
        const decided: JudgementText = { ...rest, ...(facts === null || facts === seen.facts ? {} : { facts }) };
        const staged = {
          observation: texts.stage(JSON.stringify(observed), last?.observation ?? null),
          judgement: texts.stage(JSON.stringify(decided), last?.judgement ?? null),
          state: states.stage(state),
        };
        const seq = db
          .transaction(() => {
            if (auditKnown.get(auditId) === undefined)
              throw new RecordError(recordFailure('conflict', `no audit ${auditId}`));
            refuseStale(seen.device);
            for (const { blob } of answers) blobs.store(blob);
            const observation = evidence.add('observation', seen.device, {
              audit: auditId,
              device: seen.device,
              platform: seen.platform,
              source: seen.source,
              takenAt: seen.takenAt,
              failure: seen.failure,
              text: staged.observation.sha256,
            });
            texts.put(observation, staged.observation);
            const link = evidence.add('judgement', seen.device, {
              audit: auditId,
              device: seen.device,
              observation,
              verdict: judged.verdict,
              takenAt: seen.takenAt ?? (seen.source === 'ssh' ? now() : null),
              runs: runsOfMembers(judged.members),
              state: staged.state.sha256,
              text: staged.judgement.sha256,
            });
            texts.put(link, staged.judgement);
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
          const seq = newestOf(device, asOf);
          return seq === undefined ? [] : [judgement(seq)];
        }),
      ),

    lastJudgement: (device) =>
      reading(file, () => {
        const seq = newestOf(device);
        return seq === undefined ? null : judgement(seq);
      }),

    verdictHeads: ({ after, limit }) =>
      reading(file, () =>
        judged.all(after ?? '', limit).flatMap((device): readonly VerdictHead[] => {
          const seq = newestOf(device);
          const head = seq === undefined ? undefined : headOf.get(seq);
          return head === undefined ? [] : [{ device: deviceName(device), ...head }];
        }),
      ),

    observation: (seq) => reading(file, () => observation(seq)),
  };
}
