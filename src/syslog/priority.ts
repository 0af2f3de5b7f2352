/** Facilities in the order of their numbers (RFC 5424 6.2.1), spelled as the Syslog table of Azure Monitor spells them. */
export const facilityNames: readonly string[] = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
];

/** Severities in the order of their numbers, and the longer words that vendors and SIEMs use for them. */
const severityWords: Readonly<Record<string, number>> = {
  emerg: 0,
  emergency: 0,
  panic: 0,
  alert: 1,
  crit: 2,
  critical: 2,
  err: 3,
  error: 3,
  warn: 4,
  warning: 4,
  notice: 5,
  notification: 5,
  info: 6,
  information: 6,
  informational: 6,
  debug: 7,
};

export const facilityName = (pri: number): string | null => facilityNames[pri >> 3] ?? null;

/** Number of a severity word in any case; null for another word. */
export function severityNumber(word: string): number | null {
  const lower = word.toLowerCase();
  return Object.hasOwn(severityWords, lower) ? (severityWords[lower] ?? null) : null;
}

/** Number of a facility word in any case, -1 for another word. */
export const facilityNumber = (word: string): number => facilityNames.indexOf(word.toLowerCase());

/**
 * Reads `<PRI>` at `at`: the number 0 to 191 and where the text goes on. Null where there is none, where it is out of
 * range or has more than three digits: the `<` then belongs to the text.
 */
export function readPriority(line: string, at: number): { readonly pri: number; readonly end: number } | null {
  if (line.charCodeAt(at) !== 60) return null;
  let pri = 0;
  let index = at + 1;
  for (; index < at + 4; index++) {
    const digit = line.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    pri = pri * 10 + digit;
  }
  if (index === at + 1 || line.charCodeAt(index) !== 62 || pri > 191) return null;
  return { pri, end: index + 1 };
}
