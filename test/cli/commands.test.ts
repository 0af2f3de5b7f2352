import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pawl, routerBaseline, routerHosts, routerOutputs, workFolder } from './run-pawl.ts';

let folder: Awaited<ReturnType<typeof workFolder>>;
beforeAll(async () => {
  folder = await workFolder({ 'inventory/hosts.yaml': routerHosts, 'baselines/edge.yaml': routerBaseline });
});
afterAll(() => folder.remove());
const run = (args: readonly string[], input?: string) =>
  pawl(args, { cwd: folder.path, ...(input === undefined ? {} : { input }) });
const lines = (text: string): readonly Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('help and version go to standard output with status 0', async () => {
  expect(await run(['--version'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  const help = await run(['--help']);
  expect(help.status).toBe(0);
  for (const word of [
    'demo',
    'init',
    'check',
    'audit',
    'verify',
    'serve',
    'findings',
    'history',
    'window',
    'baseline',
    'hostkeys',
    'records',
    'parse',
    'version',
  ])
    expect(help.stdout).toContain(`  ${word} `);
});

describe('pawl version', () => {
  test('--stdin answers every line once and in order, also what it refuses', async () => {
    const versions = ['17.9.4a', '', 'garbage \u0000 x', '17.06.05', '"quoted"'];
    const parsed = await run(['version', 'parse', 'iosxe', '--stdin'], `${versions.join('\n')}\n`);
    expect(parsed.status).toBe(0);
    const answers = lines(parsed.stdout);
    expect(answers.map(({ text }) => text)).toEqual(versions);
    expect(answers.map(({ valid }) => valid)).toEqual([true, false, false, true, false]);
    expect(answers[0]).toMatchObject({ schema: 'pawl/version/v1', canonical: '17.9.4a' });
    const pairs = await run(['version', 'compare', 'iosxe', '--stdin'], '17.06.05\t17.09.04a\nx\t17.9.4\n17.9.4\n');
    expect(lines(pairs.stdout).map(({ order }) => order)).toEqual(['older', 'incomparable', 'incomparable']);
    expect(lines(pairs.stdout)[0]).toMatchObject({ schema: 'pawl/version-order/v1', a: '17.06.05', b: '17.09.04a' });
  });

  test('a thousand lines and a last one without a line feed are all answered', async () => {
    const input = Array.from({ length: 2500 }, (_, index) => `15.2(4)M${index % 12}`).join('\n');
    expect(lines((await run(['version', 'parse', 'ios', '--stdin'], input)).stdout)).toHaveLength(2500);
  });

  test('reads image names and single versions', async () => {
    const image = await run(['version', 'image', 'eos', 'EOS-4.29.5M.swi', '--format', 'json']);
    expect(JSON.parse(image.stdout)).toMatchObject({
      schema: 'pawl/image-name/v1',
      file: 'EOS-4.29.5M.swi',
      version: '4.29.5M',
    });
    expect((await run(['version', 'compare', 'junos', '20.4R3.8', '20.4R3-S4.8'])).stdout).toMatch(/^older: /);
  });
});

test('pawl parse gives one object a file, also where nothing was read', async () => {
  await folder.write('good.txt', routerOutputs('17.09.04a')['show-version.txt'] ?? '');
  await folder.write('bad.txt', '\u0000\u001b[2Jgarbage');
  const args = [
    'parse',
    'good.txt',
    'bad.txt',
    '--platform',
    'cisco_xe',
    '--command',
    'SHOW version',
    '--format',
    'ndjson',
  ];
  const parsed = await run(args);
  expect(parsed.status).toBe(0);
  const [good, bad] = lines(parsed.stdout);
  expect(good).toMatchObject({
    schema: 'pawl/parsed/v1',
    file: 'good.txt',
    platform: 'iosxe',
    value: { version: '17.09.04a' },
  });
  expect(bad).toMatchObject({
    file: 'bad.txt',
    problems: expect.arrayContaining([expect.objectContaining({ field: expect.any(String) })]),
  });
  const unknown = await run([
    'parse',
    'good.txt',
    '--platform',
    'ios',
    '--command',
    'show weather',
    '--format',
    'ndjson',
  ]);
  expect(lines(unknown.stdout)[0]).toMatchObject({ value: {}, problems: [{ field: '*' }] });
});

test('pawl commands lists every platform, and none that could change a device', async () => {
  const { platforms } = JSON.parse((await run(['commands', '--format', 'json'])).stdout);
  expect(platforms.map(({ platform }: { platform: string }) => platform).sort()).toEqual([
    'eos',
    'fortios',
    'ios',
    'iosxe',
    'iosxr',
    'junos',
    'nxos',
    'panos',
  ]);
  const forms: readonly string[] = platforms.flatMap(({ commands }: { commands: { form: string }[] }) =>
    commands.map(({ form }) => form),
  );
  for (const form of forms)
    expect(form).not.toMatch(/^(?:conf(?!ig global$)|copy|delete|write|reload|request (?!system software info)|boot )/);
  expect((await run(['commands', '--platform', 'arista_eos'])).stdout).toMatch(/^# eos/);
});

test('pawl init writes the example, which pawl check finds clean, and touches nothing that is there', async () => {
  const init = await run(['init', 'fresh']);
  expect(init.status).toBe(0);
  const hosts = join(folder.path, 'fresh/inventory/hosts.yaml');
  const places = ['--inventory', 'fresh/inventory', '--baselines', 'fresh/baselines'];
  const check = await run(['check', ...places]);
  expect(check).toMatchObject({ status: 0, stdout: '' });
  expect(check.stderr).toMatch(/8 devices, 8 baselines: 0 errors, 0 warnings/);
  await folder.write('fresh/inventory/hosts.yaml', 'mine: {platform: ios}\n');
  const again = await run(['init', 'fresh']);
  expect(again.stdout).toMatch(/exists {2}.*hosts\.yaml/);
  expect(await readFile(hosts, 'utf8')).toBe('mine: {platform: ios}\n');
});

test('pawl check tells all mistakes at once as file:line:column, and an audit then contacts nothing', async () => {
  const broken = await workFolder({
    'inventory/hosts.yaml': [
      'edge1: {platform: vrp, hostname: 127.0.0.1}',
      'Edge1: {platform: iosxe, hostname: 127.0.0.2, groups: [one], data: {colour: red}}',
      'edge2: {platform: iosxe, hostname: 127.0.0.3, ssh: {jump: nowhere}, timeouts: {connect: soon}}',
    ].join('\n'),
    'inventory/groups.yaml': 'one: {groups: [two]}\ntwo: {groups: [one]}\n',
    'baselines/edge.yaml': [
      'name: edge',
      'approvedBy: lead',
      'match: {platform: iosxe}',
      'approved:',
      '  - version: 17.09.04a',
      '    images: [{file: a.bin, sha512: "abc"}]',
      'forbidden: [{version: ">=banana", reason: x}]',
    ].join('\n'),
  });
  try {
    const check = await pawl(['check'], { cwd: broken.path });
    expect(check.status).toBe(2);
    const places = check.stdout.trimEnd().split('\n');
    for (const place of places) expect(place).toMatch(/^(?:inventory|baselines)\/\S+\.yaml:\d+:\d+: /);
    for (const word of ['vrp', 'colour', 'nowhere', 'soon', 'banana', 'sha512', 'two'])
      expect(check.stdout, word).toContain(word);
    expect(places.length).toBeGreaterThanOrEqual(8);
    const audit = await pawl(['audit'], { cwd: broken.path });
    expect(audit.status).toBe(2);
    expect(audit.stderr).toContain('nothing was contacted');
    await expect(readFile(join(broken.path, 'pawl.db'))).rejects.toThrow('ENOENT');
  } finally {
    await broken.remove();
  }
});

test('pawl check --print-schema prints the schemas that are shipped', async () => {
  const schemas = JSON.parse((await run(['check', '--print-schema'])).stdout);
  for (const name of ['hosts', 'groups', 'defaults', 'agent', 'baseline']) {
    const found = schemas[`${name}.json`] ?? schemas[name];
    const shipped = JSON.parse(await readFile(new URL(`../../schemas/${name}.json`, import.meta.url), 'utf8'));
    expect(found).toEqual(shipped);
  }
});

test('pawl window: one is added with a ticket and a target, listed and ended', async () => {
  const add = ['window', 'add', 'CHG7', '--from', '2026-12-01T20:00Z', '--to', '2026-12-01T23:00Z', '--by', 'lead'];
  expect((await run([...add, '--device', 'edge1', '--target-version', '17.06.05'])).status).toBe(2);
  const full = [...add, '--ticket', 'CHG7'];
  expect((await run([...full, '--device', 'edge1'])).stderr).toContain('target');
  expect((await run([...full, '--target-version', '17.06.05'])).stderr).toContain('which devices');
  expect((await run([...full, '--device', 'edge1', '--target-version', '17.06.05', '--to', '2026-01-01'])).status).toBe(
    2,
  );
  expect((await run([...full, '--device', 'edge1', '--target-version', '17.06.05'])).status).toBe(0);
  expect((await run([...full, '--device', 'edge1', '--target-version', '17.06.05'])).status).toBe(2);
  const list = JSON.parse((await run(['window', 'list', '--format', 'json'])).stdout);
  expect(list).toMatchObject({
    schema: 'pawl/windows/v1',
    items: [{ name: 'CHG7', from: '2026-12-01T20:00:00.000Z', ticket: 'CHG7', target: { version: '17.06.05' } }],
  });
  expect((await run(['window', 'end', 'CHG7', '--by', 'lead'])).status).toBe(0);
  expect((await run(['window', 'end', 'CHG8', '--by', 'lead'])).status).toBe(2);
});

test('pawl baseline explain and pawl inventory list say what applies before any audit', async () => {
  const explained = await run(['baseline', 'explain', 'edge1', '--db', 'none.db']);
  expect(explained).toMatchObject({ status: 0 });
  expect(explained.stdout).toMatch(/edge1: never audited[\s\S]*applies: edge/);
  const json = JSON.parse((await run(['baseline', 'explain', 'edge1', '--db', 'none.db', '--format', 'json'])).stdout);
  expect(json).toMatchObject({ schema: 'pawl/baseline-explain/v1', chosen: 'edge' });
  expect((await run(['inventory', 'list', '--platform', 'cisco_xe'])).stdout).toContain('edge1');
  expect(await run(['inventory', 'list', '--limit', '!edge*'])).toMatchObject({ status: 2, stdout: '' });
  expect(JSON.parse((await run(['inventory', 'list', '--format', 'json'])).stdout)).toMatchObject({
    schema: 'pawl/inventory/v1',
    items: [{ device: 'edge1' }],
  });
});

test('no output has escape codes where there is no terminal, with and without NO_COLOR', async () => {
  for (const env of [{ NO_COLOR: '1' }, { FORCE_COLOR: '1' }]) {
    for (const args of [['--help'], ['inventory', 'list'], ['nonsense']]) {
      const ran = await pawl(args, { cwd: folder.path, env });
      expect(`${ran.stdout}${ran.stderr}`).not.toContain('\u001b');
    }
  }
});

test('pawl demo ends with 0 as every verdict and the alert loop came out as intended', async () => {
  const demo = await run(['demo']);
  expect(demo.stdout).toContain('Every verdict came out as intended.');
  const timeline = [...demo.stdout.matchAll(/^ +\+\d+\.\d\d s {2}(\w+)/gm)].map(([, what]) => what);
  expect(timeline).toEqual([
    'line',
    'alert',
    'verification',
    'pending',
    'line',
    'reload',
    'line',
    'verification',
    'confirmed',
  ]);
  expect(demo.stdout).toContain('The alert loop went as intended.');
  const report = /^HTML report: (.+)$/m.exec(demo.stdout)?.[1] ?? '';
  expect(await readFile(report, 'utf8')).toContain('<html');
  await rm(dirname(report), { recursive: true });
  expect(demo.status).toBe(0);
}, 60_000);
