import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RouterFleet, routerFleet } from './router-fleet.ts';
import type { Ran } from './run-pawl.ts';

let made: RouterFleet;
const stopped: Promise<void>[] = [];
beforeEach(async () => {
  made = await routerFleet(1);
});
afterEach(() => {
  stopped.push(made.stop());
});
afterAll(() => Promise.all(stopped));

const run = (...args: string[]): Promise<Ran> => made.run(args);
const devices = ({ stdout }: Ran) => JSON.parse(stdout).devices;
const audit = async () => devices(await run('audit', '-q', '--format', 'json'))[0];
const statement = ['--by', 'j.doe', '--reason', 'planned step'] as const;
const ticket = ['--ticket', 'CHG0042'] as const;

/** A router that was seen on the newer release and now runs the older one: the id of what was found. */
async function downgraded(): Promise<string> {
  expect((await audit()).verdict).toBe('compliant');
  made.router('r1').downgrade();
  const after = await audit();
  expect(after.verdict).toBe('downgraded');
  return after.findings.find(({ type }: { type: string }) => type === 'os-downgraded').id;
}

const shown = async (id: string) => JSON.parse((await run('findings', 'show', id, '--format', 'json')).stdout);

describe('pawl findings', () => {
  test('show tells claim, evidence and advice, also by the beginning of the id', async () => {
    const id = await downgraded();
    const text = await run('findings', 'show', id.slice(0, 6));
    expect(text.status).toBe(0);
    for (const word of [id, 'os-downgraded', 'critical', '17.06.05', '17.09.04a', 'show version', 'T1601.002'])
      expect(text.stdout).toContain(word);
    expect(await shown(id)).toMatchObject({
      device: 'r1',
      id,
      type: 'os-downgraded',
      status: 'open',
      authorizedBy: null,
    });
    expect((await run('findings', 'show', 'zz')).status).toBe(2);
  });

  test('decisions need a name and a reason, and a ticket where they lower the reference or close', async () => {
    const id = await downgraded();
    const words = ['ack', 'close', 'authorize', 'accept'];
    const attempts: readonly (readonly [readonly string[], string])[] = [
      ...words.map((word) => [['findings', word, id, '--reason', 'x', ...ticket], '--by'] as const),
      ...words.map((word) => [['findings', word, id, '--by', ' ', '--reason', 'x', ...ticket], '--by'] as const),
      [['findings', 'accept', id, '--by', 'j.doe', ...ticket], '--reason'],
      ...words.slice(1).map((word) => [['findings', word, id, ...statement], '--ticket'] as const),
    ];
    const ran = await Promise.all(attempts.map(([args]) => run(...args)));
    for (const [at, { status, stderr, stdout }] of ran.entries()) {
      expect([status, stdout], attempts[at]?.[0].join(' ')).toEqual([2, '']);
      expect(stderr).toContain(attempts[at]?.[1]);
    }
    expect((await shown(id)).status).toBe('open');
    expect((await audit()).verdict).toBe('downgraded');
  });

  test('ack: the finding is acknowledged, and verdict and status stay', async () => {
    const id = await downgraded();
    const acknowledged = await run('findings', 'ack', id, ...statement);
    expect(acknowledged).toMatchObject({ status: 0, stdout: expect.stringContaining('acknowledged') });
    const again = await run('audit', '-q', '--format', 'json');
    expect(again.status).toBe(1);
    expect(devices(again)[0]).toMatchObject({
      verdict: 'downgraded',
      findings: expect.arrayContaining([expect.objectContaining({ id, status: 'acknowledged' })]),
    });
  });

  test('close: closed by hand, and the same finding reopens as long as the fact is seen', async () => {
    const id = await downgraded();
    expect((await run('findings', 'close', id, ...statement, ...ticket)).status).toBe(0);
    expect(await shown(id)).toMatchObject({ status: 'closed', closedBecause: 'retired' });
    expect((await run('findings', 'close', id, ...statement, ...ticket)).status).toBe(2);
    const again = await audit();
    expect(again).toMatchObject({ verdict: 'downgraded' });
    expect(await shown(id)).toMatchObject({ status: 'open', closedBecause: null });
  });

  test('authorize: authorized after the fact, with ticket and name, and the status is 0', async () => {
    const id = await downgraded();
    expect((await run('findings', 'authorize', id, ...statement, ...ticket)).status).toBe(0);
    const again = await run('audit', '-q', '--format', 'json');
    expect(devices(again)[0]).toMatchObject({ verdict: 'authorized', reference: { version: '17.06.05' } });
    expect(devices(again)[0].findings).toContainEqual(
      expect.objectContaining({
        id,
        authorizedBy: { kind: 'retrospective', name: 'CHG0042', ticket: 'CHG0042', by: 'j.doe' },
      }),
    );
    expect(again.status).toBe(0);
  });

  test('accept: the present release is the new reference, and a later step back is found again', async () => {
    const id = await downgraded();
    expect((await run('findings', 'accept', id, ...statement, ...ticket)).status).toBe(0);
    expect(await audit()).toMatchObject({ verdict: 'compliant', reference: { version: '17.06.05' } });
    expect(await shown(id)).toMatchObject({ status: 'closed', closedBecause: 'accepted' });
    const list = await run('findings', 'list', '--status', 'closed', '--device', 'r1');
    expect(list.stdout).toContain('os-downgraded');
  });

  test('a finding that is no step is neither authorized nor accepted', async () => {
    expect((await audit()).verdict).toBe('compliant');
    made.router('r1').changeImage();
    const tampered = await audit();
    expect(tampered.verdict).toBe('tampered');
    const { id } = tampered.findings.find(({ type }: { type: string }) => type === 'image-hash-mismatch');
    for (const word of ['authorize', 'accept']) {
      const refused = await run('findings', word, id, ...statement, ...ticket);
      expect(refused.status).toBe(2);
      expect(refused.stderr).toMatch(/image-hash-mismatch (?:is no step|cannot be accepted)/);
    }
    expect((await audit()).verdict).toBe('tampered');
  });
});

