import type { Indicator } from '../../core/indicator.ts';

export const iosxrIndicators: readonly Indicator[] = [];
