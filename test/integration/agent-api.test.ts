import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { VerificationJob } from '../../src/agent-ports.ts';
import { agentApi } from '../../src/app/agent/api.ts';
import { type Capture, fromCaptures } from '../../src/app/audit-captures.ts';
import { auditFleet } from '../../src/app/audit-fleet.ts';
import { type Configuration, configurationOf } from '../../src/app/configuration.ts';
import type { Alert } from '../../src/core/alert.ts';
import { deviceName, epochMs } from '../../src/core/brands.ts';
import { err, ok } from '../../src/core/result.ts';
import { readCaptureFolders } from '../../src/edge/capture-folders.ts';
import { httpApp } from '../../src/edge/http/app.ts';
import { secretStore } from '../../src/edge/secrets.ts';
import { auditOrder, memoryRecord } from './audit-kit.ts';

const folder = fileURLToPath(new URL('../fixtures/devices', import.meta.url));
const now = Date.UTC(2026, 10, 20);
const record = memoryRecord(() => now);
const jobs = new Map<string, VerificationJob>();
let captures: readonly Capture[] = [];
let app: FastifyInstance;

const agent = `windows:
  - {name: CHG1, select: {tag: campus}, from: 2026-12-01T20:00Z, to: 2026-12-01T23:00Z, ticket: CHG1, approvedBy: lead, target: {version: 17.12.04}}
`;

const alert = (id: string, change: Partial<Alert> = {}): Alert => ({
  id,
  device: 'never1',
  platform: null,
  stage: 'boot-changed',
  score: 60,
  disposition: 'confirmed',
  labels: ['lab'],
  openedAt: now,
  updatedAt: now,
  steps: [
    {
      file: 'udp',
      lineNumber: 1,
      at: now,
      kind: 'boot-change',
      detail: null,
      score: 60,
      rule: 'x',
      user: 'ops',
      source: null,
      command: 'boot system x',
      image: 'x',
      version: null,
      direction: null,
      outcome: null,
      line: 'a line',
    },
  ],
  ...change,
});

function job(device: string, alerts: readonly string[], by: string): VerificationJob {
  const known = [...jobs.values()].find(
    (one) => one.device === device && alerts.every((id) => one.alerts.includes(id)),
  );
  if (known !== undefined && alerts.length > 0) return known;
  const made: VerificationJob = {
    id: `v${jobs.size + 1}`,
    device: deviceName(device),
    alerts,
    by,
    priority: 'request',
    requestedAt: epochMs(now),
    notBefore: epochMs(now),
    state: 'queued',
    startedAt: null,
    finishedAt: null,
    result: null,
  };
  jobs.set(made.id, made);
  return made;
}

function files(): Configuration {
  const hosts = captures.map(
    ({ device, platform }) => `"${device}": {platform: ${platform}, sources: [192.0.2.7], data: {tags: [campus]}}`,
  );
  const { configuration, problems } = configurationOf({
    inventory: {
      hosts: {
        file: 'hosts.yaml',
        text: [
          ...hosts.slice(0, 1),
          ...hosts.slice(1).map((line) => line.replace('192.0.2.7', 'x.example')),
          'never1: {platform: iosxe, hostname: 192.0.2.9, data: {tags: [campus]}}',
        ].join('\n'),
      },
      groups: null,
      defaults: null,
    },
    agent: { file: 'agent.yaml', text: agent },
    baselines: [
      {
        file: 'b.yaml',
        text: 'name: b\napprovedBy: lead\nmatch: {platform: iosxe}\napproved: [{version: 17.12.04}]\n',
      },
    ],
  });
  const wrong = problems.filter(({ severity, message }) => severity === 'error' && !message.includes('x.example'));
  if (wrong.length > 0) throw new Error(wrong.map(({ message }) => message).join('\n'));
  return configuration;
}

