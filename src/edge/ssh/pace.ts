/** How long to wait, in ms, before more is read: so that `bytes` in `elapsedMs` come to `bytesPerSecond` on average. */
export function pauseMs(bytes: number, elapsedMs: number, bytesPerSecond: number): number {
  const ahead = (bytes / bytesPerSecond) * 1000 - elapsedMs;
  // Shorter pauses than a timer can keep are saved up.
  return ahead < 20 ? 0 : Math.ceil(ahead);
}
