import type { Indicator } from '../../core/indicator.ts';

export const iosIndicators: readonly Indicator[] = [];
