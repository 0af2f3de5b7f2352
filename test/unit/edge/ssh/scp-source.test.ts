import { describe, expect, it } from 'vitest';
import { scpSource } from '../../../../src/edge/ssh/scp-source.ts';

/** What was read, told as words; data joined to one text. */
function told(pieces: readonly string[]): readonly string[] {
  const read = scpSource();
  const words: string[] = [];
  let data = '';
  for (const piece of pieces) {
    for (const event of read(Buffer.from(piece, 'latin1'))) {
      if (event.kind === 'data') data += Buffer.from(event.bytes).toString('latin1');
      else if (event.kind === 'file') words.push(`file ${event.sizeBytes}`);
      else words.push(event.kind === 'error' ? `error ${event.message}` : event.kind);
    }
  }
  return data === '' ? words : [...words, `data ${data}`];
}

describe('the source side of SCP', () => {
  const whole = 'C0644 11 image.bin\nhello world\0';

  it('gives the size, the bytes and the end, however the stream is cut', () => {
    const expected = ['file 11', 'acknowledge', 'complete', 'data hello world'];
    expect(told([whole])).toEqual(expected);
    expect(told([...whole])).toEqual(expected);
    for (let cut = 1; cut < whole.length; cut += 1)
      expect(told([whole.slice(0, cut), whole.slice(cut)])).toEqual(expected);
  });

  it('takes bytes of the file for bytes of the file, whatever they look like', () => {
    expect(told(['C0644 6 x\n', 'C0644\n', '\0'])).toContain('data C0644\n');
    expect(told(['C0644 3 x\n\x01\x02\0\0'])).toEqual(['file 3', 'acknowledge', 'complete', 'data \x01\x02\0']);
  });

  it('reads an empty file and a line with times before the file', () => {
    expect(told(['T1700000000 0 1700000000 0\n', 'C0644 0 x\n\0'])).toEqual([
      'acknowledge',
      'file 0',
      'acknowledge',
      'complete',
    ]);
  });

  it('is not complete where the stream ends before the last byte or before the word of the server', () => {
    expect(told(['C0644 11 x\nhello'])).not.toContain('complete');
    expect(told(['C0644 5 x\nhello'])).not.toContain('complete');
  });

  it.each([
    ['\x01scp: /x: No such file or directory\n', 'error scp: /x: No such file or directory'],
    ['\x02Privilege denied\n', 'error Privilege denied'],
    ['Administratively disabled.\n', 'error Administratively disabled.'],
    ["% Invalid input detected at '^' marker.\n", "error % Invalid input detected at '^' marker."],
    ['D0755 0 folder\n', 'error it is a folder'],
    ['C0644 99999999999999999999 x\n', 'error C0644 99999999999999999999 x'],
    ['C0644 -1 x\n', 'error C0644 -1 x'],
    ['\x01\x1b[2Jcleared\n', 'error [2Jcleared'],
  ])('takes %j for an error in the words of the server', (text, expected) => {
    expect(told([text])).toEqual([expected]);
    expect(told([text, 'C0644 5 x\nhello\0'])).toEqual([expected]);
  });

  it('says so where the server could not read the file to its end', () => {
    expect(told(['C0644 5 x\nhello', '\x01', 'scp: x: Input/output error\n']).at(1)).toBe('acknowledge');
    expect(told(['C0644 5 x\nhello\x01scp: read error\n'])).toContain(
      'error the server could not read it: scp: read error',
    );
  });

  it('does not keep a line that does not end', () => {
    const began = performance.now();
    const words = told(['A'.repeat(1 << 20)]);
    expect(words).toEqual([`error ${'A'.repeat(300)}`]);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
