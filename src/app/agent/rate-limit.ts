import type { Clock } from '../../ports.ts';

export type RateLimit = { /** False: too many. */ readonly take: () => boolean };

/** `burst` at once, `perSecond` in the long run. A clock that steps back gives nothing and takes nothing. */
export function rateLimit(
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
  clock: Clock,
): RateLimit {
  let left = burst;
  let at = clock.now();
  return {
    take() {
      if (left < 1) {
        const now = clock.now();
        left = Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond);
        at = now;
        if (left < 1) return false;
      }
      left -= 1;
      return true;
    },
  };
}
