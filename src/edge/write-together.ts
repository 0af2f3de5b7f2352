import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';

/**
 * Writes several files, all or none: each is written beside its place first, then they are renamed in the given order.
 * When a rename fails the ones before it get their old content back. `text` null takes the file away.
 */
export async function writeTogether(
  files: readonly { readonly path: string; readonly text: string | null }[],
): Promise<Result<void, string>> {
  const drafts: { readonly path: string; readonly draft: string | null; readonly before: Buffer | null }[] = [];
  const done: typeof drafts = [];
  let at = '';
  try {
    for (const { path, text } of files) {
      at = path;
      await mkdir(dirname(path), { recursive: true });
      const before = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      const draft = text === null ? null : `${path}.${randomBytes(6).toString('hex')}.tmp`;
      drafts.push({ path, draft, before });
      if (draft !== null && text !== null) await writeFile(draft, text, { flag: 'wx', flush: true });
    }
    for (const one of drafts) {
      at = one.path;
      if (one.draft === null) await rm(one.path);
      else await rename(one.draft, one.path);
      done.push(one);
    }
    return ok(undefined);
  } catch (error) {
    for (const { path, before } of done.reverse())
      await (before === null ? rm(path, { force: true }) : writeFile(path, before)).catch(() => undefined);
    for (const { draft } of drafts) if (draft !== null) await rm(draft, { force: true }).catch(() => undefined);
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return err(`cannot write ${at}: ${code}; nothing was changed`);
  }
}
