import type { AlertStep } from '../core/alert.ts';
import { isChange } from './alert-score.ts';

/** What a step weighs at least within a chain, where it weighs little by itself. Source: docs/detection.md, "Scores". */
const reloadInChain = 35;
const lostLogTargetInChain = 25;
/** What weighs no more than a reload by itself (`packages.conf`, software that is approved or newer) begins no chain. */
const reloadAlone = 15;

const counts = (step: AlertStep): boolean => step.outcome !== 'failed' && step.score > reloadAlone;
const isReload = ({ kind }: AlertStep): boolean => kind === 'reload-requested' || kind === 'reload-scheduled';
const isLostTarget = ({ kind }: AlertStep): boolean => kind === 'logging-disabled';
const boots = (step: AlertStep): boolean => isChange(step) && step.kind !== 'image-transfer' && counts(step);

/**
 * The steps with the last one put on: a reload after a change of what boots or is installed weighs more, and so does the
 * loss of a log target beside any change, whichever of the two came first. Weighing again changes nothing.
 */
export function weighedInChain(before: readonly AlertStep[], step: AlertStep): readonly AlertStep[] {
  if (step.outcome === 'failed') return [...before, step];
  if (isReload(step)) return [...before, before.some(boots) ? atLeast(step, reloadInChain) : step];
  if (isLostTarget(step)) return [...before, before.some(isCountedChange) ? atLeast(step, lostLogTargetInChain) : step];
  if (!isCountedChange(step)) return [...before, step];
  return [...before.map((other) => (isLostTarget(other) ? atLeast(other, lostLogTargetInChain) : other)), step];
}

const isCountedChange = (step: AlertStep): boolean => isChange(step) && counts(step);

const atLeast = (step: AlertStep, score: number): AlertStep =>
  step.outcome === 'failed' || step.score >= score ? step : { ...step, score };
