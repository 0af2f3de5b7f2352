import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { captureFiles, pawl, type Ran, routerHosts, routerOutputs, workFolder } from './run-pawl.ts';

let folder: Awaited<ReturnType<typeof workFolder>>;
beforeEach(async () => {
  folder = await workFolder({
    'inventory/hosts.yaml': routerHosts,
    ...captureFiles({ edge1: routerOutputs('17.09.04a') }, '2026-06-10T10:00:00Z'),
  });
});
afterEach(() => folder.remove());

const run = (...args: string[]): Promise<Ran> => pawl(args, { cwd: folder.path });
const text = (name: string): Promise<string> => readFile(join(folder.path, name), 'utf8');
const exists = (name: string): boolean => existsSync(join(folder.path, name));
const audit = () => run('audit', '-q', '--from-captures', 'captures', '--format', 'json', '--exit-zero');

/** The name of the one proposal that learning wrote. */
async function learned(by = 'L. Earner'): Promise<string> {
  await audit();
  const { status, stdout, stderr } = await run('baseline', 'learn', '--write', '--by', by);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('not in force yet');
  const [file = ''] = await readdir(join(folder.path, 'baselines/proposed'));
  return file.replace(/\.yaml$/, '');
}

describe('pawl baseline learn', () => {
  test('proposes what runs, marked as learned, and writes nothing unless told', async () => {
    await audit();
    const shown = await run('baseline', 'learn');
    expect(shown.status).toBe(0);
    for (const word of ['17.09.04a', 'learned:', 'iosxe', 'ISR4331', 'nothing was written'])
      expect(shown.stdout).toContain(word);
    expect(exists('baselines')).toBe(false);
    const json = JSON.parse((await run('baseline', 'learn', '--format', 'json')).stdout);
    expect(json.proposals).toMatchObject([{ platform: 'iosxe', devices: ['edge1'], approved: ['17.09.04a'] }]);
    expect(json.written).toBe(false);
  });

  test('writes a proposal that is not in force, and needs to know who learned it', async () => {
    await audit();
    expect((await run('baseline', 'learn', '--write')).status).toBe(2);
    const name = await learned();
    expect(await text(`baselines/proposed/${name}.yaml`)).toContain('L. Earner');
    expect((await run('baseline', 'explain', 'edge1')).stdout).toContain('applies: none');
  });

  test('leaves out, by name, what a baseline matches already and what was never audited', async () => {
    await folder.write('inventory/hosts.yaml', `${routerHosts}edge2: {platform: iosxe, hostname: 192.0.2.12}\n`);
    await audit();
    expect((await run('baseline', 'learn')).stdout).toMatch(/left out, .*: edge2/);
    await folder.write('baselines/all.yaml', 'name: all\nmatch: {platform: iosxe}\napproved: [{version: 17.09.04a}]\n');
    expect((await run('baseline', 'learn')).stdout).toContain('nothing to propose');
    expect((await run('baseline', 'learn', '--all')).stdout).toContain('17.09.04a');
  });
});

describe('pawl baseline accept', () => {
  test('puts a proposal in force in the name of a second person, and in the record', async () => {
    const name = await learned();
    const accepted = await run('baseline', 'accept', name, '--by', 'S. Econd', '--ticket', 'CHG77');
    expect([accepted.status, accepted.stderr]).toEqual([0, '']);
    const written = await text(`baselines/${name}.yaml`);
    expect(written).toContain('approvedBy: S. Econd');
    expect(written).toContain('CHG77');
    expect(written).not.toContain('learned:');
    expect(exists(`baselines/proposed/${name}.yaml`)).toBe(false);
    const revision = /sha256:[0-9a-f]{64}/.exec(accepted.stdout)?.[0] ?? '';
    expect((await run('baseline', 'diff', revision, revision)).status).toBe(0);
    expect((await run('check', '--baselines', 'baselines')).status).toBe(0);
    const { devices } = JSON.parse((await audit()).stdout);
    expect(devices[0].baseline).toMatchObject({ name, revision });
  });

  test('refuses the one who learned it, however the name is written', async () => {
    const name = await learned();
    for (const by of ['L. Earner', ' l.  EARNER ']) {
      const refused = await run('baseline', 'accept', name, '--by', by);
      expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('a second person accepts it')]);
    }
    expect(exists(`baselines/${name}.yaml`)).toBe(false);
    expect(exists(`baselines/proposed/${name}.yaml`)).toBe(true);
  });

  test('changes nothing where the record cannot take it, and nothing a second time', async () => {
    const name = await learned();
    const refused = await run('baseline', 'accept', name, '--by', 'S. Econd', '--db', 'captures');
    expect(refused.status).toBe(2);
    expect(exists(`baselines/${name}.yaml`)).toBe(false);
    expect(exists(`baselines/proposed/${name}.yaml`)).toBe(true);
    expect((await run('baseline', 'accept', name, '--by', 'S. Econd')).status).toBe(0);
    expect((await run('baseline', 'accept', name, '--by', 'S. Econd')).status).toBe(2);
    expect((await run('baseline', 'accept', '../../etc/passwd', '--by', 'S. Econd')).status).toBe(2);
  });

  test('leaves the proposal where it is when its text does not fit the baselines that are there', async () => {
    const name = await learned();
    await folder.write(
      `baselines/other.yaml`,
      (await text(`baselines/proposed/${name}.yaml`)).replace(/^learned:.*$/m, ''),
    );
    const refused = await run('baseline', 'accept', name, '--by', 'S. Econd');
    expect(refused.status).toBe(2);
    expect(exists(`baselines/${name}.yaml`)).toBe(false);
  });
});

