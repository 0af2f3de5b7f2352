import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, frameDecoder } from '../../src/syslog/framing.ts';

const piece = fc.oneof(
  fc.constantFrom(
    '<189>one',
    '<14>1 - - - - - - x',
    '\n',
    '\r\n',
    '\0',
    '8 <189>one',
    '9 <189>one',
    '30 <189>one\n',
    '99999999 <1>x',
    '12',
    ' ',
    '<',
    '5 5 <1>',
    '\n<189>',
    '\n8 <189>',
  ),
  fc.string({ maxLength: 20 }),
  fc.nat({ max: 300 }).map((count) => `${count} <189>${'y'.repeat(count % 40)}`),
);
const stream = fc.array(piece, { maxLength: 30 }).map((parts) => new TextEncoder().encode(parts.join('')));

const decode = (parts: readonly Uint8Array[], maxBytes: number): readonly Frame[] => {
  const decoder = frameDecoder(maxBytes);
  return [...parts.flatMap((part) => decoder.push(part)), ...decoder.end()];
};

describe('frames of a stream', () => {
  it('are the same wherever it is cut', () => {
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.nat({ max: 40 }), { maxLength: 20 }),
        fc.constantFrom(12, 40, 65_536),
        (whole, cuts, maxBytes) => {
          const parts: Uint8Array[] = [];
          let at = 0;
          for (const length of cuts) {
            parts.push(whole.subarray(at, at + length));
            at = Math.min(whole.length, at + length);
          }
          parts.push(whole.subarray(at));
          expect(decode(parts, maxBytes)).toEqual(decode([whole], maxBytes));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('are the same when every byte comes alone', () => {
    fc.assert(
      fc.property(stream, fc.constantFrom(12, 65_536), (whole, maxBytes) => {
        const parts = Array.from(whole, (byte) => Uint8Array.of(byte));
        expect(decode(parts, maxBytes)).toEqual(decode([whole], maxBytes));
      }),
      { numRuns: 1000 },
    );
  });

  it('take time linear in the stream, one byte at a time', () => {
    const decoder = frameDecoder(1 << 20);
    const began = performance.now();
    for (const byte of new TextEncoder().encode(`900000 <189>${'\n'.repeat(400_000)}`))
      decoder.push(Uint8Array.of(byte));
    decoder.end();
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
