import type { Indicator } from '../../core/indicator.ts';

export const iosxeIndicators: readonly Indicator[] = [];
