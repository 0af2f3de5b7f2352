import type { AlertStep, Stage } from '../core/alert.ts';
import type { IndicatorKind } from '../core/indicator.ts';

const changes: ReadonlySet<IndicatorKind> = new Set(['image-transfer', 'boot-change', 'install-op', 'software-change']);

export const isChange = ({ kind }: Pick<AlertStep, 'kind'>): boolean => changes.has(kind);
const isReload = ({ kind }: AlertStep): boolean => kind === 'reload-requested' || kind === 'reload-scheduled';

/** Steps without the schedules that a later cancellation took back, and without the cancellations. */
export function standingSteps(steps: readonly AlertStep[]): readonly AlertStep[] {
  const lastCancel = steps.findLastIndex(({ kind }) => kind === 'reload-cancelled');
  return steps.filter(
    ({ kind }, at) => kind !== 'reload-cancelled' && !(kind === 'reload-scheduled' && at < lastCancel),
  );
}

/**
 * The highest score of the steps plus half of the highest of each further kind, at most 100. Reloads that were asked for
 * or scheduled count only beside an image, boot, install or software step; what was taken back counts nothing.
 */
export function alertScore(steps: readonly AlertStep[]): number {
  const standing = standingSteps(steps);
  const counted = standing.some(isChange) ? standing : standing.filter((step) => !isReload(step));
  const highest = new Map<IndicatorKind, number>();
  for (const { kind, score } of counted) highest.set(kind, Math.max(highest.get(kind) ?? 0, score));
  const [first = 0, ...further] = [...highest.values()].sort((a, b) => b - a);
  return Math.min(
    100,
    further.reduce((sum, score) => sum + score / 2, first),
  );
}

/** The strongest step that is left. `cancelled` only where a schedule that was taken back is all there was. */
export function alertStage(steps: readonly AlertStep[]): Stage {
  const standing = standingSteps(steps);
  if (standing.length === 0) return 'cancelled';
  const has = (...kinds: readonly IndicatorKind[]): boolean => standing.some(({ kind }) => kinds.includes(kind));
  if (has('restarted')) return 'restarted';
  if (has('reload-requested', 'reload-scheduled')) return 'reload-pending';
  return standing.some(
    ({ kind, outcome }) =>
      (kind === 'boot-change' || kind === 'install-op' || kind === 'software-change') && outcome !== 'failed',
  )
    ? 'boot-changed'
    : 'staged';
}
