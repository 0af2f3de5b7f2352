import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { AgentApi } from '../../src/agent-ports.ts';
import type { HttpSettings } from '../../src/core/agent.ts';
import { epochMs } from '../../src/core/brands.ts';
import { startHttp } from '../../src/edge/http/server.ts';
import { secretStore } from '../../src/edge/secrets.ts';
import { emptyApi, openSettings } from '../unit/edge/http/http-kit.ts';
import { certificateFor } from './certificate-kit.ts';

const start = (change: Partial<HttpSettings> = {}, api: Partial<AgentApi> = {}) =>
  startHttp(
    { ...openSettings, listen: { host: '127.0.0.1', port: 0 }, ...change },
    {
      api: { ...emptyApi, ...api },
      metrics: { text: async () => ({ contentType: 'text/plain', body: '' }) },
      secrets: secretStore({}),
      clock: { now: () => epochMs(Date.now()) },
      log: () => undefined,
      version: '1.2.3',
    },
  );

async function running(api: Partial<AgentApi> = {}) {
  const started = await start({}, api);
  if (!started.ok) throw new Error(started.error);
  return started.value;
}

async function asked(port: number, path: string, agent?: Agent): Promise<number> {
  const request = get({ port, host: '127.0.0.1', path, ...(agent === undefined ? {} : { agent }) });
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
  return response.statusCode;
}

describe('the end of the server', () => {
  it('waits for nobody who keeps a connection and asks nothing', async () => {
    const server = await running();
    const agent = new Agent({ keepAlive: true });
    expect(await asked(server.port, '/healthz', agent)).toBe(200);
    const silent = connect(server.port, '127.0.0.1');
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    const begun = performance.now();
    await Promise.all([server.close(), server.close()]);
    expect(performance.now() - begun).toBeLessThan(3_000);
    agent.destroy();
  });

  it('lets an answer under way arrive', async () => {
    const server = await running({
      list: async (what) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { ok: true, value: { schema: what, items: [], next: null } };
      },
    });
    const answer = asked(server.port, '/api/v1/devices');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begun = performance.now();
    await server.close();
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(await answer).toBe(200);
  });

  it('waits for no handshake that is never finished', async () => {
    const { folder, remove } = await certificateFor('127.0.0.1');
    const tls = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), clientCa: null };
    const started = await start({ tls });
    if (!started.ok) throw new Error(started.error);
    const halfOpen = connect(started.value.port, '127.0.0.1');
    halfOpen.on('error', () => undefined);
    await once(halfOpen, 'connect');
    halfOpen.write(Buffer.from([0x16, 0x03, 0x01]));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begun = performance.now();
    await started.value.close();
    expect(performance.now() - begun).toBeLessThan(3_000);
    remove();
  });

  it('cuts an answer that never comes', async () => {
    const server = await running({ list: () => new Promise(() => undefined) });
    const answer = asked(server.port, '/api/v1/devices').catch(() => 'cut');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begun = performance.now();
    await server.close();
    expect(performance.now() - begun).toBeLessThan(7_000);
    expect(await answer).toBe('cut');
  });
});

describe('many connections', () => {
  it('of one address are bounded, those that are there go on', async () => {
    const server = await running();
    const agent = new Agent({ keepAlive: true });
    expect(await asked(server.port, '/healthz', agent)).toBe(200);
    const sockets = Array.from({ length: 300 }, () => connect(server.port, '127.0.0.1'));
    let cut = 0;
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        cut += 1;
      });
    }
    await vi.waitFor(() => expect(cut).toBeGreaterThanOrEqual(44), 5_000);
    expect(await asked(server.port, '/healthz', agent)).toBe(200);
    expect(cut).toBeLessThan(60);
    for (const socket of sockets) socket.destroy();
    agent.destroy();
    await server.close();
  });
});

describe('a server that cannot start', () => {
  it('says so where the port is taken', async () => {
    const first = await running();
    const second = await start({ listen: { host: '127.0.0.1', port: first.port } });
    expect(second.ok ? null : second.error).toBe(`cannot listen on http 127.0.0.1:${first.port}: EADDRINUSE`);
    await first.close();
  });

  it('says so where certificate or key cannot be read or is none', async () => {
    const absent = await start({ tls: { cert: '/nowhere/cert.pem', key: '/nowhere/key.pem', clientCa: null } });
    expect(absent.ok ? null : absent.error).toBe('http: cannot use certificate or key: ENOENT');
    const wrong = await start({ tls: { cert: '/etc/hostname', key: '/etc/hostname', clientCa: null } });
    expect(wrong.ok ? null : wrong.error).toBe('http: cannot use certificate or key: ERR_OSSL_PEM_NO_START_LINE');
  });
});
