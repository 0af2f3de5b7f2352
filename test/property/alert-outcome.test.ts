import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alertOutcome } from '../../src/compare/alert-outcome.ts';
import { type Alert, dispositions } from '../../src/core/alert.ts';
import { deviceName, type EpochMs, epochMs } from '../../src/core/brands.ts';
import type { Finding } from '../../src/core/finding.ts';
import { effectOf, type FindingType, findingTypes } from '../../src/core/finding-types.ts';
import { reason } from '../../src/core/reason.ts';
import { severities } from '../../src/core/severity.ts';
import { unknownDevice } from '../../src/core/unknown-facts.ts';
import { verdicts } from '../../src/core/verdict.ts';

const day = 86_400_000;
const week = 7 * day;
const heard = Date.UTC(2026, 4, 20, 12);
const types = Object.keys(findingTypes).filter((type): type is FindingType => Object.hasOwn(findingTypes, type));
const time = fc.integer({ min: heard - 30 * day, max: heard + day }).map(epochMs);

const between: fc.Arbitrary<readonly [EpochMs | null, EpochMs]> = fc.tuple(fc.option(time, { nil: null }), time);

const finding: fc.Arbitrary<Finding> = fc.record({
  id: fc.uuid(),
  device: fc.constant(deviceName('r1')),
  type: fc.constantFrom<FindingType>(
    'os-downgraded',
    'os-downgrade-pending',
    'os-downgrade-staged',
    'patch-removed',
    'image-hash-mismatch',
    ...types,
  ),
  subject: fc.constant(''),
  member: fc.constant(null),
  severity: fc.constantFrom(...severities),
  expected: fc.constant('new'),
  observed: fc.constant('old'),
  status: fc.constantFrom('open', 'acknowledged', 'closed'),
  labels: fc.constantFrom([], ['step-time-unknown']),
  authorizedBy: fc.option(fc.constant({ kind: 'window' as const, name: 'w', ticket: 'T', by: null })),
  closedBecause: fc.constant(null),
  closedNote: fc.constant(null),
  firstSeen: time,
  lastSeen: time,
  closedAt: fc.constant(null),
  evidence: fc.constant([]),
  step: fc.option(
    fc.record({
      from: fc.constant('2'),
      to: fc.constant('1'),
      at: fc.option(time),
      between: fc.option(between),
    }),
  ),
  baselineRevision: fc.constant(null),
});
const alert: fc.Arbitrary<Alert> = fc.record({
  id: fc.constant('a1'),
  device: fc.constant('r1'),
  platform: fc.constant(null),
  stage: fc.constantFrom('staged', 'boot-changed', 'reload-pending', 'restarted', 'cancelled'),
  score: fc.integer({ min: 0, max: 100 }),
  disposition: fc.constantFrom(...dispositions.filter((word) => word !== 'confirmed')),
  labels: fc.constantFrom([], ['prestage']),
  openedAt: fc.option(time),
  updatedAt: fc.option(time),
  steps: fc.constant([]),
});

test('an alert is refuted, confirmed or pending only on what these need, whatever else is so', () => {
  fc.assert(
    fc.property(
      alert,
      fc.array(finding, { maxLength: 5 }),
      fc.constantFrom(...verdicts),
      fc.option(fc.constant(reason('unreachable', 'no answer'))),
      fc.boolean(),
      fc.option(time),
      fc.boolean(),
      (given, findings, verdict, why, fresh, evidenceAt, seen) => {
        const judged = {
          device: deviceName('r1'),
          platform: 'p',
          verdict,
          reason: why,
          assurance: null,
          digestAgeMs: null,
          historySince: null,
          evidenceAt,
          facts: seen ? unknownDevice('p', []) : null,
          members: [],
          baseline: null,
          images: [],
          findings,
          changes: [],
        };
        const decided = alertOutcome(given, { judged, fresh, audit: 'a', verification: null }, week);
        const standing = findings.filter(({ status, authorizedBy }) => status !== 'closed' && authorizedBy === null);
        const proofs = standing.filter(
          ({ type, severity, labels }) =>
            !labels.includes('step-time-unknown') && ['downgraded', 'tampered'].includes(effectOf(type, severity)),
        );
        const isYoung = evidenceAt !== null && given.updatedAt !== null && evidenceAt > given.updatedAt;
        switch (decided.disposition) {
          case 'refuted':
            expect([verdict, why, fresh, isYoung, proofs]).toEqual(['compliant', null, true, true, []]);
            break;
          case 'confirmed':
            expect(proofs.map(({ id }) => id)).toContain(decided.outcome.finding);
            break;
          case 'pending':
            expect(standing.map(({ id }) => id)).toContain(decided.outcome.finding);
            break;
          case 'authorized':
            expect([why, isYoung, proofs]).toEqual([null, true, []]);
            break;
          case 'inconclusive':
            expect(decided.outcome.reason).toMatch(/./);
            break;
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
