import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../../../../src/agent-ports.ts';
import { err, ok } from '../../../../src/core/result.ts';
import { recordFailure } from '../../../../src/edge/sqlite/failure.ts';
import { RecordError } from '../../../../src/record-ports.ts';
import { appWith, openSettings } from './http-kit.ts';

const json = { 'content-type': 'application/json' };

async function posted(url: string, payload: string | object, headers: Readonly<Record<string, string>> = json) {
  const { app } = await appWith({ settings: openSettings });
  return app.inject({ method: 'POST', url, payload, headers });
}

describe('errors are problem objects', () => {
  it.each([
    ['no such path', { method: 'GET', url: '/nowhere' }, 404],
    ['a path that is encoded wrongly', { method: 'GET', url: '/api/v1/devices/%E0%A4%A' }, 400],
    ['another method', { method: 'DELETE', url: '/api/v1/devices' }, 405],
    ['another method where a body could be', { method: 'PUT', url: '/hooks/alert', payload: {} }, 405],
    [
      'text for JSON',
      { method: 'POST', url: '/hooks/alert', payload: 'x', headers: { 'content-type': 'text/plain' } },
      415,
    ],
    [
      'a form for JSON',
      {
        method: 'POST',
        url: '/hooks/alert',
        payload: 'x',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      415,
    ],
    ['no body', { method: 'POST', url: '/api/v1/audits' }, 400],
    ['an empty body', { method: 'POST', url: '/api/v1/audits', payload: '', headers: json }, 400],
    ['half a body', { method: 'POST', url: '/hooks/alert', payload: '{"hosts":[', headers: json }, 400],
    [
      'a body that is too large',
      { method: 'POST', url: '/hooks/alert', payload: `"${'x'.repeat(262_144)}"`, headers: json },
      413,
    ],
    ['a device that is not there', { method: 'GET', url: '/api/v1/devices/none' }, 404],
  ] as const)('%s', async (_, request, status) => {
    const { app } = await appWith({ settings: openSettings });
    const answer = await app.inject(request);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({
      type: 'about:blank',
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
  });

  it.each([
    '//',
    '/%',
    '/%00',
    '/../../etc/passwd',
    '/api/v1/devices/%00',
    '/api/v1/devices/..%2f..%2fetc%2fpasswd',
    '/api/v1/devices/a/b',
    '/api/v1/devices/',
    '/API/V1/DEVICES',
    '/api/v1/devices?%',
    '/api/v1/devices?=&&==&limit',
    '/api/v1/devices?__proto__=1',
    '/api/v1/devices?constructor[prototype]=1',
    `/${'a/'.repeat(4000)}`,
    '/healthz/;/',
    '*',
  ])('%s is answered below 500, as a problem or as the list that it is', async (url) => {
    const { app } = await appWith({ settings: openSettings });
    const { statusCode, headers } = await app.inject({ url });
    expect(statusCode).toBeLessThan(500);
    if (statusCode >= 400) expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('405 names what the path takes', async () => {
    const { app } = await appWith({ settings: openSettings });
    const answer = await app.inject({ method: 'PATCH', url: '/api/v1/windows' });
    expect(answer.headers['allow']).toBe('HEAD, GET, POST');
  });

  it.each([
    ['not-found', 404],
    ['conflict', 409],
    ['invalid', 422],
    ['unavailable', 503],
  ] as const)('%s of the agent is %i', async (kind, status) => {
    const { app } = await appWith({
      settings: openSettings,
      api: {
        addWindow: () => err({ kind, message: 'the sentence of the agent' }),
        list: () => err({ kind, message: 'x' }),
      },
    });
    const answer = await app.inject({ url: '/api/v1/devices' });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['retry-after']).toBe(status === 503 ? '30' : undefined);
  });

  it('a record that cannot be read is 503, a bug is 500 without a word about it', async () => {
    const { app, logged } = await appWith({
      settings: openSettings,
      api: {
        list: () => {
          throw new RecordError(recordFailure('busy', 'the database is locked'));
        },
        one: () => {
          throw new Error('secret detail');
        },
      },
    });
    expect((await app.inject({ url: '/api/v1/devices' })).statusCode).toBe(503);
    const bug = await app.inject({ url: '/api/v1/devices/x' });
    expect(bug.statusCode).toBe(500);
    expect(bug.body).not.toContain('secret detail');
    expect(logged.some(({ level }) => level === 'error')).toBe(true);
  });

  it('a readiness that is missing is 503 and says everything that is missing', async () => {
    const { app } = await appWith({
      settings: openSettings,
      api: { readiness: () => ({ ready: false, why: ['a', 'b'] }) },
    });
    const answer = await app.inject({ url: '/readyz' });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ ready: false, why: ['a', 'b'], detail: 'a; b' });
  });
});

describe('readiness', () => {
  it('is found out once a second at most, however many ask', async () => {
    let at = 0;
    let asked = 0;
    const { app } = await appWith({
      settings: openSettings,
      now: () => at,
      api: {
        readiness: () => {
          asked += 1;
          return { ready: asked > 1, why: [] };
        },
      },
    });
    const statuses: number[] = [];
    for (at of [0, 500, 999, 1_000, 1_500]) statuses.push((await app.inject({ url: '/readyz' })).statusCode);
    expect(statuses).toEqual([503, 503, 503, 200, 200]);
    expect(asked).toBe(2);
  });
});

describe('hostile bodies', () => {
  it.each([
    ['__proto__', '{"hosts":[],"__proto__":{"x":1}}'],
    ['__proto__ in the depth', '{"a":{"b":[{"__proto__":1}]}}'],
    ['__proto__ in escapes', '{"\\u005f_proto__":1}'],
    ['constructor.prototype', '{"constructor":{"prototype":{"x":1}}}'],
    ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`],
    ['a hundred thousand levels', '['.repeat(100_000)],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['a byte order mark of UTF-16', Buffer.from('{}', 'utf16le')],
  ])('%s is refused', async (_, payload) => {
    const { app } = await appWith({ settings: openSettings });
    const started = performance.now();
    const answer = await app.inject({ method: 'POST', url: '/hooks/alert', payload, headers: json });
    expect(answer.statusCode).toBe(400);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('brackets within strings are no levels', async () => {
    expect((await posted('/hooks/alert', { id: `"\\${'['.repeat(500)}`, hosts: [] })).statusCode).toBe(202);
  });

  it('every flaw of a body is told at once, with its place', async () => {
    const answer = await posted('/api/v1/windows', { name: 5, select: { shape: 'x' }, from: 'soon', to: '2026-12-01' });
    expect(answer.statusCode).toBe(400);
    const places: readonly string[] = answer.json().errors.map(({ at }: { readonly at: string }) => at);
    expect(places).toEqual(
      expect.arrayContaining([
        'body/name',
        'body/select',
        'body/from',
        'body/ticket',
        'body/approvedBy',
        'body/target',
      ]),
    );
  });

  it('numbers do not become text, unknown members are refused', async () => {
    expect((await posted('/api/v1/verifications', { device: 5 })).statusCode).toBe(400);
    expect((await posted('/api/v1/verifications', { device: 'edge1', devcie: 'edge2' })).statusCode).toBe(400);
  });
});

describe('what the routes take', () => {
  it('a verification is accepted with its id and where to ask', async () => {
    const answer = await posted('/api/v1/verifications', { device: 'edge1', alert: 'A1' });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ id: 'v 1' });
    expect(answer.headers['location']).toBe('/api/v1/verifications/v%201');
    expect((await posted('/api/v1/verifications', { device: 'other' })).statusCode).toBe(404);
  });

  it('a window gives globs as lists and dates with both their ends', async () => {
    let seen: unknown;
    const { app } = await appWith({
      settings: openSettings,
      api: {
        addWindow: (window, by) => {
          seen = { window, by };
          return ok(window);
        },
      },
    });
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/windows',
      payload: {
        name: 'CHG 1',
        select: { tag: 'campus', site: ['ams', 'b*'] },
        from: '2026-12-01',
        to: '2026-12-01',
        ticket: 'CHG1',
        approvedBy: 'lead',
        target: { version: '17.12.04' },
      },
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['location']).toBe('/api/v1/windows/CHG%201');
    expect(seen).toEqual({
      by: 'local',
      window: {
        name: 'CHG 1',
        select: { tag: ['campus'], site: ['ams', 'b*'] },
        from: Date.UTC(2026, 11, 1),
        to: Date.UTC(2026, 11, 2) - 1,
        ticket: 'CHG1',
        approvedBy: 'lead',
        target: { version: '17.12.04', patch: null, image: null },
        enteredAt: null,
      },
    });
  });

  it('a list hands limit, cursor and filters on', async () => {
    const asked: ListQuery[] = [];
    const { app } = await appWith({
      settings: openSettings,
      api: {
        list: (what, query) => {
          asked.push(query);
          return ok({ schema: what, items: [], next: null });
        },
      },
    });
    await app.inject({ url: '/api/v1/findings' });
    await app.inject({
      url: '/api/v1/findings?limit=1000&cursor=abc&device=edge1,edge2&type=os-downgraded&status=open&since=2026-12-01T20:00:00+01:00',
    });
    const none = { device: null, type: null, status: null, disposition: null, since: null };
    expect(asked).toEqual([
      { limit: 100, cursor: null, ...none },
      {
        limit: 1000,
        cursor: 'abc',
        device: 'edge1,edge2',
        type: 'os-downgraded',
        status: 'open',
        disposition: null,
        since: Date.UTC(2026, 11, 1, 19),
      },
    ]);
  });

  it.each([
    '/api/v1/findings?limit=0',
    '/api/v1/findings?limit=1001',
    '/api/v1/findings?limit=1e2',
    '/api/v1/findings?limit=-5',
    '/api/v1/findings?limit=5&limit=6',
    '/api/v1/findings?since=yesterday',
    '/api/v1/findings?disposition=open',
    '/api/v1/alerts?type=x',
    '/api/v1/devices?colour=red',
    '/api/v1/devices/edge1?colour=red',
    `/api/v1/devices?device=${'x'.repeat(2000)}`,
  ])('%s is refused', async (url) => {
    const { app } = await appWith({ settings: openSettings });
    expect((await app.inject({ url })).statusCode).toBe(400);
  });
});

describe('answers', () => {
  it('are not kept, not guessed and not framed', async () => {
    const { app } = await appWith({ settings: openSettings });
    for (const url of ['/healthz', '/api/v1/devices', '/nowhere', '/metrics']) {
      const { headers } = await app.inject({ url });
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('metrics come as the text format', async () => {
    const { app } = await appWith({ settings: openSettings });
    const answer = await app.inject({ url: '/metrics' });
    expect(answer.headers['content-type']).toContain('version=0.0.4');
    expect(answer.body).toBe('pawl_alerts 0\n');
  });

  it('HEAD is GET without a body', async () => {
    const { app } = await appWith({ settings: openSettings });
    const answer = await app.inject({ method: 'HEAD', url: '/healthz' });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe('');
  });
});
