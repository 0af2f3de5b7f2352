import type { Alert } from '../core/alert.ts';
import { epochMs, isoTime } from '../core/brands.ts';
import { printable } from '../core/printable.ts';
import { textTable } from './text-table.ts';

const timeText = (at: number | null): string | null => (at === null ? null : isoTime(epochMs(at)));

/** `pawl/alert/v1`. */
export function alertJson({
  id,
  device,
  stage,
  score,
  disposition,
  labels,
  openedAt,
  updatedAt,
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
    indicators: steps.map(({ file, lineNumber, kind }) => ({ file, lineNumber, kind })),
  };
}

/** The same with what each indicator told, for one alert looked at. */
export function alertDetailJson(alert: Alert): object {
  return {
    ...alertJson(alert),
    platform: alert.platform,
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
];

export const alertCsvRow = (alert: Alert): readonly (string | number | null)[] => [
  alert.id,
  alert.device,
  alert.stage,
  alert.score,
  alert.disposition,
  alert.labels.join(' '),
  timeText(alert.openedAt),
  timeText(alert.updatedAt),
  alert.steps.length,
];

export function alertsTable(alerts: readonly Alert[], width: number): string {
  if (alerts.length === 0) return 'no alerts';
  return textTable(
    ['alert', 'device', 'stage', 'score', 'disposition', 'updated', 'lines', 'labels'].map((title) => ({
      title,
      wraps: title === 'labels',
    })),
    alerts.map((alert) => [
      alert.id,
      printable(alert.device ?? 'unknown'),
      alert.stage,
      String(alert.score),
      alert.disposition,
      timeText(alert.updatedAt) ?? 'unknown',
      String(alert.steps.length),
      printable(alert.labels.join(' ')),
    ]),
    width,
  );
}

export function alertText(alert: Alert): string {
  const lines = alert.steps.map(
    (step) =>
      `  ${timeText(step.at) ?? 'time unknown'}  ${step.kind}${step.detail === null ? '' : ` (${step.detail})`}  ${step.score}  ${step.rule}\n    ${printable(`${step.file}:${step.lineNumber}: ${step.line.slice(0, 1000)}`)}`,
  );
  return [
    `${alert.id}  ${printable(alert.device ?? 'unknown device')}  ${alert.disposition}`,
    `stage ${alert.stage}, score ${alert.score}${alert.labels.length === 0 ? '' : `, ${printable(alert.labels.join(' '))}`}`,
    ...lines,
  ].join('\n');
}
