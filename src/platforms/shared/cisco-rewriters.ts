import type { Rewriter } from '../../core/facts.ts';
import type { Parsed } from '../../core/result.ts';
import type { Reply } from './collect-kit.ts';
import { compact, type Fields, listField, parsed, readLines, textField } from './read-kit.ts';

const policyRow = /^\s*\d{1,4}\s+(applet|script)\s+(user|system)\s+(\S{1,40})\s+(?:On|Off)\s+(\S.{0,160})$/i;

/**
 * Reads `show event manager policy registered`: one entry a policy with its event (`cli`, `syslog`, …) and, of those on
 * commands, pattern, `sync` and `skip`. `policies` is [] where the heading stands alone or nothing was printed, absent for
 * any other text. Source: the vendor's event manager command reference; the braces around values are not in every release.
 */
export function readEventPolicies(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const lines = output.lines.filter((line) => line.trim() !== '');
  const headed = lines.some((line) => /^\s*No\.\s+Class\s+Type\s+Event/i.test(line));
  const policies: { readonly head: RegExpExecArray; readonly lines: string[] }[] = [];
  for (const line of lines) {
    const head = policyRow.exec(line);
    if (head !== null) policies.push({ head, lines: [line] });
    else policies.at(-1)?.lines.push(line);
  }
  const fields = {
    policies: headed || lines.length === 0 || policies.length > 0 ? policies.map(policyFields) : undefined,
  };
  return parsed(fields, output, ['policies']);
}

function policyFields({ head, lines }: { readonly head: RegExpExecArray; readonly lines: readonly string[] }): Fields {
  const rest = lines.slice(1);
  const pattern = rest.map((line) => patternIn(line)).find((found) => found !== null);
  const flag = (name: RegExp): string | undefined => {
    for (const line of rest) {
      const found = name.exec(line)?.[1];
      if (found !== undefined) return found.toLowerCase();
    }
    return undefined;
  };
  return compact({
    name: head[4]?.trim().split(/\s+/).at(-1),
    class: head[1]?.toLowerCase(),
    type: head[2]?.toLowerCase(),
    event: head[3]?.toLowerCase(),
    pattern: pattern ?? undefined,
    sync: flag(/\bsync \{?(yes|no)\b/i),
    skip: flag(/\bskip \{?(yes|no)\b/i),
    line: rest.find((line) => patternIn(line) !== null)?.trim() ?? lines[0]?.trim(),
  });
}

/** `pattern {show ver.*}`, `pattern "show ver.*"`, `pattern show`. */
function patternIn(line: string): string | null {
  const at = line.search(/\bpattern /i);
  if (at === -1) return null;
  const rest = line.slice(at + 'pattern '.length, at + 400);
  const [open = ''] = rest;
  if (open === '{') return rest.slice(1).split('}')[0] ?? '';
  if (open === '"') return rest.slice(1).split('"')[0] ?? '';
  return rest.split(' ')[0] ?? '';
}

/** Reads `show alias`: the exec mode's words and what they stand for. Sections of configuration modes are passed over. */
export function readAliases(text: string, command: string): Parsed<Fields> {
  const output = readLines(text, command);
  const aliases: Fields[] = [];
  let mode: string | null = null;
  for (const line of output.lines) {
    const head = /^\s*(\S.{0,40}) mode aliases:\s*$/i.exec(line);
    if (head !== null) mode = head[1]?.toLowerCase() ?? null;
    else if (mode === 'exec') {
      const row = /^\s{1,8}(\S{1,64})\s+(\S.{0,250})$/.exec(line);
      if (row !== null) aliases.push({ name: row[1], command: row[2]?.trim(), line: line.trim() });
    }
  }
  return parsed({ aliases: mode === null ? undefined : aliases }, output, ['aliases']);
}

/**
 * What may stand between a command and its output. A policy that neither waits for its end (`sync no`) nor takes the
 * command's place (`skip yes`) only watches. Null where neither output was shown.
 */
export function rewritersOf(policies: Reply, aliases: Reply): readonly Rewriter[] | null {
  if (policies.fields['policies'] === undefined && aliases.fields['aliases'] === undefined) return null;
  const onCommands = listField(policies.fields, 'policies').filter((policy) => textField(policy, 'event') === 'cli');
  return [
    ...onCommands.map(
      (policy): Rewriter => ({
        kind: 'policy',
        name: textField(policy, 'name') ?? 'without a name',
        pattern: textField(policy, 'pattern') ?? '.*',
        changesOutput: textField(policy, 'sync') !== 'no' || textField(policy, 'skip') === 'yes',
        command: policies.command,
        line: textField(policy, 'line') ?? '',
      }),
    ),
    ...listField(aliases.fields, 'aliases').map(
      (alias): Rewriter => ({
        kind: 'alias',
        name: textField(alias, 'name') ?? '',
        pattern: textField(alias, 'name') ?? '',
        changesOutput: textField(alias, 'command') !== textField(alias, 'name'),
        command: aliases.command,
        line: textField(alias, 'line') ?? '',
      }),
    ),
  ];
}
