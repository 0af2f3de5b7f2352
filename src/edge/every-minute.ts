import cron from 'node-cron';

/**
 * Calls `tick` at the begin of every minute. The minutes are those of UTC, where no clock change skips or repeats any;
 * what is due in which zone is told by `app/schedule-times.ts`. A tick that came late or not at all loses nothing.
 */
export function everyMinute(tick: () => void): { readonly stop: () => Promise<void> } {
  const quiet = (): void => undefined;
  const task = cron.schedule('* * * * *', tick, {
    timezone: 'Etc/UTC',
    noOverlap: true,
    logger: { info: quiet, warn: quiet, error: quiet, debug: quiet },
  });
  return {
    async stop() {
      await task.destroy();
    },
  };
}
