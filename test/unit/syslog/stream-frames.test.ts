import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameDecoder } from '../../../src/syslog/framing.ts';
import { type StreamFrame, streamFrames } from '../../../src/syslog/stream-frames.ts';

const encoder = new TextEncoder();
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** The messages one by one; line ends and NUL around them count for nothing, as for the reader of lines. */
const messages = ({ bytes, lines }: StreamFrame): readonly string[] =>
  (lines === undefined ? [text(bytes)] : text(bytes).split('\n').slice(0, -1)).map((line) =>
    line.replace(/[\r\n\0]+$/, ''),
  );

const cut = (bytes: Uint8Array, sizes: readonly number[]): readonly Uint8Array[] => {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...chunks, bytes.subarray(at)];
};

describe('a stream of lines', () => {
  it('is given out in blocks as it lies', () => {
    const decoder = streamFrames(1000);
    const [first, ...more] = decoder.push(encoder.encode('<189>one\n<189>two\n<189>thr'));
    expect([first?.lines, first === undefined ? '' : text(first.bytes), more]).toEqual([2, '<189>one\n<189>two\n', []]);
    expect(decoder.push(encoder.encode('ee\n<189>four\n')).flatMap(messages)).toEqual(['<189>three', '<189>four']);
    expect(decoder.end()).toEqual([]);
  });

  it('gives the messages of the decoder, whatever is sent and wherever it is cut', () => {
    const piece = fc.oneof(
      fc.constantFrom('<189>line\n', '<189>a\r\n', '\n', '\0', '\r', '9 <189>four', '2026-04-02 a line\n', '12 <', 'x'),
      fc.string({ maxLength: 30 }),
      fc.constant(`<189>${'long '.repeat(30)}\n`),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(40), { maxLength: 20 }), (pieces, sizes) => {
        const bytes = Buffer.from(pieces.join(''), 'latin1');
        const whole = frameDecoder(100);
        const wanted = [...whole.push(bytes), ...whole.end()].map((one) => text(one.bytes));
        const decoder = streamFrames(100);
        const given = [
          ...cut(bytes, sizes).flatMap((chunk) => decoder.push(chunk).flatMap(messages)),
          ...decoder.end().flatMap(messages),
        ];
        expect(given.filter((line) => line !== '')).toEqual(wanted);
      }),
      { numRuns: 2000 },
    );
  });
});
