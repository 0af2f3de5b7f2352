import { describe, expect, it } from 'vitest';
import { readCefRecord } from '../../../src/syslog/cef.ts';
import { splitCsv } from '../../../src/syslog/csv-record.ts';
import { readPairs } from '../../../src/syslog/pairs.ts';
import { readStructuredData } from '../../../src/syslog/structured-data.ts';
import { zoneOffsets } from '../../../src/syslog/time-zones.ts';

describe('zone texts', () => {
  it.each([
    ['UTC', [0]],
    ['mdt', [-360]],
    ['+0200', [120]],
    ['-03:30', [-210]],
    ['UTC+07:30', [450]],
    ['GMT-8', [-480]],
    ['METDST', [120]],
    ['constructor', []],
    ['+9900', []],
    ['XYZ', []],
  ])('%s', (text, offsets) => {
    expect(zoneOffsets(text)).toEqual(offsets);
  });

  it('with several meanings give them all', () => {
    expect(zoneOffsets('IST')).toEqual([330, 60, 120]);
  });
});

describe('pairs', () => {
  const pairs = (text: string) => Object.fromEntries(readPairs(text));

  it('are separated by blanks or commas, and quoted', () => {
    expect(pairs('a=1 b="x y=z, \\"q\\"" c= d=e,f')).toEqual({ a: '1', b: 'x y=z, "q"', c: '', d: 'e' });
    expect(pairs('a=1,b=x y,c="p, q",d=2')).toEqual({ a: '1', b: 'x y', c: 'p, q', d: '2' });
  });

  it('survive odd words, an open quote and repeated names', () => {
    expect(pairs('odd a=1 =x a=2 b="open')).toEqual({ a: '1', b: 'open' });
  });
});

describe('CEF records', () => {
  it('undo the escapes of header and values', () => {
    const record = readCefRecord(
      'CEF:0|A\\|B|C\\\\|1|id|na=me|5|msg=x\\=y key \\\\ z\\nw cs1=two words cs1Label=L a.b=1',
    );
    expect(record).toMatchObject({ vendor: 'A|B', product: 'C\\', name: 'na=me' });
    expect(Object.fromEntries(record?.extension ?? [])).toEqual({
      msg: 'x=y key \\ z\nw',
      cs1: 'two words',
      cs1Label: 'L',
      'a.b': '1',
    });
  });

  it('with a broken header are none', () => {
    expect(readCefRecord('CEF:0|a|b|c|d|e')).toBe(null);
    expect(readCefRecord('CEF:x|a|b|c|d|e|f|g')).toBe(null);
  });
});

describe('CSV records', () => {
  it('keep commas and doubled quotes inside quotes', () => {
    expect(splitCsv('a,"b, ""c""",,"d"x,"open, e')).toEqual(['a', 'b, "c"', '', 'd', 'open, e']);
    expect(splitCsv('')).toEqual(['']);
  });
});

describe('structured data', () => {
  it('may be absent, empty, several, or broken', () => {
    expect(readStructuredData('- x', 0)).toEqual({ elements: [], end: 1 });
    expect(readStructuredData('[a@1][b@2 k="v"] x', 0)).toEqual({
      elements: [
        { id: 'a@1', params: [] },
        { id: 'b@2', params: [['k', 'v']] },
      ],
      end: 16,
    });
    expect(readStructuredData('[a@1 k="v', 0)).toBe(null);
    expect(readStructuredData('text', 0)).toBe(null);
  });

  it('keeps a bare quote inside a value', () => {
    expect(readStructuredData('[a@1 c="say "hi" now" d="e"]', 0)?.elements[0]?.params).toEqual([
      ['c', 'say "hi" now'],
      ['d', 'e'],
    ]);
  });
});
