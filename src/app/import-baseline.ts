import { readBaselines } from '../config/baselines.ts';
import { checkBaselines } from '../config/fleet-checks.ts';
import { problemText } from '../config/problem.ts';
import type { SourceFile } from '../config/yaml-document.ts';
import { type GoldenOptions, readGoldenList } from '../import/golden-list.ts';
import { type BaselineMerge, mergeBaseline } from '../import/merge-baseline.ts';
import type { Configuration } from './configuration.ts';
import { knownPlatforms } from './platform-rules.ts';

export type { GoldenOptions } from '../import/golden-list.ts';

export type BaselineImport = {
  readonly schema: 'pawl/baseline-import/v1';
  readonly problems: readonly { readonly text: string; readonly severity: 'error' | 'warning' }[];
  readonly notes: readonly string[];
  readonly baselines: readonly (Omit<BaselineMerge, 'text'> & { readonly name: string; readonly file: string })[];
};

/** Reads golden lists and lays them over the baselines that are there; touches nothing. */
export function planBaselineImport(
  lists: readonly SourceFile[],
  options: GoldenOptions,
  configuration: Pick<Configuration, 'baselines' | 'inventory' | 'baselineTexts'>,
  folder: string,
): { readonly plan: BaselineImport; readonly writes: readonly { readonly path: string; readonly text: string }[] } {
  const problems: BaselineImport['problems'][number][] = [];
  const notes: string[] = [];
  const writes: { readonly path: string; readonly text: string }[] = [];
  const baselines: BaselineImport['baselines'][number][] = [];
  const existing = new Map(configuration.baselines.map((one) => [one.name, one]));
  for (const list of lists) {
    const read = readGoldenList(list, options, knownPlatforms);
    problems.push(...read.problems.map((one) => ({ text: problemText(one), severity: one.severity })));
    notes.push(...read.notes);
    for (const draft of read.drafts) {
      const before = existing.get(draft.name) ?? null;
      const scheme = knownPlatforms.schemeOf(draft.match['platform']?.[0] ?? '');
      if (scheme === null) continue;
      const path = before?.place.file ?? `${folder.replace(/\/+$/, '')}/${draft.name}.yaml`;
      if (baselines.some(({ file }) => file === path))
        problems.push({ text: `${list.file}: "${draft.name}" is in two lists`, severity: 'error' });
      const text = before === null ? null : (configuration.baselineTexts.get(before.revision) ?? null);
      const { text: after, ...merge } = mergeBaseline(text === null ? null : { file: path, text }, draft, scheme);
      baselines.push({ name: draft.name, file: path, ...merge });
      if (after !== null) writes.push({ path, text: after });
    }
  }
  if (!problems.some(({ severity }) => severity === 'error'))
    problems.push(...problemsAfter(configuration, writes).map((text) => ({ text, severity: 'error' as const })));
  const refused = problems.some(({ severity }) => severity === 'error');
  return {
    plan: {
      schema: 'pawl/baseline-import/v1',
      problems,
      notes: [...new Set(notes)],
      baselines: refused ? [] : baselines,
    },
    writes: refused ? [] : writes,
  };
}

/** Errors that the baselines would have with these files written: unreadable ones, same names, ties. */
export function problemsAfter(
  { baselines, inventory }: Pick<Configuration, 'baselines' | 'inventory'>,
  writes: readonly { readonly path: string; readonly text: string }[],
): readonly string[] {
  const { baselines: fresh, problems } = readBaselines(
    writes.map(({ path, text }) => ({ file: path, text })),
    knownPlatforms,
  );
  const paths = new Set(writes.map(({ path }) => path));
  const all = [...baselines.filter(({ place }) => !paths.has(place.file)), ...fresh];
  return [...problems, ...checkBaselines(all, inventory)]
    .filter(({ severity }) => severity === 'error')
    .map((problem) => `after the import: ${problemText(problem)}`);
}
