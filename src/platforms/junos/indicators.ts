import type { Indicator } from '../../core/indicator.ts';

export const junosIndicators: readonly Indicator[] = [];
