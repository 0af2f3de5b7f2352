import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';

/** A file that is read in pieces; `close` when done. */
export type OpenImage = {
  readonly name: string;
  readonly sizeBytes: number;
  readonly readAt: (offset: number, bytes: number) => Promise<Uint8Array>;
  readonly chunks: () => AsyncIterable<Uint8Array>;
  readonly close: () => Promise<void>;
};

const pieceBytes = 1024 * 1024;

/** Opens a plain file for reading. */
export async function openImage(path: string): Promise<Result<OpenImage, string>> {
  try {
    const file = await open(path, 'r');
    const status = await file.stat();
    if (!status.isFile()) {
      await file.close();
      return err(`${path} is no plain file`);
    }
    const readAt = async (offset: number, bytes: number): Promise<Uint8Array> => {
      const buffer = Buffer.alloc(bytes);
      let filled = 0;
      while (filled < bytes) {
        const { bytesRead } = await file.read(buffer, filled, bytes - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    };
    return ok({
      name: basename(path),
      sizeBytes: status.size,
      readAt,
      async *chunks() {
        for (let offset = 0; ; ) {
          const piece = await readAt(offset, pieceBytes);
          if (piece.length === 0) return;
          yield piece;
          offset += piece.length;
        }
      },
      close: () => file.close(),
    });
  } catch (error) {
    return err(
      `cannot read ${path}: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`,
    );
  }
}
