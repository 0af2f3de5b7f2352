import type { ConfigProblem } from '../config/problem.ts';
import type { SourceFile } from '../config/yaml-document.ts';
import {
  type Draft,
  type DraftEntry,
  emptyDraft,
  type LeftOut,
  placeAt,
  problemAt,
  quoted,
  writtenValues,
} from './draft.ts';

/**
 * Reads RANCID's `router.db` (router.db(5)): `name;type;state[;comment]`, a colon instead of the semicolon before 3.0.
 * Only `up` is in use; any other state is left out and counted. Names are in lower case, as RANCID makes them.
 */
export function readRancid({ file, text }: SourceFile): Draft {
  const problems: ConfigProblem[] = [];
  const hosts: DraftEntry[] = [];
  const leftOut: LeftOut[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/^\uFEFF/, '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const place = placeAt(file, index + 1);
    const [first = '', type, state] = line.split(line.includes(';') ? ';' : ':').map((part) => part.trim());
    if (first === '' || type === undefined || type === '' || state === undefined) {
      problems.push(problemAt(place, `${quoted(line)} is no name;type;state`));
      continue;
    }
    const name = first.toLowerCase();
    if (state.toLowerCase() === 'up')
      hosts.push({ name, place, groups: [], values: writtenValues({ platform: type }) });
    else leftOut.push({ name, why: `state ${quoted(state)} in ${file}:${index + 1}` });
  }
  return { ...emptyDraft, hosts, problems, leftOut };
}
