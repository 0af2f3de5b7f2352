import type { Alert, AlertStep } from '../core/alert.ts';
import type { ChangeWindow } from '../core/baseline.ts';
import type { Order } from '../core/version.ts';
import { alertStage, standingSteps } from './alert-score.ts';
import { isCovered, isInside, takesAway } from './covered.ts';

/** What is known of a device beside its lines. */
export type DeviceContext = {
  /** Windows that name it. */
  readonly windows: readonly ChangeWindow[];
  readonly isLab: boolean;
  /** Order of two versions as its platform orders them. */
  readonly order: (a: string, b: string) => Order;
};

export type Automation = {
  readonly name: string;
  readonly users: readonly string[];
  readonly sources: readonly string[];
};

/** Labels say what an alert looks like; they end nothing and mute nothing. */
export function alertLabels(
  steps: readonly AlertStep[],
  { windows, isLab }: DeviceContext,
  automation: readonly Automation[],
): readonly string[] {
  const labels: string[] = [];
  for (const window of windows) if (steps.some((step) => isInside(step, window))) labels.push(`window:${window.name}`);
  const typed = steps.filter(({ user }) => user !== null);
  for (const { name, users, sources } of automation) {
    const fits = ({ user, source }: AlertStep): boolean =>
      user !== null && source !== null && users.includes(user) && sources.includes(source);
    if (typed.length > 0 && typed.every(fits)) labels.push(`automation:${name}`);
  }
  if (steps.some(({ detail }) => detail === 'rollback')) labels.push('rollback');
  if (isPrestaged(steps)) labels.push('prestage');
  if (isLab) labels.push('lab');
  if (alertStage(steps) === 'cancelled') labels.push('ended:cancelled');
  else if (isUndone(steps)) labels.push('ended:undone');
  return labels;
}

/** `authorized` where every step lies in a window and every release told is its target; else `open`. */
export const alertDisposition = (
  steps: readonly AlertStep[],
  { windows, order }: DeviceContext,
): Alert['disposition'] => (isCovered(steps, windows, order) ? 'authorized' : 'open');

/** A newer image that was brought and perhaps named to boot, and nothing else yet. */
function isPrestaged(steps: readonly AlertStep[]): boolean {
  const standing = standingSteps(steps);
  return (
    standing.length > 0 &&
    standing.every(({ kind }) => kind === 'image-transfer' || kind === 'boot-change') &&
    standing.some(({ direction }) => direction === 'newer') &&
    standing.every(({ direction }) => direction === 'newer' || direction === 'same' || direction === null)
  );
}

/** Every image that was named to boot was taken out again, and nothing but boot lines was changed. */
export function isUndone(steps: readonly AlertStep[]): boolean {
  const named = new Set<string>();
  let undone = false;
  for (const step of steps) {
    const { kind, command, image, outcome } = step;
    if (kind === 'restarted' || kind === 'install-op' || kind === 'software-change') return false;
    if (kind !== 'boot-change' || image === null || command === null || outcome === 'failed') continue;
    if (takesAway(step)) undone = named.delete(image) || undone;
    else named.add(image);
  }
  return undone && named.size === 0;
}
