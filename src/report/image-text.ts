import { printable } from '../core/printable.ts';

/** The part of an inspection that is printed. */
type Inspected = {
  readonly file: string;
  readonly sizeBytes: number;
  readonly content: string;
  readonly platform: string | null;
  readonly name: { readonly kind: string | null; readonly version: string | null };
  readonly inside: { readonly version: string | null; readonly from: string } | null;
  readonly signature: { readonly result: string; readonly why: string };
  readonly digests: Readonly<Record<string, string>>;
  readonly knownGood: {
    readonly match: boolean | null;
    readonly source: string | null;
    readonly expected: string | null;
    readonly withdrawn: boolean;
    readonly publishedAs: readonly string[];
  };
  readonly notes: readonly string[];
};

/** An inspected image for a person. */
export function imageText(image: Inspected): string {
  const { knownGood } = image;
  const match =
    knownGood.match === null
      ? 'no trusted value for this name'
      : knownGood.match
        ? `as published (${knownGood.source ?? ''})`
        : `NOT as published: ${knownGood.expected ?? ''} (${knownGood.source ?? ''})`;
  const lines: readonly (readonly [string, string])[] = [
    ['file', `${image.file}, ${image.sizeBytes} bytes`],
    ['content', `${image.content}${image.platform === null ? '' : ` for ${image.platform}`}`],
    ['name', `${image.name.kind ?? 'no image name'}, release ${image.name.version ?? 'not told'}`],
    [
      'inside',
      image.inside === null
        ? 'release not told'
        : `${image.inside.version ?? 'release not told'} (${image.inside.from})`,
    ],
    ['signature', `${image.signature.result}: ${image.signature.why}`],
    ...Object.entries(image.digests),
    ['known good', `${match}${knownGood.withdrawn ? '; withdrawn by the vendor' : ''}`],
    ...knownGood.publishedAs.map((name) => ['published', `this content is published as ${name}`] as const),
    ...image.notes.map((note) => ['note', note] as const),
  ];
  return lines.map(([name, text]) => `${name.padEnd(11)}  ${printable(text)}`).join('\n');
}