beforeAll(async () => {
  for (const platform of readdirSync(folder)) {
    const read = await readCaptureFolders(`${folder}/${platform}`);
    if (!read.ok) throw new Error(read.error);
    captures = [...captures, ...read.value];
  }
  const configuration = files();
  const known = new Set(captures.map(({ device }) => device));
  const devices = configuration.inventory.devices.filter(({ name }) => known.has(name));
  const order = auditOrder(devices, { id: 'audit1', trigger: 'api' });
  const result = await auditFleet(order, {
    configuration,
    record,
    clock: { now: () => epochMs(now) },
    observe: fromCaptures(captures, configuration.trusted),
  });
  if (!result.ok) throw new Error(result.error.message);
  record.startAudit({
    ...order,
    id: 'audit2',
    startedAt: epochMs(now + 1),
    selected: devices.map(({ name }) => name),
    by: null,
  });
  record.recordAlerts([
    alert('A1'),
    alert('A2', { openedAt: null, updatedAt: null, device: null, disposition: 'open' }),
  ]);
  const made = await httpApp(
    {
      listen: { host: '127.0.0.1', port: 0 },
      tls: null,
      tokens: [],
      hooks: [{ name: 'splunk', secret: { kind: 'text', text: 's3cret' } }],
    },
    {
      api: agentApi({
        configuration: () => configuration,
        record,
        verifications: {
          request: ({ device, alert: id, by }) =>
            configuration.inventory.devices.some(({ name }) => name === device)
              ? ok(job(device, id === null ? [] : [id], by))
              : err({ kind: 'not-found', message: 'no such device' }),
          job: (id) => jobs.get(id) ?? null,
        },
        audits: { request: () => ok({ id: 'a9', devices: 3 }) },
        notifications: {
          list: () =>
            ok({
              schema: 'pawl/notifications/v1',
              items: [
                {
                  id: 'e',
                  receiver: 'r',
                  kind: 'alert-opened',
                  queuedAt: new Date(now).toISOString(),
                  state: 'dead',
                  tries: 3,
                  why: 'x',
                },
              ],
              next: null,
            }),
        },
        senders: {
          unknown: () =>
            ['192.0.2.99', '192.0.2.98'].map((address) => ({
              address,
              messages: 4,
              firstSeen: epochMs(now),
              lastSeen: epochMs(now),
              relays: false,
            })),
          silent: () => [
            { device: 'never1', lastSeen: null },
            { device: 'edge9', lastSeen: epochMs(now) },
          ],
        },
        together: (writes) => writes(),
        readiness: () => ({ ready: true, why: [] }),
        clock: { now: () => epochMs(now) },
      }),
      metrics: { text: async () => ({ contentType: 'text/plain', body: '' }) },
      secrets: secretStore({}),
      clock: { now: () => epochMs(now) },
      log: () => undefined,
      version: '1.2.3',
    },
  );
  if (!made.ok) throw new Error(made.error);
  app = made.value;
});
afterAll(() => record.close());

const get = async (url: string) => (await app.inject({ url })).json();
const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload });

