import { splitCsv } from './csv-record.ts';
import { readHeader } from './header.ts';
import { tableColumns } from './table-row.ts';
import { readSpacedTacPlus, readTacPlus } from './tac-plus.ts';

/** What a file or stream holds. Raw lines of all devices, TACACS+ and CEF are read by the same function, a line at a time. */
export type InputKind =
  | { readonly kind: 'raw' | 'tacacs' | 'cef' }
  | { readonly kind: 'table'; readonly form: 'json' | 'json-lines' | 'csv' };

/**
 * Tells an input apart by its content. `sample` is its beginning: a few kilobytes of text are enough, a cut at the end
 * does no harm. Tables are known by the names of their columns, never by a file name.
 */
export function detectInput(sample: string): InputKind {
  const text = sample.charCodeAt(0) === 0xfeff ? sample.slice(1) : sample;
  const trimmed = text.trimStart();
  if (trimmed.startsWith('[') && /^\[\s{0,64}(?:\{|\])/.test(trimmed)) return { kind: 'table', form: 'json' };
  const first = trimmed.slice(0, Math.max(0, lineEnd(trimmed)));
  if (first.startsWith('{'))
    return { kind: 'table', form: isWhole(first, trimmed.includes('\n')) ? 'json-lines' : 'json' };
  if (isTableHeader(first)) return { kind: 'table', form: 'csv' };
  for (const line of trimmed.split('\n', 20)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const header = readHeader(line.trimEnd());
    if (header.body === 'cef') return { kind: 'cef' };
    const record = header.body === 'tabs' ? readTacPlus(header.text) : null;
    const spaced = header.afterStamp === null ? null : readSpacedTacPlus(header.afterStamp.trimStart());
    return { kind: record === null && spaced === null ? 'raw' : 'tacacs' };
  }
  return { kind: 'raw' };
}

const lineEnd = (text: string): number => {
  const at = text.indexOf('\n');
  return at === -1 ? text.length : at;
};

/** One object on one line; a query answer (`{"tables":…`) is one document, however it is laid out. */
function isWhole(line: string, hasMore: boolean): boolean {
  if (/^\{\s{0,8}"(?:tables|value|records|results)"/.test(line)) return false;
  return !hasMore || line.trimEnd().endsWith('}');
}

const isTableHeader = (line: string): boolean =>
  line.includes(',') && line.length < 65_536 && tableColumns(splitCsv(line.trimEnd())) !== null;
