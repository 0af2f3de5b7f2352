import { createHash } from 'node:crypto';
import { deviceName } from '../core/brands.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { RecordStore } from '../record-ports.ts';

/** Takes one file of the bundle: its path within it and its text. */
export type WriteFile = (path: string, text: string) => Promise<Result<void, string>>;

const manual = `Evidence from a record of pawl.

SHA256SUMS    digests of every other file: run "sha256sum -c SHA256SUMS" in this folder
links.ndjson  the links of the evidence chain, one a line, as they stand in the record
NUMBER/       what one link vouches for: link.json, text.json, and raw outputs as the device sent them

A raw output has the digest that text.json names for its command; text.json has the digest that "text" in
the body of its link names. A link's digest is SHA-256 over the canonical JSON (RFC 8785) of at, body, kind, prev, seq,
subject. That the chain ends where it ended is shown by an anchor that was kept elsewhere.
`;

/**
 * Writes what the record holds about a device or an audit as a folder that can be checked with `sha256sum -c` alone.
 * Gives the number of links; refuses a name that the record does not know.
 */
export async function exportBundle(
  record: Pick<RecordStore, 'linksAbout' | 'exportedLink' | 'chainHead'>,
  name: string,
  write: WriteFile,
): Promise<Result<{ readonly links: number; readonly files: number }, string>> {
  const ofDevice = record.linksAbout({ device: deviceName(name) });
  const seqs = ofDevice.length > 0 ? ofDevice : record.linksAbout({ audit: name });
  if (seqs.length === 0) return err(`the record knows no device and no audit "${name.slice(0, 80)}"`);
  const sums: string[] = [];
  const put = async (path: string, text: string): Promise<Result<void, string>> => {
    const written = await write(path, text);
    if (written.ok) sums.push(`${createHash('sha256').update(text, 'utf8').digest('hex')}  ${path}`);
    return written;
  };
  const lines: string[] = [];
  for (const seq of seqs) {
    const link = record.exportedLink(seq);
    if (link === null) continue;
    const { text, outputs, body, ...head } = link;
    lines.push(JSON.stringify({ ...head, body }));
    const folder = String(seq).padStart(8, '0');
    const files: (readonly [string, string])[] = [];
    if (text !== null || outputs.length > 0) files.push([`${folder}/link.json`, body]);
    if (text !== null) files.push([`${folder}/text.json`, text]);
    for (const [index, output] of outputs.entries()) {
      if (output.text === null) continue;
      files.push([`${folder}/${String(index + 1).padStart(2, '0')}-${safeSlug(output.slug)}.txt`, output.text]);
    }
    for (const [path, content] of files) {
      const written = await put(path, content);
      if (!written.ok) return written;
    }
  }
  const head = record.chainHead();
  const rest: readonly (readonly [string, string])[] = [
    ['links.ndjson', `${lines.join('\n')}\n`],
    ['head.json', `${JSON.stringify({ schema: 'pawl/head/v1', ...head })}\n`],
    ['README.txt', manual],
  ];
  for (const [path, content] of rest) {
    const written = await put(path, content);
    if (!written.ok) return written;
  }
  const manifest = await write('SHA256SUMS', `${sums.join('\n')}\n`);
  return manifest.ok ? ok({ links: lines.length, files: sums.length }) : manifest;
}

/** Slugs are made of letters, digits, dots and dashes; one that was changed in the record is not followed. */
const safeSlug = (slug: string): string => slug.replaceAll(/[^a-z0-9.-]/gi, '').slice(0, 120) || 'output';