/** Every page of a list. */
async function whole(url: string, limit: number): Promise<readonly { readonly [key: string]: unknown }[]> {
  const items: { readonly [key: string]: unknown }[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await get(
      `${url}${url.includes('?') ? '&' : '?'}limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

describe('the OpenAPI document', () => {
  it('describes every answer: real ones fit their schema, to the last member', async () => {
    const document = await get('/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    const findings: readonly { readonly id: string }[] = (await get('/api/v1/findings')).items;
    expect(findings.length).toBeGreaterThan(5);
    const window = {
      name: 'CHG2',
      select: { tag: 'campus', platform: 'cisco_xe' },
      from: '2026-12-02T20:00Z',
      to: '2026-12-02T23:00Z',
      ticket: 'CHG2',
      approvedBy: 'lead',
      target: { version: '17.12.04' },
    };
    const asked: readonly (readonly [InjectOptions, string])[] = [
      [{ url: '/healthz' }, '/healthz'],
      [{ url: '/readyz' }, '/readyz'],
      [{ url: '/metrics' }, '/metrics'],
      [{ url: '/openapi.json' }, '/openapi.json'],
      [
        { method: 'POST', url: '/api/v1/verifications', payload: { device: 'never1', alert: 'A1' } },
        '/api/v1/verifications',
      ],
      [{ url: '/api/v1/verifications/v1' }, '/api/v1/verifications/{id}'],
      [{ url: '/api/v1/verifications/none' }, '/api/v1/verifications/{id}'],
      [{ method: 'POST', url: '/api/v1/audits', payload: { select: { tag: 'campus' } } }, '/api/v1/audits'],
      [{ method: 'POST', url: '/api/v1/windows', payload: window }, '/api/v1/windows'],
      [{ method: 'POST', url: '/api/v1/windows', payload: window }, '/api/v1/windows'],
      [{ url: '/api/v1/devices?limit=1000' }, '/api/v1/devices'],
      ...captures.map(({ device }) => [{ url: `/api/v1/devices/${device}` }, '/api/v1/devices/{id}'] as const),
      [{ url: '/api/v1/devices/never1' }, '/api/v1/devices/{id}'],
      [{ url: '/api/v1/devices/none' }, '/api/v1/devices/{id}'],
      [{ url: '/api/v1/findings' }, '/api/v1/findings'],
      ...findings.map(({ id }) => [{ url: `/api/v1/findings/${id}` }, '/api/v1/findings/{id}'] as const),
      [{ url: '/api/v1/findings?type=nonsense' }, '/api/v1/findings'],
      [{ url: '/api/v1/alerts' }, '/api/v1/alerts'],
      [{ url: '/api/v1/alerts/A1' }, '/api/v1/alerts/{id}'],
      [{ url: '/api/v1/alerts/A2' }, '/api/v1/alerts/{id}'],
      [{ url: '/api/v1/audits' }, '/api/v1/audits'],
      [{ url: '/api/v1/audits/audit1' }, '/api/v1/audits/{id}'],
      [{ url: '/api/v1/windows' }, '/api/v1/windows'],
      [{ url: '/api/v1/windows/CHG1' }, '/api/v1/windows/{id}'],
      [{ url: '/api/v1/notifications' }, '/api/v1/notifications'],
      [{ url: '/api/v1/senders' }, '/api/v1/senders'],
      [{ method: 'POST', url: '/hooks/sentinel', payload: [{ kind: 'Host', hostName: 'never1' }] }, '/hooks/sentinel'],
      [{ method: 'POST', url: '/hooks/alert', payload: { hosts: ['192.0.2.9', 'host7'], id: 'x' } }, '/hooks/alert'],
      [
        { method: 'POST', url: '/hooks/alert/splunk/s3cret', payload: { hosts: ['never1'] } },
        '/hooks/alert/{name}/{secret}',
      ],
    ];
    const described = new Set(
      Object.entries<object>(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      ),
    );
    for (const [request, path] of asked) {
      const method = String(request.method ?? 'GET').toLowerCase();
      described.delete(`${method} ${path}`);
      const answer = await app.inject(request);
      const responses = document.paths[path][method].responses;
      const type = String(answer.headers['content-type']).split(';')[0] ?? '';
      const schema = (responses[answer.statusCode] ?? responses.default).content[type].schema;
      if (type === 'text/plain') continue;
      const fits = z.fromJSONSchema(schema).safeParse(answer.json());
      expect(fits.success ? [] : fits.error.issues, `${method} ${JSON.stringify(request.url)}`).toEqual([]);
    }
    expect([...described], 'routes that nothing was asked of').toEqual([]);
  });

  it('names the right that each route needs, and no more parameters than the route takes', async () => {
    const { paths } = await get('/openapi.json');
    expect(paths['/api/v1/devices'].get.security).toEqual([{ bearer: [] }]);
    expect(paths['/healthz'].get.security).toEqual([]);
    const names = (path: string) => paths[path].get.parameters.map(({ name }: { readonly name: string }) => name);
    expect(names('/api/v1/alerts')).toEqual(['limit', 'cursor', 'device', 'disposition', 'since']);
    expect(names('/api/v1/findings/{id}')).toEqual(['id']);
  });
});

describe('devices', () => {
  it('come by name, those that were never audited too, each once whatever the page', async () => {
    const names = [...captures.map(({ device }) => device), 'never1'].sort();
    for (const limit of [1, 4, 1000])
      expect((await whole('/api/v1/devices', limit)).map(({ device }) => device)).toEqual(names);
  });

  it('are those of the audit JSON', async () => {
    const device = await get('/api/v1/devices/isr4331_17.09.04a_install');
    expect(device).toMatchObject({ platform: 'iosxe', running: { version: '17.09.04a', mode: 'install' } });
    expect(await get('/api/v1/devices/never1')).toMatchObject({ verdict: null, platform: 'iosxe', findings: [] });
  });

  it('are found by verdict, name and time', async () => {
    expect((await whole('/api/v1/devices?status=never', 2)).map(({ device }) => device)).toEqual(['never1']);
    const downgraded = await whole('/api/v1/devices?status=downgraded,tampered', 3);
    expect(downgraded.length).toBeGreaterThan(0);
    expect(downgraded.every(({ verdict }) => verdict === 'downgraded' || verdict === 'tampered')).toBe(true);
    const two = await whole('/api/v1/devices?device=never1,n7k_8.4-3_two-supervisors,none', 10);
    expect(two.map(({ device }) => device)).toEqual(['n7k_8.4-3_two-supervisors', 'never1']);
    expect(await whole('/api/v1/devices?since=2099-01-01', 10)).toEqual([]);
  });
});

describe('lists', () => {
  it('findings come in pages without a gap, with the device in each', async () => {
    const all = (await get('/api/v1/findings?limit=1000')).items;
    expect(await whole('/api/v1/findings', 3)).toEqual(all);
    const some = await whole('/api/v1/findings?type=os-downgrade-pending&status=open,acknowledged', 2);
    expect(some.length).toBeGreaterThan(0);
    expect(some.every(({ type, device }) => type === 'os-downgrade-pending' && typeof device === 'string')).toBe(true);
  });

  it.each(['/api/v1/findings', '/api/v1/alerts', '/api/v1/audits', '/api/v1/windows', '/api/v1/devices'])(
    '%s refuses a cursor that it did not give',
    async (url) => {
      for (const cursor of ['x', 'WzEsMl0', 'bnVsbA', Buffer.from('[1,"a","b"]').toString('base64url')])
        expect((await app.inject({ url: `${url}?cursor=${cursor}` })).statusCode).toBe(422);
    },
  );

  it.each([
    'findings?type=os-downgrade',
    'findings?status=new',
    'alerts?disposition=closed',
    'audits?status=done',
    'devices?status=bad',
  ])('%s names the words that there are', async (path) => {
    const answer = await app.inject({ url: `/api/v1/${path}` });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().detail).toMatch(/is none of \S+/);
  });

  it('alerts are found by disposition and device; one has its lines', async () => {
    expect((await get('/api/v1/alerts?disposition=open')).items).toMatchObject([{ id: 'A2', openedAt: null }]);
    expect((await get('/api/v1/alerts?device=never1')).items).toMatchObject([{ id: 'A1' }]);
    expect(await get('/api/v1/alerts/A1')).toMatchObject({ indicators: [{ kind: 'boot-change', line: 'a line' }] });
  });

  it('senders tell where detection is blind', async () => {
    const whom = ({ address, device }: { readonly [key: string]: unknown }) => address ?? device;
    expect((await whole('/api/v1/senders', 1)).map(whom)).toEqual(['192.0.2.98', '192.0.2.99', 'edge9', 'never1']);
    expect((await whole('/api/v1/senders?status=silent', 9)).map(whom)).toEqual(['edge9', 'never1']);
  });

  it('audits tell how far they are', async () => {
    expect((await get('/api/v1/audits')).items.map(({ id }: { readonly id: string }) => id)).toEqual([
      'audit2',
      'audit1',
    ]);
    expect((await get('/api/v1/audits?status=running')).items).toMatchObject([
      {
        id: 'audit2',
        finishedAt: null,
        devices: { selected: captures.length, verified: 0, unverified: captures.length },
      },
    ]);
    const one = await get('/api/v1/audits/audit1');
    expect(one).toMatchObject({ outcome: 'finished', trigger: 'api' });
    expect(one.results.length).toBe(captures.length);
  });
});

describe('windows', () => {
  const window = {
    name: 'CHG7',
    select: { device: 'never1' },
    from: '2026-12-03T20:00Z',
    to: '2026-12-03T23:00Z',
    ticket: 'CHG7',
    approvedBy: 'lead',
    target: { version: '17.12.04' },
  };

  it('are entered with the time of entry, and listed by start with those of agent.yaml', async () => {
    const answer = await post('/api/v1/windows', { ...window, select: { platform: 'cisco_ios_xe', tag: 'campus' } });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({
      name: 'CHG7',
      select: { platform: ['iosxe'] },
      enteredAt: new Date(now).toISOString(),
    });
    const names = (await whole('/api/v1/windows', 1)).map(({ name }) => name);
    expect(names[0]).toBe('CHG1');
    expect(names).toContain('CHG7');
    expect((await whole('/api/v1/windows?since=2026-12-03', 5)).map(({ name }) => name)).toEqual(['CHG7']);
  });

  it.each([
    ['a name that is taken', { name: 'CHG7' }, 409],
    ['a name of agent.yaml', { name: 'CHG1' }, 409],
    ['an end before its start', { to: '2026-12-03T19:00Z' }, 422],
    ['no target', { target: {} }, 422],
    ['a target that no selected device can read', { target: { version: 'banana' } }, 422],
    ['no device', { select: { device: 'nowhere' } }, 422],
    ['no selection', { select: {} }, 422],
    ['an unknown platform', { select: { platform: 'windows' } }, 422],
    ['a pattern that would take long', { select: { device: '*a*b*c*d*e*' } }, 400],
  ])('%s is refused', async (_, change, status) => {
    const answer = await post('/api/v1/windows', { ...window, ...(status === 409 ? {} : { name: 'CHG8' }), ...change });
    expect(answer.statusCode).toBe(status);
  });
});

describe('hooks', () => {
  it('verify each known device once, tell unknown hosts, and a replay is answered with the same verification', async () => {
    const payload = {
      id: 'INC-1',
      hosts: ['never1', '192.0.2.9', 'NEVER1.example.net', 'host7', 'HOST7', '203.0.113.1'],
    };
    const first = await post('/hooks/alert', payload);
    expect(first.statusCode).toBe(202);
    expect(first.json()).toMatchObject({
      schema: 'pawl/hook/v1',
      verifications: [{ device: 'never1', host: 'never1' }],
      unknown: ['HOST7', '203.0.113.1'],
      refused: [],
    });
    expect((await post('/hooks/alert', payload)).json()).toEqual(first.json());
    const other = await post('/hooks/alert', { ...payload, id: 'INC-2' });
    expect(other.json().verifications[0].id).not.toBe(first.json().verifications[0].id);
  });

  it('a payload that nobody knows is 422 and says what was looked for', async () => {
    const answer = await post('/hooks/alert', { event: 'ping' });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().detail).toContain('alerts[].labels');
  });

  it('a verification tells verdict and classification when it is done', async () => {
    const { id } = (await post('/api/v1/verifications', { device: 'never1', alert: 'A1' })).json();
    const made = jobs.get(id);
    if (made === undefined) throw new Error('no job');
    expect(await get(`/api/v1/verifications/${id}`)).toMatchObject({
      state: 'queued',
      verdict: null,
      classification: null,
    });
    const result = { audit: 'a3', verdict: 'compliant', reason: null, findings: [] } as const;
    jobs.set(id, {
      ...made,
      alerts: ['A1', 'siem:7'],
      state: 'done',
      startedAt: epochMs(now),
      finishedAt: epochMs(now),
      result,
    });
    expect(await get(`/api/v1/verifications/${id}`)).toMatchObject({
      state: 'done',
      verdict: 'compliant',
      classification: 'FalsePositive',
      alerts: [
        { id: 'A1', disposition: 'confirmed', classification: 'TruePositive' },
        { id: 'siem:7', disposition: null, classification: 'FalsePositive' },
      ],
    });
  });
});