const baseline = (version: string, more = ''): string =>
  `name: edge\napprovedBy: lead\nmatch: {platform: iosxe}\napproved: [{version: ${version}}]\nrequire: {digest: never}\n${more}`;

describe('pawl baseline diff', () => {
  test('names the devices whose verdict changes between two folders, and judges without recording', async () => {
    await folder.write('baselines/edge.yaml', baseline('17.09.04a'));
    await folder.write('next/edge.yaml', baseline('17.12.04'));
    await audit();
    const before = JSON.parse((await run('records', 'verify', '--format', 'json')).stdout).links;
    const diff = JSON.parse((await run('baseline', 'diff', 'baselines', 'next', '--format', 'json')).stdout);
    expect(diff).toMatchObject({
      schema: 'pawl/baseline-diff/v1',
      devices: [{ device: 'edge1', before: { verdict: 'compliant' }, after: { verdict: 'noncompliant' } }],
      judged: 1,
    });
    expect(diff.devices[0].opens.length).toBeGreaterThan(0);
    expect((await run('baseline', 'diff', 'next')).stdout).toContain('edge1');
    expect(JSON.parse((await run('records', 'verify', '--format', 'json')).stdout).links).toBe(before);
  });

  test('of equal folders names nobody, and a folder with mistakes is wrong use', async () => {
    await folder.write('baselines/edge.yaml', baseline('17.09.04a'));
    await audit();
    const same = JSON.parse((await run('baseline', 'diff', 'baselines', 'baselines', '--format', 'json')).stdout);
    expect(same.devices).toEqual([]);
    await folder.write('broken/edge.yaml', 'name: [\n');
    expect((await run('baseline', 'diff', 'broken')).status).toBe(2);
  });
});

describe('pawl baseline explain', () => {
  test('tells every baseline considered, why it did or did not match, and which rule decides', async () => {
    await folder.write('baselines/edge.yaml', baseline('17.09.04a'));
    await folder.write(
      'baselines/role.yaml',
      baseline('17.12.04').replace('edge', 'roles').replace('iosxe}', 'iosxe, role: edge}'),
    );
    await folder.write(
      'baselines/other.yaml',
      baseline('17.12.04').replace('edge', 'far').replace('iosxe}', 'iosxe, site: mars}'),
    );
    const unseen = await run('baseline', 'explain', 'edge1');
    expect([unseen.status, unseen.stdout]).toEqual([0, expect.stringContaining('never audited')]);
    await audit();
    const told = await run('baseline', 'explain', 'edge1');
    expect(told.stdout).toContain('runs 17.09.04a');
    expect(told.stdout).toMatch(/\+ roles \(baselines\/role\.yaml:1:1\)/);
    expect(told.stdout).toMatch(/\+ edge /);
    expect(told.stdout).toMatch(/- far .*site/);
    expect(told.stdout).toContain('applies: roles');
    expect(told.stdout).toContain('no entry approves 17.09.04a');
    const json = JSON.parse((await run('baseline', 'explain', 'edge1', '--format', 'json')).stdout);
    expect(json).toMatchObject({ schema: 'pawl/baseline-explain/v1', chosen: 'roles', tied: [] });
    expect((await run('baseline', 'explain', 'nobody')).status).toBe(2);
  });

  test('a tie is an error of check that names both places', async () => {
    await folder.write('baselines/a.yaml', baseline('17.09.04a').replace('name: edge', 'name: a'));
    await folder.write('baselines/b.yaml', baseline('17.12.04').replace('name: edge', 'name: b'));
    const checked = await run('check');
    expect(checked.status).toBe(2);
    expect(`${checked.stdout}${checked.stderr}`).toMatch(/a\.yaml[^\n]*b|b\.yaml[^\n]*a/);
  });
});

