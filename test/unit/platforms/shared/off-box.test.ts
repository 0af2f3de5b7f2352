import { describe, expect, it } from 'vitest';
import { type HashAlgorithm, hexDigest, imagePath } from '../../../../src/core/brands.ts';
import { commandForm, fileReadForm } from '../../../../src/core/command.ts';
import type { DigestFact } from '../../../../src/core/facts.ts';
import type { Answer } from '../../../../src/core/observation.ts';
import { reason } from '../../../../src/core/reason.ts';
import type { OffBox, Step } from '../../../../src/platforms/platform.ts';
import { readVerify } from '../../../../src/platforms/shared/cisco-verify.ts';
import { lookAt } from '../../../../src/platforms/shared/hash-files.ts';
import {
  type OffBoxFile,
  type OffBoxResult,
  type OffBoxTools,
  readOffBox,
  readStreamed,
} from '../../../../src/platforms/shared/off-box.ts';

function path(text: string) {
  const safe = imagePath(text);
  if (safe === null) throw new Error(text);
  return safe;
}
function digest(algorithm: HashAlgorithm, digit: string): DigestFact {
  const value = hexDigest(
    algorithm,
    digit.repeat(128).slice(0, { md5: 32, sha1: 40, sha256: 64, sha512: 128 }[algorithm]),
  );
  if (!value.ok) throw new Error(value.error);
  return { algorithm, value: value.value };
}
const streamed = (digit: string, count = 1000): string =>
  `${count} bytes\n${(['md5', 'sha1', 'sha256', 'sha512'] as const).map((name) => `${name} ${digest(name, digit).value}\n`).join('')}`;
const listed = (size = 1000, date = 'May  1 2026 00:00:00') =>
  `Directory of flash:/\n\n   11  -rw-  ${size}  ${date} +00:00  x.bin\n\n9000 bytes total (1000 bytes free)\n`;
const verified = (digit: string) => `verify /sha512 (flash:x.bin) = ${digest('sha512', digit).value}\n`;

const offBox: OffBox = {
  kind: 'readable',
  ways: [
    { form: fileReadForm('scp', ''), path: (file) => file },
    { form: fileReadForm('sftp', ''), path: (file) => path(`/mnt/${file.slice(6)}`) },
  ],
};
const tools: OffBoxTools = {
  offBox,
  forms: { sha512: commandForm('verify /sha512 {image}', '') },
  read: readVerify,
  look: lookAt(commandForm('dir {image}', '')),
};
const file: OffBoxFile = { sent: path('flash:x.bin'), name: 'x.bin', sizeBytes: 1000, device: digest('sha512', 'a') };

type Said = string | Partial<Answer>;

/** Answers each command with what stands for it, in turn; the last one again and again. */
function play(
  answers: Readonly<Record<string, readonly Said[]>>,
  of: OffBoxFile = file,
  having: OffBoxTools = tools,
): { readonly result: OffBoxResult; readonly asked: readonly string[] } {
  const asked: string[] = [];
  const reading = readOffBox(of, having);
  let next = reading.next();
  while (next.done !== true) {
    const { command }: Step = next.value;
    asked.push(command.text);
    const queue = answers[command.text] ?? [];
    const turn = asked.filter((text) => text === command.text).length - 1;
    const said = queue[Math.min(turn, queue.length - 1)] ?? { status: 'unsupported' };
    const answer: Answer = {
      ...{ command: command.text, slug: '', status: 'ok', text: '', reason: null, startedAt: null, tookMs: 0 },
      ...(typeof said === 'string' ? { text: said } : said),
    };
    next = reading.next(answer);
  }
  return { result: next.value, asked };
}
const dir = { 'dir flash:x.bin': [listed()] };
const kinds = ({ digests }: OffBoxResult): readonly string[] =>
  digests.map(({ algorithm, computedBy }) => `${algorithm} ${computedBy}`);
const all = ['md5 offbox', 'sha1 offbox', 'sha256 offbox', 'sha512 offbox'];

