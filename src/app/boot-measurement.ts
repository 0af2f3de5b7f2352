import { randomBytes } from 'node:crypto';
import type { Baseline } from '../core/baseline.ts';
import type { EpochMs } from '../core/brands.ts';
import type { Observation } from '../core/observation.ts';
import { type BootCheck, checkBootRecord } from '../known-good/boot-measurement.ts';
import { readCertificates } from '../known-good/certificates.ts';
import type { Configuration } from './configuration.ts';

/** 64 random bits, decimal; never drawn twice. */
export const freshNonce = (): string => randomBytes(8).readBigUInt64BE().toString();

/** Whether any baseline of a platform asks for the signed boot record. */
export const wantsMeasurement = ({ baselines }: Pick<Configuration, 'baselines'>, platform: string): boolean =>
  baselines.some(({ match, measurement }) => measurement != null && match.platform?.includes(platform) === true);

/**
 * The signed boot record of an observation, checked as the device's own baseline wants it. Null where it does not want
 * it, where nothing came back, or for saved outputs: their nonce is not ours, so that they may be replayed.
 */
export function measurementOf(
  { facts, source }: Observation,
  baseline: Baseline | null,
  { measurementRoots, measurements }: Configuration,
  now: EpochMs,
): BootCheck | null {
  const root = baseline === null ? undefined : measurementRoots?.get(baseline.name);
  const answer = facts?.measurement ?? null;
  if (root === undefined || answer === null || source !== 'ssh') return null;
  if (answer.record === null || answer.certificates === null)
    return { kind: 'unknown', why: answer.gap?.message ?? 'the device gave no signed record' };
  const roots = readCertificates(root);
  if (!roots.ok) return { kind: 'unknown', why: `the pinned root: ${roots.error}` };
  const { nonce, record, certificates } = answer;
  return checkBootRecord({ nonce, record, certificates }, roots.value, measurements ?? [], now);
}
