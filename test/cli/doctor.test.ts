import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type RouterFleet, routerFleet } from './router-fleet.ts';
import { pawl, workFolder } from './run-pawl.ts';

let stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
});

async function routers(count: number): Promise<RouterFleet> {
  const made = await routerFleet(count);
  stops.push(made.stop);
  return made;
}

const checksOf = (stdout: string): Readonly<Record<string, { status: string; text: string; advice: string | null }>> =>
  Object.fromEntries(JSON.parse(stdout).checks.map((check: { name: string }) => [check.name, check]));

describe('pawl doctor', () => {
  test('looks at this machine and tells a taken port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => server.close(resolve)));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const folder = await workFolder({
      'inventory/hosts.yaml': '{}\n',
      'inventory/agent.yaml': `http: {listen: "127.0.0.1:${port}"}\n`,
    });
    stops.push(folder.remove);
    const { status, stdout } = await pawl(['doctor', '--format', 'json'], { cwd: folder.path });
    expect(status).toBe(0);
    const checks = checksOf(stdout);
    expect(checks['node']?.status).toBe('ok');
    expect(checks['http']).toMatchObject({ status: 'warning', text: `tcp 127.0.0.1:${port} is taken` });
    expect(checks['database']?.text).toContain('made by the first audit');
  });

  test('tries one device without recording anything', async () => {
    const { run } = await routers(1);
    const { status, stdout } = await run(['doctor', 'r1', '--format', 'json']);
    expect(status).toBe(0);
    const checks = checksOf(stdout);
    expect(checks['r1']).toMatchObject({ status: 'ok', text: expect.stringMatching(/^login and \d+ commands, runs /) });
    expect(checks['r1 SSH']?.text).toContain('host key');
    expect(checks['database']?.text).toContain('made by the first audit');
  });

  test('ends with 3 where the device cannot be reached, and says what to do', async () => {
    const { run, folder } = await routers(1);
    await folder.write('inventory/known_hosts', '');
    const { status, stdout } = await run(['doctor', 'r1']);
    expect(status).toBe(3);
    expect(stdout).toMatch(/r1 +fault +host-key/);
  });

  test('a database that is none is a fault', async () => {
    const folder = await workFolder({ 'inventory/hosts.yaml': '{}\n', 'pawl.db': 'not a database'.repeat(100) });
    stops.push(folder.remove);
    const { status, stdout } = await pawl(['doctor'], { cwd: folder.path });
    expect(status).toBe(1);
    expect(stdout).toMatch(/database +fault/);
  });
});