describe('a file that is read off the box', () => {
  it('gives our four digests beside that of the device', () => {
    const { result, asked } = play({ ...dir, 'scp -f flash:x.bin': [streamed('a')] });
    expect(kinds(result)).toEqual(['sha512 device', ...all]);
    expect(result).toMatchObject({ offBox: { bytes: 1000, rounds: 1 }, gap: null, sizeAfterBytes: 1000 });
    expect(asked).toEqual(['dir flash:x.bin', 'scp -f flash:x.bin', 'dir flash:x.bin']);
  });

  it.each(['unsupported', 'denied', 'absent'] as const)('is tried in the next way where the first is %s', (status) => {
    const { result, asked } = play({
      ...dir,
      'scp -f flash:x.bin': [{ status }],
      'sftp open /mnt/x.bin for reading': [streamed('a')],
    });
    expect(kinds(result)).toEqual(['sha512 device', ...all]);
    expect(asked).toContain('sftp open /mnt/x.bin for reading');
  });

  it.each(['truncated', 'timeout', 'not-asked'] as const)(
    'is not resumed, nor tried otherwise, where it is %s',
    (status) => {
      const why = reason('truncated', 'cut');
      const { result, asked } = play({
        ...dir,
        'scp -f flash:x.bin': [{ status, reason: why, text: 'partial: 5 of 1000 bytes\n' }],
      });
      expect(kinds(result)).toEqual(['sha512 device']);
      expect(result).toMatchObject({ offBox: undefined, gap: why });
      expect(asked.filter((command) => /^s/.test(command))).toHaveLength(1);
    },
  );

  it('is believed only where the count is the one that was listed', () => {
    expect(kinds(play({ ...dir, 'scp -f flash:x.bin': [streamed('a', 999)] }).result)).toEqual(['sha512 device']);
    expect(readStreamed(streamed('a', 999), 1000)).toEqual([]);
    expect(readStreamed('1000 bytes\nsha512 beef\n', 1000)).toEqual([]);
    expect(readStreamed(`1000 bytes\n${'a'.repeat(1 << 20)}`, 1000)).toEqual([]);
  });

  it.each([
    ['size', [listed(), listed(1001)]],
    ['date', [listed(), listed(1000, 'May  2 2026 00:00:00')]],
    ['listing', [listed(), '%Error opening flash:x.bin (No such file or directory)\n']],
  ])('of another %s afterwards proves nothing', (_, looks) => {
    const { result } = play({ 'dir flash:x.bin': looks, 'scp -f flash:x.bin': [streamed('b')] });
    expect(kinds(result)).toEqual(['sha512 device']);
    expect(result.gap).not.toBeNull();
  });

  it('of which the size is not listed, or that cannot be fetched here, is not asked for', () => {
    expect(play(dir, { ...file, sizeBytes: null })).toMatchObject({
      asked: [],
      result: { gap: { code: 'digest-missing' } },
    });
    const closed: OffBox = { kind: 'closed', why: 'it has no way' };
    expect(play(dir, file, { ...tools, offBox: closed })).toMatchObject({
      asked: [],
      result: { gap: { code: 'unsupported', message: 'it has no way' } },
    });
  });
});

describe('a device whose digest is another than ours', () => {
  it('is asked again, and the file is read again: two differences are told', () => {
    const { result, asked } = play({
      ...dir,
      'scp -f flash:x.bin': [streamed('b')],
      'verify /sha512 flash:x.bin': [verified('a')],
    });
    expect(result.offBox).toEqual({ bytes: 1000, rounds: 2 });
    expect(kinds(result)).toEqual(['sha512 device', ...all]);
    expect(asked.filter((command) => command.startsWith('scp'))).toHaveLength(2);
    expect(asked.filter((command) => command.startsWith('verify'))).toHaveLength(1);
  });

  it('that has ours the second time is believed the second time', () => {
    const { result } = play({
      ...dir,
      'scp -f flash:x.bin': [streamed('b')],
      'verify /sha512 flash:x.bin': [verified('b')],
    });
    expect(result.digests.find(({ computedBy }) => computedBy === 'device')?.value).toBe(digest('sha512', 'b').value);
  });

  it.each<[string, Readonly<Record<string, readonly Said[]>>]>([
    ['the bytes are others the second time', { 'scp -f flash:x.bin': [streamed('b'), streamed('c')] }],
    ['the second reading is cut', { 'scp -f flash:x.bin': [streamed('b'), { status: 'truncated' }] }],
    ['the device does not compute it again', { 'verify /sha512 flash:x.bin': [{ status: 'timeout' }] }],
    ['the file changes meanwhile', { 'dir flash:x.bin': [listed(), listed(), listed(1001)] }],
  ])('once only proves nothing, and neither digest is believed: %s', (_, change) => {
    const { result } = play({
      ...dir,
      'scp -f flash:x.bin': [streamed('b')],
      'verify /sha512 flash:x.bin': [verified('a')],
      ...change,
    });
    expect(result.digests).toEqual([]);
    expect(result.offBox).toBeUndefined();
    expect(result.gap).not.toBeNull();
  });

  it('cannot differ where it computed nothing', () => {
    const { result } = play({ ...dir, 'scp -f flash:x.bin': [streamed('b')] }, { ...file, device: null });
    expect(kinds(result)).toEqual(all);
    expect(result.offBox).toEqual({ bytes: 1000, rounds: 1 });
  });
});
