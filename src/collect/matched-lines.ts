/** The filter that a command of the list ends with, e.g. `| include ^version|^boot`; null where it has none. */
function filterOf(command: string): RegExp | null {
  const pattern = /\| ?(?:include|grep) "?([^"]{1,80}?)"?$/.exec(command)?.[1];
  if (pattern === undefined || pattern.startsWith('-')) return null;
  return new RegExp(pattern.replace(/[.*+?()[\]{}\\]/g, '\\$&'), 'i');
}

/**
 * Of a filtered command only the matched lines are kept, whatever the device printed: one that ignores its filter
 * would otherwise have its whole configuration stored.
 */
export function matchedLines(command: string, text: string): string {
  const filter = filterOf(command);
  if (filter === null) return text;
  const kept = text.split('\n').filter((line) => filter.test(line.trim()));
  return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
}
