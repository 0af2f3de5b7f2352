import { isMap, parseDocument } from 'yaml';
import { readYaml, type SourceFile } from '../config/yaml-document.ts';
import { type EpochMs, isoTime } from '../core/brands.ts';
import { printable } from '../core/printable.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Configuration } from './configuration.ts';
import { problemsAfter } from './import-baseline.ts';

export { revisionOf } from '../config/baselines.ts';

export type Acceptance = { readonly by: string; readonly ticket: string | null; readonly at: EpochMs };

/**
 * The text of a learned proposal as a baseline in force: approved by the one who accepts, who must be another person
 * than the one who learned it. Errors are sentences.
 */
export function acceptBaseline(
  proposal: SourceFile,
  target: string,
  { by, ticket, at }: Acceptance,
  configuration: Pick<Configuration, 'baselines' | 'inventory'>,
): Result<string, string> {
  const { value, problems } = readYaml(proposal);
  if (problems.length > 0) return err(`${proposal.file}: ${problems[0]?.message ?? 'cannot be read'}`);
  const learned: unknown = Reflect.get(Object(value), 'learned');
  const learner: unknown = Reflect.get(Object(learned), 'by');
  if (typeof learner !== 'string' || learner.trim() === '')
    return err(`${proposal.file}: "learned: {by: …}" does not tell who learned it`);
  if (plainName(learner) === plainName(by)) return err(`${learner} learned it; a second person accepts it`);
  const doc = parseDocument(proposal.text, { schema: 'failsafe', stringKeys: true, prettyErrors: false });
  if (!isMap(doc.contents)) return err(`${proposal.file}: no baseline`);
  doc.delete('learned');
  doc.set('approvedBy', by);
  const when: unknown = Reflect.get(Object(learned), 'at');
  const from: unknown = Reflect.get(Object(learned), 'from');
  doc.commentBefore = ` Learned by ${one(learner)}${typeof when === 'string' ? ` at ${one(when)}` : ''} from ${Array.isArray(from) ? `${from.length} devices` : 'devices'};\n accepted by ${one(by)} at ${isoTime(at)}${ticket === null ? '' : `, ${one(ticket)}`}.\n A learned digest proves change and difference from twins, not that the file is the vendor’s.`;
  const text = doc.toString({ lineWidth: 0, flowCollectionPadding: false });
  const [problem] = problemsAfter(configuration, [{ path: target, text }]);
  return problem === undefined ? ok(text) : err(problem);
}

const one = (text: string): string => printable(text).slice(0, 120);
const plainName = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
