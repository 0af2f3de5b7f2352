const form = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,18}))?)?)? ?(Z|[+-]\d{2}:?\d{2})?$/i;
const attoPerMilli = 10n ** 15n;

/**
 * An ISO 8601 time as attoseconds since 1970 UTC, so that no digit of the fraction is lost; null for another text or an
 * impossible time. Without a zone it is UTC. At most 18 digits of the fraction.
 */
export function tickTime(text: string): bigint | null {
  const match = form.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const base = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const check = new Date(base);
  if (check.getUTCDate() !== Number(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return null;
  const offset = /^z$/i.test(zone) ? 0 : offsetMinutes(zone);
  return BigInt(base - offset * 60_000) * attoPerMilli + BigInt(fraction.padEnd(18, '0'));
}

const offsetMinutes = (zone: string): number => {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
};

export const dayInTicks = 24n * 3600n * 1000n * attoPerMilli;
