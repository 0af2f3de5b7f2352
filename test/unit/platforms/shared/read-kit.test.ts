import { expect, test } from 'vitest';
import { cleanText, endsAtPager } from '../../../../src/platforms/shared/clean-text.ts';
import { parsed, readFields, readLines, sections, wholeNumber } from '../../../../src/platforms/shared/read-kit.ts';
import { uptimeSeconds } from '../../../../src/platforms/shared/uptime.ts';

const erase = `${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}`;

test('a pager mark that backspaces erased leaves no trace', () => {
  expect(cleanText(`a\r\n --More-- ${erase}System image file is "flash:c.bin"\r\nb`)).toBe(
    'a\nSystem image file is "flash:c.bin"\nb',
  );
});

test('a pager mark that a blank line erased leaves no trace', () => {
  expect(cleanText('a\r\n--More-- \r         \rBIOS version: 05000006\r\n')).toBe('a\nBIOS version: 05000006\n');
});

test('a line that is redrawn after an erase sequence is read once', () => {
  expect(cleanText('show \r\x1b[Kadmin@fw> show system \r\x1b[Kadmin@fw> show system info\r\n')).toBe(
    'admin@fw> show system info\n',
  );
});

test('pager lines of Junos and PAN-OS are no output', () => {
  expect(cleanText('one\n---(more 45%)---\ntwo\nlines 1-23 \nthree')).toBe('one\ntwo\nthree');
});

test('a carriage return inside a line separates what stands around it', () => {
  expect(cleanText('0123\rabcd\n')).toBe('0123\nabcd\n');
});

test('an output that stops at a pager is cut', () => {
  expect(endsAtPager('x\r\n --More-- ')).toBe(true);
  expect(endsAtPager('x\r\n---(more 12%)---')).toBe(true);
  expect(endsAtPager('x\r\nRouter#')).toBe(false);
  expect(readLines('x\r\n --More-- ', 'show version').problems).toHaveLength(1);
});

test('echo and bare prompts are dropped, a refusal is a problem', () => {
  const output = readLines(
    "r1#show  VERSION\r\nshow clock\r\n% Invalid input detected at '^' marker.\r\nr1#",
    'show version',
  );
  expect(output.lines).toEqual(['show clock', "% Invalid input detected at '^' marker."]);
  expect(output.problems).toEqual([{ field: '*', message: "refused: % Invalid input detected at '^' marker." }]);
});

test('fields come from single lines, and a needed one that is absent is a problem', () => {
  const fields = readFields(['Model: x1', 'Serial:  '], { model: /^Model: (.*)/, serial: /^Serial: (.*)/ });
  expect(fields).toEqual({ model: 'x1' });
  expect(parsed({ ...fields, other: '' }, undefined, ['model', 'serial'])).toEqual({
    value: { model: 'x1' },
    problems: [{ field: 'serial', message: 'not found in the output' }],
  });
});

test('sections begin at their heading', () => {
  const found = sections(['x', 'Switch 1', 'a', 'Switch 2', 'b', 'c'], /^Switch (\d)/);
  expect(found.map(({ head, lines }) => [head[1], lines])).toEqual([
    ['1', ['a']],
    ['2', ['b', 'c']],
  ]);
});

test.each([
  [
    '12 years, 48 weeks, 6 days, 17 hours, 54 minutes',
    12 * 31_536_000 + 48 * 604_800 + 6 * 86_400 + 17 * 3600 + 54 * 60,
  ],
  ['1 minute', 60],
  ['0 minutes', 0],
  ['3 days, 17:05', 3 * 86_400 + 17 * 3600 + 5 * 60],
  ['11 hours, 13 minutes', 11 * 3600 + 13 * 60],
  ['41 days, 3:12:09', 41 * 86_400 + 3 * 3600 + 12 * 60 + 9],
  ['5 day(s), 2 hour(s), 1 minute(s), 9 second(s)', 5 * 86_400 + 2 * 3600 + 69],
  ['soon', undefined],
])('uptime "%s" in seconds', (text, expected) => {
  expect(uptimeSeconds(text)).toBe(expected);
});

test('numbers with separators are whole numbers, other text is none', () => {
  expect([wholeNumber('1,048,576'), wholeNumber('12'), wholeNumber('-'), wholeNumber('99999999999999999999')]).toEqual([
    1_048_576,
    12,
    undefined,
    undefined,
  ]);
});
