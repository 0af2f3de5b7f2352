/** What the content of a file is, whatever its name says. */
export type ContentKind = 'swi' | 'zip' | 'elf' | 'gzip' | 'tar' | 'iso' | 'unknown';

/** From the first 64 KiB. Whether a zip is an image of EOS is told by its members. */
export function contentKind(head: Uint8Array): ContentKind {
  const at = (offset: number, text: string): boolean =>
    Buffer.from(head.subarray(offset, offset + text.length)).toString('latin1') === text;
  if (at(0, 'PK\u0003\u0004')) return 'zip';
  if (at(0, '\u007fELF')) return 'elf';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (at(257, 'ustar')) return 'tar';
  if (at(32_769, 'CD001')) return 'iso';
  return 'unknown';
}

/** Volume name of an ISO 9660, which vendors fill with product and release. */
export function isoVolume(head: Uint8Array): string | null {
  const name = Buffer.from(head.subarray(32_808, 32_840)).toString('latin1').replaceAll('\0', ' ').trim();
  return /^[ -~]{1,32}$/.test(name) ? name : null;
}

/** The release in the member `version` of an EOS image: `SWI_VERSION=4.30.1F`. */
export const swiVersion = (text: string): string | null => /^SWI_VERSION=["']?([\w.-]{1,60})/m.exec(text)?.[1] ?? null;

export type MarkScan = {
  /** Takes the next bytes of the file. */
  readonly add: (chunk: Uint8Array) => void;
  /** Values by mark (`VERSION`, `IMAGE`, `FAMILY`, `FEATURE`), the first of each. */
  readonly marks: () => ReadonlyMap<string, string>;
};

const longestMark = 200;
const mostMarks = 16;

/**
 * Looks for the marks `CW_VERSION$15.2(4)M6$` that IOS and IOS-XE images carry uncompressed, also across the border of two
 * chunks. They are part of what a signature covers, but by themselves they are text that anybody can write.
 */
export function markScan(): MarkScan {
  const found = new Map<string, string>();
  let rest: Buffer = Buffer.alloc(0);
  return {
    add(chunk) {
      if (found.size >= mostMarks) return;
      const bytes =
        rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([rest, chunk]);
      for (let at = bytes.indexOf('CW_'); at !== -1; at = bytes.indexOf('CW_', at + 3)) {
        const text = bytes.subarray(at, at + longestMark).toString('latin1');
        const mark = /^CW_([A-Z_]{2,20})\$([^$\u0000-\u001f]{1,100})\$/.exec(text);
        if (mark?.[1] !== undefined && mark[2] !== undefined && !found.has(mark[1]) && found.size < mostMarks)
          found.set(mark[1], mark[2]);
      }
      rest = Buffer.from(bytes.subarray(Math.max(0, bytes.length - longestMark)));
    },
    marks: () => found,
  };
}
