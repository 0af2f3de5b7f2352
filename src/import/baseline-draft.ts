import type { HashAlgorithm } from '../core/brands.ts';
import { printable } from '../core/printable.ts';
import { scalarText } from './yaml-text.ts';

export type DraftFile = {
  readonly file: string;
  readonly size: string | null;
  readonly digests: readonly { readonly algorithm: HashAlgorithm; readonly value: string }[];
  readonly source: string | null;
  readonly learned: boolean;
};

export type DraftApproved = {
  readonly version: string | null;
  readonly train: string | null;
  readonly versions: string | null;
  readonly featureSet: string | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  readonly images: readonly DraftFile[];
  readonly packages: readonly DraftFile[];
  /** Behind the version, for people. */
  readonly comment: string | null;
};

/** A baseline that pawl writes for people to look over. */
export type BaselineDraft = {
  readonly name: string;
  readonly approvedBy: string | null;
  readonly learned: { readonly at: string; readonly by: string; readonly from: readonly string[] } | null;
  readonly match: Readonly<Record<string, readonly string[]>>;
  readonly approved: readonly DraftApproved[];
  readonly extensions?: readonly string[];
  /** Comment lines at the head, and after the approved releases. */
  readonly head: readonly string[];
  readonly tail: readonly string[];
};

const comment = (text: string): string => `# ${printable(text).slice(0, 300)}\n`;
const list = (values: readonly string[]): string =>
  values.length === 1 ? quotedGlob(values[0] ?? '') : `[${values.map(quotedGlob).join(', ')}]`;
const quotedGlob = (text: string): string => (/[*?[\]{}]/.test(text) ? JSON.stringify(text) : scalarText(text));

/** The YAML of a draft, in the layout of our own examples. */
export function baselineText({
  name,
  approvedBy,
  learned,
  match,
  approved,
  extensions,
  head,
  tail,
}: BaselineDraft): string {
  const lines = [head.map(comment).join(''), '\n', `name: ${scalarText(name)}\n`];
  if (approvedBy !== null) lines.push(`approvedBy: ${JSON.stringify(printable(approvedBy))}\n`);
  if (learned !== null)
    lines.push(
      `learned: {at: ${learned.at}, by: ${JSON.stringify(printable(learned.by))}, from: [${learned.from.map((one) => scalarText(one)).join(', ')}]}\n`,
    );
  const keys = Object.entries(match).filter(([, values]) => values.length > 0);
  lines.push(`match: {${keys.map(([key, values]) => `${key}: ${list(values)}`).join(', ')}}\n`, 'approved:\n');
  for (const entry of approved) lines.push(approvedText(entry));
  if (extensions !== undefined && extensions.length > 0)
    lines.push(`extensions: [${extensions.map((one) => scalarText(one)).join(', ')}]\n`);
  lines.push(...tail.map(comment));
  return lines.join('');
}

export function approvedText(entry: DraftApproved): string {
  const fields: string[] = [];
  const put = (key: string, value: string | null): void => {
    if (value !== null) fields.push(`${key}: ${scalarText(value)}`);
  };
  // Our reader takes a version as it is written; quotes serve other readers.
  put('version', entry.version);
  put('train', entry.train);
  if (entry.versions !== null) fields.push(`versions: ${JSON.stringify(entry.versions)}`);
  put('featureSet', entry.featureSet);
  put('validFrom', entry.validFrom);
  put('validUntil', entry.validUntil);
  const [first = '', ...rest] = fields;
  const note = entry.comment === null ? '' : ` # ${printable(entry.comment).slice(0, 200)}`;
  return [
    `  - ${first}${note}\n`,
    ...rest.map((field) => `    ${field}\n`),
    ...filesText('images', entry.images),
    ...filesText('packages', entry.packages),
  ].join('');
}

function filesText(key: string, files: readonly DraftFile[]): readonly string[] {
  if (files.length === 0) return [];
  return [
    `    ${key}:\n`,
    ...files.map(({ file, size, digests, source, learned }) => {
      const lines = [`file: ${scalarText(file)}`];
      if (size !== null) lines.push(`size: ${size}`);
      for (const { algorithm, value } of digests) lines.push(`${algorithm}: "${value}"`);
      if (source !== null) lines.push(`source: ${JSON.stringify(printable(source))}`);
      if (learned) lines.push('learned: true');
      return `      - ${lines.join('\n        ')}\n`;
    }),
  ];
}

/** Letters, digits and hyphens of the parts: the name of a baseline and of its file. */
export function baselineName(parts: readonly (string | null)[]): string {
  const words = parts.flatMap((part) => {
    const word = (part ?? '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '');
    return word === '' ? [] : [word];
  });
  return words.join('-').slice(0, 80) || 'baseline';
}
