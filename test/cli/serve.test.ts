import type { ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { logLine } from '../integration/agent-kit.ts';
import { type RouterFleet, routerFleet } from './router-fleet.ts';
import type { Ran } from './run-pawl.ts';

let stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  stops = [];
});

type Serving = {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly ended: Promise<Ran>;
};
type Scene = RouterFleet & {
  readonly serve: () => Promise<Serving>;
  readonly send: (line: string) => Promise<void>;
  readonly alerts: () => Promise<readonly { readonly id: string; readonly disposition: string }[]>;
  readonly http: string;
};

/** Routers, and an agent that listens for their lines and answers over HTTP. */
async function scene(count = 1, agent = ''): Promise<Scene> {
  const routers = await routerFleet(count);
  const [udp, http] = [await freePort(), await freePort()];
  const settings = (more: string): string =>
    `syslog: {udp: "127.0.0.1:${udp}"}\nhttp: {listen: "127.0.0.1:${http}"}\nverification: {settle: 100ms, perDeviceEvery: 0s}\n${more}`;
  await routers.folder.write('inventory/agent.yaml', settings(agent));
  stops.push(routers.stop);
  return {
    ...routers,
    http: `http://127.0.0.1:${http}`,
    async serve() {
      const serving = await new Promise<Serving>((resolve) => {
        const ended = routers.run(['serve'], {
          during: (child, stderr) => {
            stops.push(async () => {
              child.kill('SIGKILL');
              await ended;
            });
            queueMicrotask(() => resolve({ child, stderr, ended }));
          },
        });
      });
      await until(() => serving.stderr().includes(`listening on http 127.0.0.1:${http}`), serving.stderr);
      return serving;
    },
    send: (line) =>
      new Promise((resolve) => {
        const socket = createSocket('udp4');
        socket.send(line, udp, '127.0.0.1', () => socket.close(() => resolve()));
      }),
    async alerts() {
      const { stdout } = await routers.run(['alerts', 'list', '--format', 'json']);
      return stdout === '' ? [] : JSON.parse(stdout).items;
    },
  };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

async function until(holds: () => boolean | Promise<boolean>, told: () => string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it did not come to that: ${told()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a downgrade is confirmed although the agent is killed between the line and the reload', async () => {
  const { run, router, serve, send, alerts } = await scene();
  expect((await run(['audit'])).status).toBe(0);
  const first = await serve();
  router('r1').bootOlder();
  await send(logLine.bootOlder('r1'));
  await until(async () => (await alerts())[0]?.disposition === 'pending', first.stderr);
  const [before] = await alerts();
  first.child.kill('SIGKILL');
  await first.ended;

  router('r1').reload();
  const second = await serve();
  await until(async () => (await alerts())[0]?.disposition === 'confirmed', second.stderr);
  expect((await alerts()).map(({ id }) => id)).toEqual([before?.id]);
  const begun = Date.now();
  second.child.kill('SIGTERM');
  expect((await second.ended).status).toBe(0);
  expect(Date.now() - begun).toBeLessThan(10_000);
  expect((await run(['records', 'verify'])).status).toBe(0);
  const shown = await run(['alerts', 'show', before?.id ?? '']);
  expect(shown.stdout).toContain('downgraded');
}, 60_000);

test('a second agent of the same database is refused, and commands work beside the first', async () => {
  const { run, serve } = await scene();
  await serve();
  const second = await run(['serve']);
  expect(second.status).toBe(2);
  expect(second.stderr).toContain('another agent serves');
  expect((await run(['audit'])).status).toBe(0);
}, 60_000);

test('an agent that cannot listen says so and ends, also with alerts to take up', async () => {
  const { run, router, serve, send, alerts, http } = await scene();
  const first = await serve();
  router('r1').bootOlder();
  await send(logLine.bootOlder('r1'));
  await until(async () => (await alerts()).length === 1, first.stderr);
  first.child.kill('SIGKILL');
  await first.ended;
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(Number(new URL(http).port), '127.0.0.1', resolve));
  stops.push(() => new Promise((resolve) => other.close(resolve)));
  const refused = await run(['serve']);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('EADDRINUSE');
}, 60_000);

test('files that have problems leave the agent with what it had, and good ones take effect', async () => {
  const { run, folder, serve, http } = await scene();
  expect((await run(['audit'])).status).toBe(0);
  const { child, stderr } = await serve();
  const devices = async (): Promise<number> => {
    const answer = await fetch(`${http}/api/v1/devices`);
    return ((await answer.json()) as { readonly items: readonly unknown[] }).items.length;
  };
  expect(await devices()).toBe(1);
  const hosts = await readFile(join(folder.path, 'inventory/hosts.yaml'), 'utf8');
  await folder.write('inventory/hosts.yaml', `${hosts}r9: {platform: nothing}\n`);
  child.kill('SIGHUP');
  await until(() => stderr().includes('goes on with what it had'), stderr);
  expect(stderr()).toMatch(/inventory\/hosts\.yaml:2:\d+: /);
  expect(await devices()).toBe(1);
  await folder.write('inventory/hosts.yaml', `${hosts}r9: {hostname: 127.0.0.1, port: 1}\n`);
  child.kill('SIGHUP');
  await until(async () => (await devices()) === 2, stderr);
  expect(stderr()).toContain('the files were read again');
}, 60_000);

test('whoever asks over HTTP gets a verification and its verdict, and sees when the agent is ready', async () => {
  const { serve, http, router } = await scene();
  await serve();
  expect((await fetch(`${http}/healthz`)).status).toBe(200);
  expect((await fetch(`${http}/readyz`)).status).toBe(200);
  router('r1').bootOlder();
  const asked = await fetch(`${http}/api/v1/verifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ device: 'r1' }),
  });
  expect(asked.status).toBe(202);
  const { id } = (await asked.json()) as { readonly id: string };
  const poll = async (): Promise<Record<string, unknown>> =>
    (await (await fetch(`${http}/api/v1/verifications/${id}`)).json()) as Record<string, unknown>;
  await until(
    async () => (await poll())['state'] === 'done',
    () => '',
  );
  expect(await poll()).toMatchObject({ device: 'r1', verdict: 'downgrade-pending' });
  expect(await (await fetch(`${http}/metrics`)).text()).toContain(
    'pawl_verifications_total{verdict="downgrade-pending"} 1',
  );
}, 60_000);
