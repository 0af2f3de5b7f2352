import { describe, expect, it } from 'vitest';
import { httpApp } from '../../../../src/edge/http/app.ts';
import { secretStore } from '../../../../src/edge/secrets.ts';
import { appWith, bearer, emptyApi, openSettings, settings, tokenText } from './http-kit.ts';

const reads = ['devices', 'findings', 'alerts', 'audits', 'windows', 'notifications', 'senders'].map(
  (what) => `/api/v1/${what}`,
);

describe('tokens', () => {
  it.each([...reads, '/metrics', '/api/v1/verifications/v1'])('%s wants one, and says so as a problem', async (url) => {
    const { app } = await appWith();
    const answer = await app.inject({ url });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="pawl"');
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ type: 'about:blank', title: 'Unauthorized', status: 401 });
    expect((await app.inject({ url, headers: bearer(tokenText.siem) })).statusCode).not.toBe(401);
  });

  it.each(['/healthz', '/readyz', '/openapi.json'])('%s needs none', async (url) => {
    const { app } = await appWith();
    expect((await app.inject({ url })).statusCode).toBe(200);
  });

  it.each([
    ['Basic c2llbTp4', 'another scheme'],
    ['Bearer', 'no token'],
    ['Bearer ', 'an empty token'],
    [`Bearer ${tokenText.siem} x`, 'two words'],
    [`Bearer ${tokenText.siem.slice(0, -1)}`, 'a token cut short'],
    [`Bearer ${tokenText.siem}x`, 'a token with one character more'],
    [`Bearer ${'x'.repeat(5000)}`, 'a very long one'],
  ])('%j is refused: %s', async (authorization) => {
    const { app } = await appWith();
    const answer = await app.inject({ url: '/api/v1/devices', headers: { authorization } });
    expect(answer.statusCode).toBe(401);
  });

  it('the scheme is read in any case', async () => {
    const { app } = await appWith();
    const headers = { authorization: `bearer ${tokenText.siem}` };
    expect((await app.inject({ url: '/api/v1/devices', headers })).statusCode).toBe(200);
  });

  it('a right that a token has not is 403 and names the right', async () => {
    const { app } = await appWith();
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/audits',
      headers: bearer(tokenText.siem),
      payload: {},
    });
    expect(answer.statusCode).toBe(403);
    expect(answer.headers['www-authenticate']).toContain('scope="audit"');
    const read = await app.inject({ url: '/api/v1/devices', headers: bearer(tokenText.auditor) });
    expect(read.statusCode).toBe(403);
  });

  it('the log names who asked what, by the name of the token and the pattern of the path', async () => {
    const { app, logged } = await appWith();
    await app.inject({
      method: 'POST',
      url: '/api/v1/verifications',
      headers: bearer(tokenText.siem),
      payload: { device: 'edge1' },
    });
    await app.inject({ url: '/api/v1/devices/edge1', headers: bearer('wrong') });
    expect(logged).toMatchObject([
      { level: 'info', fields: { method: 'POST', route: '/api/v1/verifications', status: 202, by: 'siem' } },
      { level: 'warn', fields: { method: 'GET', route: '/api/v1/devices/:id', status: 401, by: null } },
    ]);
  });

  it('whoever is refused again and again does not fill the log', async () => {
    const { app, logged } = await appWith();
    for (let tries = 0; tries < 40; tries += 1)
      await app.inject({ url: '/api/v1/devices', remoteAddress: '192.0.2.9' });
    await app.inject({ url: '/api/v1/devices', remoteAddress: '192.0.2.10' });
    expect(logged.filter(({ level }) => level === 'warn').length).toBe(31);
  });

  it('who has no token is refused before the body is read', async () => {
    const { app } = await appWith();
    const answer = await app.inject({ method: 'POST', url: '/hooks/alert', payload: 'x'.repeat(300_000) });
    expect(answer.statusCode).toBe(401);
  });

  it('wrong tokens of one address are told to wait; the right one is still taken, and so is another address', async () => {
    let at = 0;
    const { app } = await appWith({ now: () => at });
    const statusOf = async (token: string, remoteAddress: string): Promise<number> =>
      (await app.inject({ url: '/api/v1/devices', headers: bearer(token), remoteAddress })).statusCode;
    for (let tries = 0; tries < 1000; tries += 1) expect(await statusOf('wrong', '192.0.2.9')).toBe(401);
    const refused = await app.inject({ url: '/api/v1/devices', headers: bearer('wrong'), remoteAddress: '192.0.2.9' });
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['retry-after']).toBe('60');
    expect(await statusOf(tokenText.siem, '192.0.2.9')).toBe(200);
    expect(await statusOf('wrong', '192.0.2.10')).toBe(401);
    at = 60_001;
    expect(await statusOf('wrong', '192.0.2.9')).toBe(401);
  });

  it.each([
    [{ kind: 'env', name: 'NOT_THERE' }, 'http: the token "siem": the environment has no variable NOT_THERE'],
    [{ kind: 'env', name: 'EMPTY' }, 'http: the secret of the token "siem" is empty'],
    [
      { kind: 'text', text: 'two words' },
      'http: the secret of the token "siem" holds blanks or characters that no header carries',
    ],
  ] as const)('%j cannot be a token', async (secret, message) => {
    const made = await httpApp(
      { ...settings, tokens: [{ name: 'siem', secret, may: ['read'] }] },
      {
        api: emptyApi,
        metrics: { text: async () => ({ contentType: '', body: '' }) },
        secrets: secretStore({ EMPTY: '' }),
        clock: { now: () => 0 as never },
        log: () => undefined,
        version: '1',
      },
    );
    expect(made.ok ? null : made.error).toBe(message);
  });

  it('two tokens with one secret are refused: nobody could tell who asked', async () => {
    const secret = { kind: 'text', text: 'same' } as const;
    await expect(
      appWith({
        settings: {
          ...settings,
          tokens: [
            { name: 'a', secret, may: ['read'] },
            { name: 'b', secret, may: ['audit'] },
          ],
        },
      }),
    ).rejects.toThrow('the tokens "a" and "b" have the same secret');
  });
});