describe('pawl history DEVICE recommission', () => {
  test('needs name, reason and ticket, and starts a new history', async () => {
    const id = await downgraded();
    for (const given of [[...statement], ['--by', 'j.doe', ...ticket], ['--reason', 'RMA', ...ticket]])
      expect((await run('history', 'r1', 'recommission', ...given)).status).toBe(2);
    expect((await audit()).verdict).toBe('downgraded');
    const done = await run('history', 'r1', 'recommission', ...statement, ...ticket);
    expect(done).toMatchObject({ status: 0, stdout: expect.stringContaining('a new history') });
    expect(await audit()).toMatchObject({ verdict: 'compliant', history: 'none' });
    expect(await shown(id)).toMatchObject({ status: 'closed' });
    const history = JSON.parse((await run('history', 'r1', '--format', 'json')).stdout);
    expect(JSON.stringify(history)).toContain('recommission');
    expect((await run('history', 'r1')).stdout).toMatch(/recommission.*j\.doe|recommission[\s\S]*CHG0042/);
    expect((await run('records', 'verify')).status).toBe(0);
    const nobody = await run('history', 'r9', 'recommission', ...statement, ...ticket);
    expect(nobody.status).toBe(2);
    expect(nobody.stderr).toContain('never audited');
  });
});

describe('pawl verify DEVICE', () => {
  test('asks one device, decides and records', async () => {
    const verified = await run('verify', 'r1', '--format', 'json');
    expect(verified.status).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({
      schema: 'pawl/audit/v1',
      audit: { trigger: 'manual', devices: { selected: 1, verified: 1, unverified: 0 } },
      devices: [{ device: 'r1', verdict: 'compliant', assurance: 'device-digest', reason: null }],
    });
    const text = await run('verify', 'r1', '--no-hash');
    expect(text.stdout).toMatch(/^r1 \(iosxe\): UNVERIFIED\n/);
    expect(text.stdout).toContain('not hashed in this audit');
    expect(text.status).toBe(3);
    made.router('r1').downgrade();
    const found = await run('verify', 'r1', '--alert', 'a-17', '--format', 'json');
    expect(found.status).toBe(1);
    expect(JSON.parse(found.stdout)).toMatchObject({
      audit: { trigger: 'alert' },
      devices: [{ verdict: 'downgraded' }],
    });
    expect((await run('history', 'r1')).stdout.match(/compliant|unverified|downgraded/g)).toEqual(
      expect.arrayContaining(['compliant', 'unverified', 'downgraded']),
    );
  });

  test('--wait-reload asks until the device has restarted, and the last verdict counts', async () => {
    expect((await audit()).verdict).toBe('compliant');
    made.router('r1').bootOlder();
    const waited = await made.run(['verify', 'r1', '--wait-reload', '50s', '--format', 'json'], {
      async during(_, stderr) {
        while (!stderr().includes('no restart yet')) await new Promise((resolve) => setTimeout(resolve, 20));
        made.router('r1').reload();
      },
    });
    expect(waited.stderr.match(/no restart yet/g)).toHaveLength(1);
    expect(devices(waited)[0]).toMatchObject({ verdict: 'downgraded', running: { version: '17.06.05' } });
    expect(waited.status).toBe(1);
  });

  test('--wait-reload ends at its limit with the verdict as it stands', async () => {
    expect((await audit()).verdict).toBe('compliant');
    made.router('r1').bootOlder();
    const waited = await run('verify', 'r1', '--wait-reload', '1s', '--format', 'json');
    expect(waited.stderr).toContain('no restart yet');
    expect(devices(waited)[0]).toMatchObject({ verdict: 'downgrade-pending' });
    expect(waited.status).toBe(1);
  });
});
