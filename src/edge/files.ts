import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';

export type FileFailure = {
  readonly kind: 'absent' | 'not-a-file' | 'too-large' | 'not-text' | 'denied' | 'full' | 'io';
  readonly file: string;
  /** A sentence with the name of the file. */
  readonly message: string;
};

export const maxTextBytes = 64 * 1024 * 1024;

/** Reads a regular file of UTF-8 text. Pipes, devices and folders are refused: reading one could wait for ever. */
export function readTextFile(file: string, maxBytes = maxTextBytes): Result<string, FileFailure> {
  return guarded(file, () => {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = regular(descriptor, file);
      if (size > maxBytes) throw new Refused('too-large', `${file} has ${size} bytes; at most ${maxBytes} are read`);
      const bytes = Buffer.alloc(size);
      let length = 0;
      for (let got = -1; got !== 0 && length < size; length += got)
        got = readSync(descriptor, bytes, length, size - length, length);
      return decode(bytes.subarray(0, length), file);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** The same, with null for a file that is not there. */
export function readTextFileIfPresent(file: string, maxBytes = maxTextBytes): Result<string | null, FileFailure> {
  const read = readTextFile(file, maxBytes);
  return !read.ok && read.error.kind === 'absent' ? ok(null) : read;
}

/** Paths of the files in a folder that end so, by name; hidden ones and editors' copies are left out. */
export function filesIn(folder: string, extensions: readonly string[]): Result<readonly string[], FileFailure> {
  return guarded(folder, () =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && !/^[.#]/.test(entry.name))
      .filter(({ name }) => extensions.some((extension) => name.endsWith(extension)))
      .map(({ name }) => join(folder, name))
      .sort(),
  );
}

/**
 * Writes a file so that it has either its old or its new content, also when the power fails: a temporary file beside
 * it is written, synchronised and renamed.
 */
export function writeFileAtomically(
  file: string,
  content: string | Uint8Array | Iterable<string>,
  options: { readonly mode?: number } = {},
): Result<void, FileFailure> {
  return guarded(file, () => {
    const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      const descriptor = openSync(temporary, 'wx', options.mode ?? 0o644);
      try {
        const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
        for (const piece of pieces) {
          const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
          for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
        }
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    synchroniseFolder(dirname(file));
  });
}

/** Writes a file that must not be there yet: `absent` never comes of it, an existing one is `denied`. */
export function writeNewFile(file: string, content: string): Result<void, FileFailure> {
  return guarded(file, () => {
    const descriptor = openSync(file, 'wx', 0o644);
    try {
      writeSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** A rename is on disk only when its folder is. */
function synchroniseFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

class Refused extends Error {
  readonly kind: FileFailure['kind'];
  constructor(kind: FileFailure['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

function regular(descriptor: number, file: string): { readonly size: number } {
  const status = fstatSync(descriptor);
  if (!status.isFile()) throw new Refused('not-a-file', `${file} is no regular file`);
  return status;
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refused('not-text', `${file} is no UTF-8 text`);
  }
}

const kinds: Readonly<Record<string, readonly [FileFailure['kind'], string]>> = {
  ENOENT: ['absent', 'does not exist'],
  ENOTDIR: ['absent', 'does not exist'],
  EISDIR: ['not-a-file', 'is a folder'],
  EACCES: ['denied', 'may not be read or written by this account'],
  EPERM: ['denied', 'may not be read or written by this account'],
  EROFS: ['denied', 'is on a file system that cannot be written'],
  EEXIST: ['denied', 'is there already'],
  ENOSPC: ['full', 'does not fit on the disk'],
  EDQUOT: ['full', 'does not fit into the quota'],
};

function guarded<T>(file: string, work: () => T): Result<T, FileFailure> {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof Refused) return err({ kind: error.kind, file, message: error.message });
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null || !/^E[A-Z]+$/.test(code)) throw error;
    const [kind, words] = kinds[code] ?? ['io', `cannot be read or written (${code})`];
    return err({ kind, file, message: `${file} ${words}` });
  }
}
