import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Deflate looks back this far; of a longer base only its end helps. */
const windowBytes = 32 * 1024;

/** Takes no more than the text needs; zlib otherwise takes 16 KiB for each of ten thousand small ones. */
export const chunkOf = (size: number | null): { readonly chunkSize?: number } =>
  size === null || size < 0 || size > 1024 * 1024 ? {} : { chunkSize: size + 64 };

const dictionary = (base: Buffer): Buffer => base.subarray(Math.max(0, base.length - windowBytes));

/** Compressed against a text that is mostly the same: what is left is little more than the difference. */
export const compressNear = (text: Buffer, base: Buffer): Buffer =>
  deflateRawSync(text, { level: 6, dictionary: dictionary(base) });

export const decompressNear = (bytes: Uint8Array, base: Buffer, size: number): Buffer =>
  inflateRawSync(bytes, { maxOutputLength: 64 * 1024 * 1024, dictionary: dictionary(base), ...chunkOf(size) });

/** Worth it: otherwise the text is kept whole, and later ones are compared with it. */
export const isNear = (bytes: Uint8Array, text: Buffer): boolean => bytes.length * 6 < text.length;
