import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { secretStore } from '../../../src/edge/secrets.ts';

const store = secretStore({ PAWL_PASSWORD: 'from the environment' });

test('a secret prints as dots in every way', () => {
  const secret = store.wrap({ kind: 'text', text: 'hunter2' });
  const printed = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }, { showHidden: true }), inspect(secret)];
  for (const text of printed) {
    expect(text).toContain('•••');
    expect(text).not.toContain('hunter2');
  }
});

test('each source gives its secret, without the line end of files and programs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-secret-'));
  await writeFile(join(folder, 'secret'), ' spaced \r\n');
  const revealed = [
    store.wrap({ kind: 'text', text: 'plain\n' }),
    store.wrap({ kind: 'env', name: 'PAWL_PASSWORD' }),
    store.wrap({ kind: 'file', path: join(folder, 'secret') }),
    store.wrap({ kind: 'exec', argv: [process.execPath, '-e', 'console.log("from a program")'] }),
  ].map(({ reveal }) => reveal());
  expect((await Promise.all(revealed)).map((result) => (result.ok ? result.value : result.error))).toEqual([
    'plain\n',
    'from the environment',
    ' spaced ',
    'from a program',
  ]);
  await rm(folder, { recursive: true });
});

test('what gives no secret is named, and the output of a failed program is not repeated', async () => {
  const errors = await Promise.all(
    [
      store.wrap({ kind: 'env', name: 'NOT_SET' }),
      store.wrap({ kind: 'file', path: '/no/such/file' }),
      store.wrap({ kind: 'exec', argv: [process.execPath, '-e', 'console.error("hunter2"); process.exit(3)'] }),
      store.wrap({ kind: 'exec', argv: ['/no/such/program'] }),
    ].map(({ reveal }) => reveal()),
  );
  const texts = errors.map((result) => (result.ok ? '' : result.error));
  expect(texts).toEqual([
    'the environment has no variable NOT_SET',
    'cannot read /no/such/file: ENOENT',
    expect.stringMatching(/failed: exit status 3$/),
    expect.stringContaining('ENOENT'),
  ]);
  expect(texts.join()).not.toContain('hunter2');
});

test('a program runs once for all devices that name it', async () => {
  const spec = { kind: 'exec', argv: [process.execPath, '-e', 'console.log(process.pid)'] } as const;
  expect(await store.wrap(spec).reveal()).toEqual(await store.wrap({ ...spec }).reveal());
});
