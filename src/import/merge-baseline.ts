import { isMap, isSeq, parseDocument } from 'yaml';
import { readYaml, type SourceFile } from '../config/yaml-document.ts';
import type { VersionScheme } from '../core/version.ts';
import { approvedText, type BaselineDraft, baselineText, type DraftApproved } from './baseline-draft.ts';
import { isSameEntry } from './golden-list.ts';

export type BaselineMerge = {
  /** Null: nothing changes. */
  readonly text: string | null;
  readonly isNew: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly kept: readonly string[];
};

/** An entry of `approved` in one line, as people name it. */
const entryName = ({ version, train, versions }: Pick<DraftApproved, 'version' | 'train' | 'versions'>): string =>
  version ?? [train === null ? '' : `train ${train}`, versions ?? ''].filter((word) => word !== '').join(' ');

/**
 * Lays a draft over the file of the same name: what the list approves is approved, what it no longer has is taken out;
 * an entry that stays keeps its text, unless the list brings files that it lacks. Everything else of the file (waivers,
 * forbidden releases, comments) stays.
 */
export function mergeBaseline(before: SourceFile | null, draft: BaselineDraft, scheme: VersionScheme): BaselineMerge {
  if (before === null)
    return { text: baselineText(draft), isNew: true, added: draft.approved.map(entryName), removed: [], kept: [] };
  const doc = parseDocument(before.text, { schema: 'failsafe', stringKeys: true, prettyErrors: false });
  const root = doc.contents;
  const sequence = isMap(root) ? root.get('approved', true) : null;
  const written: unknown = Reflect.get(Object(readYaml(before).value), 'approved');
  const old = Array.isArray(written) ? written.map(readEntry) : [];
  const items: unknown[] = [];
  const added: string[] = [];
  const kept: string[] = [];
  for (const entry of draft.approved) {
    const at = old.findIndex((one) => isSameEntry(scheme, one.entry, entry));
    const missing = entry.images.some(({ file, digests }) => {
      const own = old[at]?.files.get(file);
      return own === undefined || digests.some(({ algorithm, value }) => own[algorithm]?.toLowerCase() !== value);
    });
    if (at !== -1 && !missing && isSeq(sequence)) {
      items.push(sequence.items[at]);
      kept.push(entryName(entry));
    } else {
      const parsed = parseDocument(approvedText(entry), { schema: 'failsafe', stringKeys: true }).contents;
      items.push(isSeq(parsed) ? parsed.items[0] : null);
      added.push(at === -1 ? entryName(entry) : `${entryName(entry)} (files)`);
    }
  }
  const removed = old
    .filter(({ entry }) => !draft.approved.some((one) => isSameEntry(scheme, one, entry)))
    .map(({ entry }) => entryName(entry));
  if (added.length === 0 && removed.length === 0) return { text: null, isNew: false, added, removed, kept };
  const next = doc.createNode([]);
  next.items.push(...(items as never[]));
  doc.set('approved', next);
  return { text: doc.toString({ lineWidth: 0, flowCollectionPadding: false }), isNew: false, added, removed, kept };
}

function readEntry(value: unknown): {
  readonly entry: DraftApproved;
  readonly files: ReadonlyMap<string, Readonly<Record<string, string>>>;
} {
  const own: Readonly<Record<string, unknown>> = Object(value);
  const text = (key: string): string | null => (typeof own[key] === 'string' ? own[key] : null);
  const images: unknown = own['images'];
  const files = new Map<string, Readonly<Record<string, string>>>();
  for (const image of Array.isArray(images) ? images : []) files.set(String(Object(image).file), Object(image));
  return {
    entry: {
      version: text('version'),
      train: text('train'),
      versions: text('versions'),
      featureSet: null,
      validFrom: null,
      validUntil: null,
      images: [],
      packages: [],
      comment: null,
    },
    files,
  };
}