describe('without tokens, on loopback', () => {
  it('everything is open to this machine', async () => {
    const { app } = await appWith({ settings: openSettings });
    for (const url of [...reads, '/metrics']) expect((await app.inject({ url })).statusCode).toBe(200);
    expect((await app.inject({ method: 'POST', url: '/api/v1/audits', payload: {} })).statusCode).toBe(202);
  });

  it.each(['evil.example', '192.0.2.1:8686', '127.0.0.1.evil.example'])(
    'a request for %s is refused: a page in a browser may have sent it',
    async (host) => {
      const { app } = await appWith({ settings: openSettings });
      expect((await app.inject({ url: '/api/v1/devices', headers: { host } })).statusCode).toBe(403);
    },
  );

  it.each(['localhost:8686', '127.0.0.1:8686', '[::1]:8686', '127.0.0.1'])(
    'a request for %s is taken',
    async (host) => {
      const { app } = await appWith({ settings: openSettings });
      expect((await app.inject({ url: '/api/v1/devices', headers: { host } })).statusCode).toBe(200);
    },
  );

  it('metrics stay open on loopback where there are tokens', async () => {
    const { app } = await appWith({ settings: { ...settings, listen: openSettings.listen } });
    expect((await app.inject({ url: '/metrics' })).statusCode).toBe(200);
    expect((await app.inject({ url: '/api/v1/devices' })).statusCode).toBe(401);
  });
});

describe('the secret in the path of a hook', () => {
  const post = async (path: string) => {
    const { app, logged } = await appWith();
    return { answer: await app.inject({ method: 'POST', url: path, payload: { hosts: [] } }), logged };
  };

  it('opens it, and the caller is the hook', async () => {
    const { answer } = await post('/hooks/alert/splunk/hook-secret-0123456789');
    expect(answer.statusCode).toBe(202);
    expect(answer.json().unknown).toEqual(['hook:splunk']);
  });

  it.each([
    '/hooks/alert/splunk/wrong',
    '/hooks/alert/other/hook-secret-0123456789',
    `/hooks/alert/splunk/${tokenText.siem}`,
    '/hooks/alert/splunk/',
    `/hooks/alert/splunk/${'x'.repeat(2000)}`,
  ])('%s is as if it were not there', async (path) => {
    expect((await post(path)).answer.statusCode).toBe(404);
  });

  it.each([
    '/hooks/alert/splunk/hook-secret-0123456789',
    '/hooks/alert/splunk/hook-secret-0123456789/more',
    '/hooks//alert/splunk/hook-secret-0123456789',
    '/hooks/alert/other/hook-secret-0123456789',
  ])('%s never puts the secret into log or answer', async (path) => {
    const { answer, logged } = await post(path);
    expect(logged.length).toBe(1);
    expect(JSON.stringify(logged)).not.toContain('hook-secret');
    expect(answer.body).not.toContain('hook-secret');
  });
});
