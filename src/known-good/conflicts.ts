import type { TrustedFile } from '../core/baseline.ts';
import { type ListProblem, mostProblems } from './list.ts';

type Seen = { readonly value: string; readonly source: string };

export type Conflicts = { readonly errors: readonly ListProblem[]; readonly warnings: readonly string[] };

/**
 * Holds values against each other: two digests of one algorithm for one name are an error (a re-published image, or a
 * list that was changed); one digest under two names is a renamed file and a warning. All are of one platform.
 */
export function findConflicts(files: readonly TrustedFile[]): Conflicts {
  const byName = new Map<string, Seen>();
  const names = new Map<string, string>();
  const errors: ListProblem[] = [];
  const warnings: string[] = [];
  for (const { file, digests, source } of files) {
    for (const { algorithm, value } of digests) {
      const key = `${algorithm} ${file}`;
      const known = byName.get(key);
      if (known === undefined) byName.set(key, { value, source });
      else if (known.value !== value && errors.length < mostProblems)
        errors.push({
          line: null,
          message: `two ${algorithm} digests for ${file}: ${value.slice(0, 16)}… (${source}) and ${known.value.slice(0, 16)}… (${known.source})`,
        });
      const other = names.get(value);
      if (other === undefined) names.set(value, file);
      else if (other !== file && warnings.length < mostProblems)
        warnings.push(`${file} and ${other} have the same ${algorithm} digest: one file under two names`);
    }
  }
  return { errors, warnings };
}
