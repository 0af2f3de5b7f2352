import type { VerificationJob } from '../../agent-ports.ts';

/** A job as an earlier run left it in memory; null for anything else. */
export function storedJob(value: unknown): VerificationJob | null {
  if (typeof value !== 'object' || value === null) return null;
  return isJob(value) ? value : null;
}

function isJob(value: object): value is VerificationJob {
  const has = (key: keyof VerificationJob, type: string): boolean =>
    key in value && typeof (value as Readonly<Record<string, unknown>>)[key] === type;
  return (
    has('id', 'string') &&
    has('device', 'string') &&
    has('state', 'string') &&
    has('notBefore', 'number') &&
    'alerts' in value &&
    Array.isArray(value.alerts)
  );
}
