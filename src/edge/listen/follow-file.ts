import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { FilePosition, Follower, FollowFile } from '../../agent-ports.ts';

const chunkBytes = 256 * 1024;
const maxLineBytes = 64 * 1024;
const headBytes = 64;
const LF = 10;

/**
 * Follows a file that others append to. A rotated file (another inode under the name) is read to its end before the new
 * one is begun; a file that became shorter or begins otherwise was truncated and is read from its begin. `from` is where
 * the last run stopped; its rest is looked for in the folder where the file was rotated meanwhile. Without it reading
 * begins at the end. A file that is absent is waited for.
 */
export const followFile: FollowFile = (path, from, { onLine, onPosition, room }): Follower => {
  let handle: FileHandle | null = null;
  let position: FilePosition | null = from;
  let first = from === null;

  const readOn = async (file: FileHandle, at: FilePosition): Promise<FilePosition> => {
    let { offset } = at;
    const buffer = Buffer.alloc(chunkBytes);
    for (;;) {
      await room();
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, offset);
      if (bytesRead === 0) break;
      const last = buffer.lastIndexOf(LF, bytesRead - 1);
      if (last === -1 || last >= bytesRead) {
        if (bytesRead < chunkBytes) break;
        offset += bytesRead; // a line longer than the buffer is no accounting record
        continue;
      }
      let begin = 0;
      for (let feed = buffer.indexOf(LF); feed !== -1 && feed <= last; feed = buffer.indexOf(LF, begin)) {
        if (feed > begin) onLine(Uint8Array.prototype.slice.call(buffer, begin, Math.min(feed, begin + maxLineBytes)));
        begin = feed + 1;
      }
      offset += last + 1;
      if (bytesRead < chunkBytes) break;
    }
    const next = { ...at, head: at.head.length < headBytes * 2 ? await headOf(file) : at.head, offset };
    if (next.offset !== at.offset || next.head !== at.head) onPosition(next);
    return next;
  };

  const rotatedAway = async (old: FilePosition): Promise<void> => {
    const file = handle ?? (await findInode(dirname(path), old.inode));
    if (file === null) return;
    if ((await headOf(file)).startsWith(old.head)) await readOn(file, old);
    if (file !== handle) await file.close();
  };

  return {
    async poll() {
      const now = await stat(path).catch(() => null);
      if (now === null || !now.isFile()) {
        first = false;
        return;
      }
      if (position !== null && position.inode !== now.ino) {
        await rotatedAway(position);
        await handle?.close();
        handle = null;
        position = { inode: now.ino, offset: 0, head: '' };
      }
      handle ??= await open(path, 'r').catch(() => null);
      if (handle === null) return;
      position ??= { inode: now.ino, offset: first ? now.size : 0, head: await headOf(handle) };
      if (first) onPosition(position);
      first = false;
      const { size } = await handle.stat();
      const truncated = size < position.offset || !(await headOf(handle)).startsWith(position.head);
      position = await readOn(handle, truncated ? { ...position, offset: 0, head: '' } : position);
    },
    async close() {
      await handle?.close();
      handle = null;
    },
  };
};

async function headOf(file: FileHandle): Promise<string> {
  const buffer = Buffer.alloc(headBytes);
  const { bytesRead } = await file.read(buffer, 0, headBytes, 0);
  return buffer.toString('hex', 0, bytesRead);
}

async function findInode(folder: string, inode: number): Promise<FileHandle | null> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found?.isFile() === true && found.ino === inode) return open(path, 'r').catch(() => null);
  }
  return null;
}
