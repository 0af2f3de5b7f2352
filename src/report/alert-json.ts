import { classification } from '../core/agent-event.ts';
import type { Alert } from '../core/alert.ts';
import { epochMs, isoTime } from '../core/brands.ts';
import { unformulated } from './indicator-json.ts';

const timeText = (at: number | null): string | null => (at === null ? null : isoTime(epochMs(at)));

/** `pawl/alert/v1`; `outcome` only where evidence was judged for it. */
export function alertJson({
  id,
  device,
  stage,
  score,
  disposition,
  labels,
  openedAt,
  updatedAt,
  outcome,
  steps,
}: Alert): object {
  return {
    schema: 'pawl/alert/v1',
    id,
    device,
    stage,
    score,
    disposition,
    labels,
    openedAt: timeText(openedAt),
    updatedAt: timeText(updatedAt),
    ...(outcome === undefined
      ? {}
      : {
          outcome: {
            ...outcome,
            evidenceAt: timeText(outcome.evidenceAt),
            classification: classification(disposition),
          },
        }),
    indicators: steps.map(({ file, lineNumber, kind }) => ({ file, lineNumber, kind })),
  };
}

/** The same with what each indicator told, for one alert looked at. */
export function alertDetailJson(alert: Alert): object {
  return {
    ...alertJson(alert),
    platform: alert.platform,
    chains: alert.chains ?? [],
    indicators: alert.steps.map(({ at, ...step }) => ({ ...step, time: timeText(at) })),
  };
}

export const alertCsvColumns = [
  'id',
  'device',
  'stage',
  'score',
  'disposition',
  'labels',
  'openedAt',
  'updatedAt',
  'indicators',
  'chains',
];

export const alertCsvRow = (alert: Alert): readonly (string | number | null)[] => [
  alert.id,
  alert.device === null ? null : unformulated(alert.device),
  alert.stage,
  alert.score,
  alert.disposition,
  unformulated(alert.labels.join(' ')),
  timeText(alert.openedAt),
  timeText(alert.updatedAt),
  alert.steps.length,
  (alert.chains ?? []).join(' '),
];
