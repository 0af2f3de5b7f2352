import type { AlertStep } from '../core/alert.ts';
import type { ChangeWindow, Target } from '../core/baseline.ts';
import type { Order } from '../core/version.ts';

export const isInside = ({ at }: AlertStep, { from, to }: ChangeWindow): boolean =>
  at !== null && at >= from && at <= to;

/**
 * True where every step lies in a window, at the line's own time, and every release that is told is that window's target.
 * A step that tells no release is covered by the window that it lies in. What is taken away says where the device comes
 * from: it is covered unless it is the target itself.
 */
export function isCovered(
  steps: readonly AlertStep[],
  windows: readonly ChangeWindow[],
  order: (a: string, b: string) => Order,
): boolean {
  const fallbacks = fallbackLines(steps);
  return steps.every((step) =>
    windows.some((window) => {
      if (!isInside(step, window)) return false;
      if (fallbacks.has(step)) return true;
      if (isForPatch(window.target)) return namesPatch(step, window.target.patch) !== false;
      const told = toldTargets(step, window.target, order);
      return takesAway(step) ? told.length === 0 || told.includes(false) : !told.includes(false);
    }),
  );
}

/** For each thing that both the step and the target name, whether they agree. */
function toldTargets(
  { version, image }: AlertStep,
  target: Target,
  order: (a: string, b: string) => Order,
): readonly boolean[] {
  const told: boolean[] = [];
  if (target.version !== null && version !== null)
    told.push(version === target.version || order(version, target.version) === 'same');
  if (target.image !== null && image !== null) told.push(fileName(image) === fileName(target.image));
  return told;
}

/** The patch that a step takes away goes with the release that it is for: its name decides where the window is for it alone. */
const isForPatch = (target: Target): target is Target & { readonly patch: string } =>
  target.patch !== null && target.version === null && target.image === null;

/** Null: the step names no file. */
const namesPatch = ({ image }: AlertStep, patch: string): boolean | null =>
  image === null ? null : image.toLowerCase().includes(patch.toLowerCase());

const fileName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1).toLowerCase();

const removals = new Set(['removed', 'remove', 'deleted', 'erased']);

/** `no boot system X`, `delete flash:X`, `install remove`. */
export const takesAway = ({ kind, detail, command }: Pick<AlertStep, 'kind' | 'detail' | 'command'>): boolean =>
  (detail !== null && removals.has(detail)) ||
  (kind === 'boot-change' && command !== null && /\b(?:no|default) boo/i.test(command));

const reorderMs = 60_000;

/**
 * Boot lines that were taken away and put back behind another one within a minute: `no boot system A`, `boot system B`,
 * `boot system A` is one change to B, with A to fall back to.
 */
function fallbackLines(steps: readonly AlertStep[]): ReadonlySet<AlertStep> {
  const found = new Set<AlertStep>();
  const lines = steps.filter(({ kind, image }) => kind === 'boot-change' && image !== null);
  for (const [index, step] of lines.entries()) {
    if (takesAway(step)) continue;
    const before = lines.slice(0, index);
    const taken = before.findLastIndex((other) => takesAway(other) && other.image === step.image);
    const [removal] = taken === -1 ? [] : before.slice(taken);
    if (removal === undefined || removal.at === null || step.at === null || step.at - removal.at > reorderMs) continue;
    if (before.slice(taken + 1).some((other) => !takesAway(other) && other.image !== step.image)) found.add(step);
  }
  return found;
}
