import type { Indicator } from '../../core/indicator.ts';

export const fortiosIndicators: readonly Indicator[] = [];
