import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  filesIn,
  readTextFile,
  readTextFileIfPresent,
  writeFileAtomically,
  writeNewFile,
} from '../../src/edge/files.ts';

const folder = mkdtempSync(join(tmpdir(), 'pawl-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

describe('reading', () => {
  it('gives text, without its byte order mark', () => {
    writeFileSync(at('a.yaml'), '\ufeffname: ü\n');
    expect(readTextFile(at('a.yaml'))).toEqual({ ok: true, value: 'name: ü\n' });
  });

  it('tells an absent file from one that cannot be read', () => {
    expect(readTextFile(at('none'))).toMatchObject({
      ok: false,
      error: { kind: 'absent', message: `${at('none')} does not exist` },
    });
    expect(readTextFileIfPresent(at('none'))).toEqual({ ok: true, value: null });
    expect(readTextFileIfPresent(folder)).toMatchObject({ ok: false, error: { kind: 'not-a-file' } });
  });

  it('refuses what is too large, no text or no regular file', () => {
    writeFileSync(at('large'), 'x'.repeat(101));
    writeFileSync(at('bytes'), Buffer.from([0xff, 0xfe, 0x00]));
    expect(readTextFile(at('large'), 100)).toMatchObject({ ok: false, error: { kind: 'too-large' } });
    expect(readTextFile(at('bytes'))).toMatchObject({ ok: false, error: { kind: 'not-text' } });
    expect(readTextFile('/dev/zero')).toMatchObject({ ok: false, error: { kind: 'not-a-file' } });
  });

  it('lists files of a folder by name, without hidden ones, copies and folders', () => {
    const place = at('listed');
    mkdirSync(join(place, 'sub.yaml'), { recursive: true });
    for (const name of ['b.yaml', 'a.yml', '.hidden.yaml', '#b.yaml#', 'b.yaml~', 'c.txt'])
      writeFileSync(join(place, name), '');
    symlinkSync(join(place, 'a.yml'), join(place, 'link.yaml'));
    expect(filesIn(place, ['.yaml', '.yml'])).toEqual({
      ok: true,
      value: ['a.yml', 'b.yaml', 'link.yaml'].map((name) => join(place, name)),
    });
    expect(filesIn(at('nowhere'), ['.yaml'])).toMatchObject({ ok: false, error: { kind: 'absent' } });
  });
});

describe('writing', () => {
  it('replaces a file as a whole and leaves nothing beside it', () => {
    const place = at('written');
    mkdirSync(place);
    const file = join(place, 'out.json');
    expect(writeFileAtomically(file, 'first').ok).toBe(true);
    expect(writeFileAtomically(file, Buffer.from('second'), { mode: 0o600 }).ok).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('second');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(place)).toEqual(['out.json']);
  });

  it('says why where it cannot, and leaves nothing', () => {
    expect(writeFileAtomically(join(at('no-folder'), 'x'), 'x')).toMatchObject({
      ok: false,
      error: { kind: 'absent' },
    });
    expect(writeFileAtomically(at('written'), 'x')).toMatchObject({ ok: false });
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('never replaces what must be new', () => {
    expect(writeNewFile(at('new'), 'one').ok).toBe(true);
    expect(writeNewFile(at('new'), 'two')).toMatchObject({
      ok: false,
      error: { kind: 'denied', message: `${at('new')} is there already` },
    });
    expect(readFileSync(at('new'), 'utf8')).toBe('one');
  });
});
