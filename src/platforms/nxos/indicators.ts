import type { Indicator } from '../../core/indicator.ts';

export const nxosIndicators: readonly Indicator[] = [];
