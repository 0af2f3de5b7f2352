import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { detectEvent } from '../../../src/detect/detect-event.ts';
import { ruleBook } from '../../../src/detect/rule-book.ts';
import { sentinelScore } from '../../../src/detect/sentinel.ts';
import { platforms } from '../../../src/platforms/index.ts';
import { readLine } from '../../../src/syslog/read-line.ts';
import { lineForRule } from '../../../src/syslog/sentinel-input.ts';
import { labelledLines } from '../syslog/labelled-lines.ts';

/** One labelled line and what each of the two makes of it. */
type Compared = {
  readonly platform: string;
  readonly kind: string;
  readonly rule: boolean;
  /** What the rule would say of the same text at the facility local7. */
  readonly ruleAtLocal7: boolean;
  readonly pawl: boolean;
};

const book = ruleBook(platforms);
const receivedAt = Date.UTC(2026, 3, 2, 12);
const harmless = ['benign', 'command', 'config-session'];
const notASign = [...harmless, 'reload-cancelled'];

const hitOf = (line: string) => detectEvent(book, readLine(line, { receivedAt }));

type Flags = { readonly n: number; readonly also?: string | readonly string[] };

/** The labelled lines of a folder; a harmless line that is something else besides counts as that. */
function comparedLines(folder: string): readonly Compared[] {
  const flags = new Map<string, readonly Flags[]>();
  return labelledLines(folder).map(({ name, line, kind }) => {
    const [platform = '', n = ''] = name.split(' ');
    if (!flags.has(platform)) flags.set(platform, parse(readFileSync(join(folder, `${platform}.yaml`), 'utf8')).lines);
    const [also] = [flags.get(platform)?.find((entry) => entry.n === Number(n))?.also ?? []].flat();
    const row = lineForRule(line, receivedAt);
    return {
      platform,
      kind: harmless.includes(kind) ? (also ?? kind) : kind,
      rule: sentinelScore(row) > 0,
      ruleAtLocal7: sentinelScore({ ...row, Facility: 'local7' }) > 0,
      pawl: hitOf(line) !== null,
    };
  });
}

const count = (lines: readonly Compared[], which: (line: Compared) => boolean = () => true): string =>
  String(lines.filter(which).length);
const table = (rows: readonly (readonly string[])[]): string => rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
const rule = ({ rule }: Compared): boolean => rule;
const pawl = ({ pawl }: Compared): boolean => pawl;
const lostToFacility = (line: Compared): boolean => !line.rule && line.ruleAtLocal7;

/** Totals and two tables in Markdown, by kind and by platform. */
export function sideBySideTables(folder: string): string {
  const all = comparedLines(folder);
  const steps = all.filter(({ kind }) => !notASign.includes(kind));
  const quiet = all.filter(({ kind }) => harmless.includes(kind));
  const kinds = [...new Set(all.map(({ kind }) => kind))].sort(
    (a, b) => Number(harmless.includes(a)) - Number(harmless.includes(b)) || a.localeCompare(b, 'en'),
  );
  const groups = [...new Set(all.map(({ platform }) => platform))];
  return [
    `${all.length} lines. Of ${steps.length} steps the rule reports ${count(steps, rule)}, pawl ${count(steps, pawl)}; of ` +
      `${quiet.length} harmless lines the rule reports ${count(quiet, rule)}, pawl ${count(quiet, pawl)}.`,
    '',
    table([
      ['kind', 'lines', 'the rule reports', 'lost to the facility alone', 'pawl reports'],
      ['---', '--:', '--:', '--:', '--:'],
      ...kinds.map((kind) => {
        const lines = all.filter((line) => line.kind === kind);
        const name = harmless.includes(kind) ? `${kind} (harmless)` : kind;
        return [name, count(lines), count(lines, rule), count(lines, lostToFacility), count(lines, pawl)];
      }),
    ]),
    '',
    table([
      ['lines of', 'steps', 'the rule', 'pawl', 'harmless', 'the rule', 'pawl'],
      ['---', '--:', '--:', '--:', '--:', '--:', '--:'],
      ...groups.map((platform) => {
        const own = steps.filter((line) => line.platform === platform);
        const other = quiet.filter((line) => line.platform === platform);
        return [
          platform,
          count(own),
          count(own, rule),
          count(own, pawl),
          count(other),
          count(other, rule),
          count(other, pawl),
        ];
      }),
    ]),
  ].join('\n');
}

type Example = { readonly what: string; readonly line: string };

/** Lines of our own, one by one, in Markdown. */
export function sideBySideExamples(file: string): string {
  const examples: readonly Example[] = parse(readFileSync(file, 'utf8'));
  return examples
    .map(({ what, line }) => {
      const row = lineForRule(line, receivedAt);
      const score = sentinelScore(row);
      const elsewhere = sentinelScore({ ...row, Facility: 'local7' });
      const said =
        score > 0 ? `reports it with ${score}` : elsewhere > 0 ? 'nothing, by the facility alone' : 'nothing';
      const hit = hitOf(line);
      const found =
        hit === null
          ? 'nothing'
          : `\`${hit.kind}\`${hit.detail === null ? '' : ` (${hit.detail})`}, score ${hit.score}${hit.version === null ? '' : `, release ${hit.version}`}`;
      return `- ${what}. The rule: ${said}. pawl: ${found}.\n\n  \`\`\`\n  ${line}\n  \`\`\``;
    })
    .join('\n\n');
}

/** A page with the text between `<!-- begin NAME -->` and `<!-- end NAME -->` replaced; throws where the marks are missing. */
export function withPart(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`the page has no part "${name}"`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}
