const portal = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d{2}):(\d{2})(\.\d{1,9})? ?([AP]M)?$/i;

/**
 * Time of an exported row as ISO 8601 in UTC, with every digit of its fraction. ISO text stays as it is (with `T`, and `Z`
 * where it has no zone); `3/10/2026, 1:02:03.456 PM`, as the portal writes it, is turned round: month first, UTC.
 * Other text is given back unchanged.
 */
export function tableTime(text: string): string {
  const trimmed = text.trim();
  const match = portal.exec(trimmed);
  if (match !== null) {
    const [, month = '', day = '', year = '', hour = '', minute = '', second = '', fraction = '', half] = match;
    const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${String(hours).padStart(2, '0')}:${minute}:${second}${fraction}Z`;
  }
  const iso = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,18})?)(Z|[+-]\d{2}:?\d{2})?$/.exec(trimmed);
  return iso === null ? trimmed : `${iso[1]}T${iso[2]}${iso[3] ?? 'Z'}`;
}
