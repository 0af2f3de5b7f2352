import type { Indicator } from '../../core/indicator.ts';

export const eosIndicators: readonly Indicator[] = [];
