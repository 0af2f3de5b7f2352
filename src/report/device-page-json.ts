import { isoTime } from '../core/brands.ts';
import { deviceJson, findingJson, isoOrNull } from './compliance-json.ts';
import type { DevicePage } from './device-page-model.ts';

/** `pawl/report-device/v1`: the page of a device, with everything that paper leaves out; its schema is `schemas/report-device.json`. */
export function devicePageJson({
  scope,
  device,
  listed,
  timeline,
  events,
  findings,
  baseline,
  evidence,
  outputs,
  chain,
  note,
}: DevicePage): object {
  return {
    schema: 'pawl/report-device/v1',
    period: { text: scope.period.text, from: isoTime(scope.period.from), to: isoTime(scope.period.to) },
    asOf: isoOrNull(scope.asOf),
    until: isoTime(scope.until),
    note,
    device: deviceJson(device),
    listed,
    timeline: timeline?.points.map((point) => ({ ...point, at: isoTime(point.at) })) ?? [],
    events: events.map((event) => ({ ...event, at: isoTime(event.at) })),
    findings: findings.map(findingJson),
    baseline: baseline === null ? null : { ...baseline, recordedAt: isoOrNull(baseline.recordedAt) },
    evidence: evidence.map((one) => ({ ...one, at: isoTime(one.at) })),
    outputs,
    chain: { ...chain, headAt: isoOrNull(chain.headAt) },
  };
}
