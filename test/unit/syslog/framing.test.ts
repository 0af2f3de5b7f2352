import { describe, expect, it } from 'vitest';
import { type Frame, frameDecoder } from '../../../src/syslog/framing.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = ({ bytes: content }: Frame): string => new TextDecoder().decode(content);
const decode = (stream: string, maxBytes = 65_536): readonly Frame[] => {
  const decoder = frameDecoder(maxBytes);
  return [...decoder.push(bytes(stream)), ...decoder.end()];
};

describe('messages of a stream', () => {
  it('are octet-counted', () => {
    const frames = decode('9 <189>one\n11 <189>three\n');
    expect(frames.map(text)).toEqual(['<189>one', '<189>three']);
    expect(frames.map(({ framing }) => framing)).toEqual(['octet-counted', 'octet-counted']);
  });

  it('are lines', () => {
    expect(decode('<189>one\r\n<189>two\n\n\nlast').map(text)).toEqual(['<189>one', '<189>two', 'last']);
  });

  it('are told apart one by one', () => {
    const frames = decode('8 <189>one<190>two\n10 <189>threefour\n8 <189>six');
    expect(frames.map((one) => [one.framing, text(one)])).toEqual([
      ['octet-counted', '<189>one'],
      ['line', '<190>two'],
      ['octet-counted', '<189>three'],
      ['line', 'four'],
      ['octet-counted', '<189>six'],
    ]);
  });

  it('count bytes, not characters', () => {
    expect(decode('12 <189>žluť!8 <189>one').map(text)).toEqual(['<189>žluť!', '<189>one']);
  });

  it('that begin with a number and no priority are lines', () => {
    expect(decode('2026 Mar 10 02:11:45 sw %X-1-Y: a\n77: z\n').map(text)).toEqual([
      '2026 Mar 10 02:11:45 sw %X-1-Y: a',
      '77: z',
    ]);
  });

  it('tell at which byte they begin', () => {
    expect(decode('8 <189>one\nžab\nend\n').map(({ offset }) => offset)).toEqual([2, 11, 16]);
  });

  it('hold line feeds when they are counted', () => {
    expect(decode('21 <189>one\ntwo\n <thre').map(text)).toEqual(['<189>one\ntwo\n <thre']);
  });
});

describe('broken streams', () => {
  it('end a message before the next one where the count is too large', () => {
    const frames = decode('500 <189>one\n<190>two\n8 <189>six');
    expect(frames.map((one) => [one.problem, text(one)])).toEqual([
      ['wrong-count', '<189>one'],
      [null, '<190>two'],
      [null, '<189>six'],
    ]);
  });

  it('give what there is of half a message', () => {
    expect(decode('500 <189>one').map((one) => [one.problem, text(one)])).toEqual([['incomplete', '<189>one']]);
  });

  it('cut what is longer than the limit and never make a message of the rest', () => {
    const long = `<189>${'x'.repeat(300)}`;
    const frames = decode(`${long}\n${long.length} ${long}<190>ok\n`, 100);
    expect(frames.map((one) => [one.bytes.length, one.truncated])).toEqual([
      [100, true],
      [100, true],
      [7, false],
    ]);
  });

  it('may be nothing but NUL, digits or invalid UTF-8', () => {
    expect(decode('\0\0\0')).toEqual([]);
    expect(decode('123456').map(text)).toEqual(['123456']);
    const decoder = frameDecoder(1000);
    expect(decoder.push(Uint8Array.of(255, 254, 10)).map(({ bytes: content }) => [...content])).toEqual([[255, 254]]);
  });
});