describe('pawl baseline import', () => {
  const golden = 'Platform,Model,Version\nIOS-XE,ISR4331/K9,"v17.09.04a, 17.12.04"\n';

  test('shows the difference first, writes it when told, and finds nothing to do afterwards', async () => {
    await folder.write('golden.csv', golden);
    const shown = await run('baseline', 'import', 'golden.csv', '--approved-by', 'lead');
    expect(shown.status).toBe(0);
    expect(shown.stdout).toContain('17.12.04');
    expect(shown.stdout).toContain('nothing was written');
    expect(exists('baselines')).toBe(false);
    expect((await run('baseline', 'import', 'golden.csv', '--approved-by', 'lead', '--write')).status).toBe(0);
    expect((await readdir(join(folder.path, 'baselines'))).length).toBe(1);
    expect((await run('check')).status).toBe(0);
    expect((await run('baseline', 'import', 'golden.csv', '--approved-by', 'lead', '--write')).stdout).toContain(
      'nothing to write',
    );
  });

  test('imports all or nothing, and names the line of each doubtful or wrong cell', async () => {
    await folder.write('golden.csv', `${golden}iosxe,C9300,not a version at all!\nnobodyos,X,1.0\n`);
    const refused = await run('baseline', 'import', 'golden.csv', '--write');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/golden\.csv:4:/);
    expect(refused.stderr).toContain('nothing was imported');
    expect(exists('baselines')).toBe(false);
  });
});

describe('pawl inventory import', () => {
  const ini = '[core]\nsw[01:03] ansible_network_os=cisco.ios.ios ansible_user=audit ansible_password=s3cret-of-sw\n';

  test('shows what it would change, writes all files or none, and merges a second time without a change', async () => {
    await folder.write('hosts.ini', ini);
    const shown = await run('inventory', 'import', '--from', 'ansible', 'hosts.ini', '--inventory', 'new');
    expect(shown.status).toBe(0);
    expect(shown.stdout).toContain('sw03');
    expect(exists('new')).toBe(false);
    const written = await run('inventory', 'import', '--from', 'ansible', 'hosts.ini', '--inventory', 'new', '--write');
    expect(written.status).toBe(0);
    const files = await readdir(join(folder.path, 'new'));
    const all = (await Promise.all(files.map((file) => text(`new/${file}`)))).join('\n');
    expect(all).toContain('sw02');
    expect(all).not.toContain('s3cret-of-sw');
    expect(`${written.stdout}${shown.stdout}`).not.toContain('s3cret-of-sw');
    expect(all).toMatch(/env: PAWL_PASSWORD/);
    const again = await run('inventory', 'import', '--from', 'ansible', 'hosts.ini', '--inventory', 'new', '--write');
    expect([again.status, await text('new/hosts.yaml')]).toEqual([0, await text('new/hosts.yaml')]);
    expect((await Promise.all(files.map((file) => text(`new/${file}`)))).join('\n')).toBe(all);
    expect((await run('inventory', 'list', '--inventory', 'new')).stdout).toContain('sw01');
  });

  test('names every line that cannot be read, and imports nothing then', async () => {
    await folder.write('devices.csv', 'name,platform\na,iosxe\nb,nobodyos\nc,wrongos\n');
    const refused = await run('inventory', 'import', '--from', 'csv', 'devices.csv', '--inventory', 'new', '--write');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/devices\.csv:3:/);
    expect(refused.stderr).toMatch(/devices\.csv:4:/);
    expect(exists('new')).toBe(false);
    expect((await run('inventory', 'import', '--from', 'nowhere', 'devices.csv')).status).toBe(2);
    expect((await run('inventory', 'import', '--from', 'csv', 'absent.csv')).status).toBe(2);
  });
});
