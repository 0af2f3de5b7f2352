import { readHostAddress } from '../config/host-address.ts';
import type { ConfigProblem } from '../config/problem.ts';
import type { SourceFile } from '../config/yaml-document.ts';
import { err, ok, type Result } from '../core/result.ts';
import {
  clearSecret,
  type Draft,
  type DraftEntry,
  emptyDraft,
  placeAt,
  problemAt,
  quoted,
  writtenValues,
} from './draft.ts';
import type { OxidizedLayout } from './oxidized-config.ts';
import { jumpHops } from './ssh-words.ts';

/**
 * Reads Oxidized's `router.db`: one device a line, the columns as `layout` says. An IPv6 address under a colon is put
 * together again where exactly one reading of the line gives an address; a line with several readings is a problem.
 * A file encrypted with GPG is refused.
 */
export function readOxidized({ file, text }: SourceFile, layout: OxidizedLayout): Draft {
  const problems: ConfigProblem[] = [];
  const hosts: DraftEntry[] = [];
  if (/^-----BEGIN PGP|^\u0085\u0001/.test(text))
    return { ...emptyDraft, problems: [problemAt(placeAt(file, 1), 'encrypted with GPG; decrypt it first')] };
  const usedGroups = new Set<string>();
  const last = Math.max(...Object.values(layout.map), ...Object.values(layout.varsMap));
  const used = new Set([...Object.values(layout.map), ...Object.values(layout.varsMap)]);
  let further = 0;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index === 0 ? raw.replace(/^\uFEFF/, '') : raw;
    if (line.trim() === '' || /^\s*#/.test(line)) continue;
    const place = placeAt(file, index + 1);
    const columns = splitLine(line, layout, last);
    if (!columns.ok) {
      problems.push(problemAt(place, columns.error));
      continue;
    }
    further += columns.value.filter((value, column) => value !== '' && !used.has(column)).length;
    const column = (name: string): string | null => cell(columns.value, layout.map[name]);
    const vars = (name: string): string | null => cell(columns.value, layout.varsMap[name]);
    const name = column('name');
    if (name === null) {
      problems.push(problemAt(place, 'the column of the name is empty'));
      continue;
    }
    const group = column('group');
    if (group !== null) usedGroups.add(group);
    const word = column('model');
    const proxy = vars('ssh_proxy');
    hosts.push({
      name,
      place,
      groups: group === null ? [] : [group],
      values: writtenValues({
        hostname: column('ip'),
        platform: word === null ? null : (layout.models[word.toLowerCase()] ?? word),
        username: column('username'),
        password: clearSecret(column('password')),
        enable: clearSecret(vars('enable')),
        port: vars('ssh_port'),
        'ssh.jump': proxy === null ? null : { jumps: jumpHops(proxy) },
        'ssh.keyFile': vars('ssh_keys'),
      }),
    });
  }
  const groups = [...usedGroups].map((name) => ({
    name,
    place: placeAt(file, 1),
    values: layout.groups[name] ?? {},
    groups: [],
  }));
  const notes = further === 0 ? [] : [`${further} cells in columns that no map names were not taken over`];
  return { ...emptyDraft, hosts, groups, defaults: layout.defaults, problems, notes };
}

const cell = (columns: readonly string[], at: number | undefined): string | null => {
  const value = at === undefined ? '' : (columns[at] ?? '').trim();
  return value === '' ? null : value;
};

/** Splits at the delimiter; under a colon the parts of an IPv6 address are joined again. */
function splitLine(line: string, { delimiter, map }: OxidizedLayout, last: number): Result<readonly string[], string> {
  const parts = line.split(delimiter);
  const at = map['ip'] ?? (last === 0 ? undefined : map['name']);
  if (delimiter !== ':' || at === undefined) return ok(parts);
  const start = (parts[at] ?? '').trim();
  if (start.startsWith('[')) {
    const close = parts.findIndex((part, index) => index >= at && part.trim().endsWith(']'));
    if (close === -1) return err(`${quoted(line.slice(0, 20))}…: a [ without its ]`);
    const address = parts
      .slice(at, close + 1)
      .join(':')
      .trim()
      .slice(1, -1);
    return ok([...parts.slice(0, at), address, ...parts.slice(close + 1)]);
  }
  if (!/^[0-9A-Fa-f]{0,4}$/.test(start)) return ok(parts);
  const readings: { readonly columns: readonly string[]; readonly address: string }[] = [];
  for (let end = at + 2; end <= Math.min(at + 8, parts.length); end += 1) {
    const address = parts.slice(at, end).join(':').trim();
    if (readHostAddress(address).ok && address.includes(':'))
      readings.push({ columns: [...parts.slice(0, at), address, ...parts.slice(end)], address });
  }
  if (readings.length === 0) return ok(parts);
  // An unused column between delimiters also reads as part of an address: only the count of columns settles it.
  const fitting = readings.filter(({ columns }) => columns.length === last + 1);
  const [only] = fitting.length > 0 ? fitting : readings;
  return only !== undefined && (fitting.length === 1 || readings.length === 1)
    ? ok(only.columns)
    : err(
        `the IPv6 address can end at several colons (${readings.map(({ address }) => address).join(' or ')}); write it in [ ]`,
      );
}
