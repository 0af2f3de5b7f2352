import type { Indicator } from '../../core/indicator.ts';

export const panosIndicators: readonly Indicator[] = [];
