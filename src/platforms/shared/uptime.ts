const seconds: Readonly<Record<string, number>> = {
  year: 31_536_000,
  week: 604_800,
  day: 86_400,
  hour: 3600,
  minute: 60,
  second: 1,
  min: 60,
  sec: 1,
};

/**
 * An uptime in words (`1 year, 2 weeks, 3 days, 16 minutes`, `41 days, 3:12:09`, `3 days, 17:05`) in seconds; a year has
 * 365 days. `h:mm` is hours and minutes, `h:mm:ss` with seconds. Text without any such figure gives undefined.
 */
export function uptimeSeconds(text: string): number | undefined {
  const short = text.slice(0, 200);
  let total = 0;
  let seen = false;
  for (const [, count, unit] of short.matchAll(/(\d{1,7}) ?(year|week|day|hour|minute|second|min|sec)(?:s|\(s\))?/gi)) {
    total += Number(count) * (seconds[(unit ?? '').toLowerCase()] ?? 0);
    seen = true;
  }
  const clock = /(?:^|[\s,])(\d{1,6}):(\d{2})(?::(\d{2}))?(?=$|[\s,.])/.exec(short);
  if (clock !== null) {
    total += Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
    seen = true;
  }
  return seen ? total : undefined;
}
