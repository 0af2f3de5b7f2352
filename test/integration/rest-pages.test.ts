import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchRestPages, type RestRequest } from '../../src/edge/rest-pages.ts';
import { fixtureFiles, runImport } from '../unit/import/import-case.ts';

let server: Server | null = null;
const seen: { url: string; headers: IncomingHttpHeaders }[] = [];
afterEach(async () => {
  seen.length = 0;
  await new Promise<void>((done) => (server === null ? done() : server.close(() => done())));
  server = null;
});

/** Starts a server on loopback; gives its address. */
async function serve(answer: RequestListener): Promise<string> {
  const started = createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    answer(request, response);
  });
  server = started;
  started.keepAliveTimeout = 1;
  await new Promise<void>((done) => started.listen(0, '127.0.0.1', done));
  const address = started.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

const json =
  (pick: (url: URL) => unknown): RequestListener =>
  (request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(pick(new URL(request.url ?? '', 'http://x'))));
  };

const ask = (url: string, more: Partial<RestRequest> = {}) =>
  fetchRestPages({
    url,
    listPath: '/api/dcim/devices/',
    query: { limit: '200' },
    token: '0123456789',
    caFile: null,
    pageTimeoutMs: 2_000,
    ...more,
  });

describe('the pages of a list over HTTP', () => {
  it('follows next to the end, with the token in each request, and gives what files give', async () => {
    const [first, second] = fixtureFiles('netbox').map(({ text }) => JSON.parse(text));
    let origin = '';
    origin = await serve(
      json((url) =>
        url.searchParams.has('offset') ? second : { ...first, next: `${origin}/api/dcim/devices/?limit=3&offset=3` },
      ),
    );
    const pages = await ask(`${origin}/?site=ams`);
    expect(seen.map(({ url }) => url)).toEqual([
      '/api/dcim/devices/?site=ams&limit=200',
      '/api/dcim/devices/?limit=3&offset=3',
    ]);
    expect(seen.map(({ headers }) => headers['authorization'])).toEqual(['Token 0123456789', 'Token 0123456789']);
    if (!pages.ok) throw new Error(pages.error);
    const fetched = runImport({ source: 'netbox', files: [], pages: pages.value });
    const saved = runImport({ source: 'netbox', files: fixtureFiles('netbox') });
    expect(fetched.plan.changes).toEqual(saved.plan.changes);
    expect(fetched.plan.hosts).toBe(3);
  });

  it('sends a token of the newer kind as bearer', async () => {
    const origin = await serve(json(() => ({ count: 0, next: null, results: [] })));
    await ask(origin, { token: 'nbt_abc.def' });
    expect(seen[0]?.headers['authorization']).toBe('Bearer nbt_abc.def');
  });

  it('does not take the token to another server', async () => {
    const origin = await serve(json(() => ({ count: 2, next: 'http://127.0.0.2:9/api/dcim/devices/', results: [] })));
    const got = await ask(origin);
    expect(got).toMatchObject({ ok: false, error: expect.stringContaining('is not followed') });
    expect(JSON.stringify(got)).not.toContain('0123456789');
    expect(seen.length).toBe(1);
  });

  it('does not send a token over plain http to another machine', async () => {
    expect(await ask('http://netbox.example.net')).toMatchObject({
      ok: false,
      error: expect.stringContaining('plain http'),
    });
  });

  it('ends when the pages have no end', async () => {
    let origin = '';
    origin = await serve(json(() => ({ count: 2, next: `${origin}/api/dcim/devices/?limit=200`, results: [] })));
    expect(await ask(origin)).toMatchObject({ ok: false, error: expect.stringContaining('no end') });
  });

  it.each([
    [403, 'may not read devices'],
    [302, 'redirects are not followed'],
    [500, 'answered 500'],
  ])('says what an answer of %i means', async (status, words) => {
    const origin = await serve((_, response) => {
      response.writeHead(status, { location: 'http://127.0.0.2:9/' });
      response.end('{}');
    });
    expect(await ask(origin)).toMatchObject({ ok: false, error: expect.stringContaining(words) });
  });

  it('gives up on a server that is silent, cut off or no JSON', async () => {
    const silent = await serve(() => undefined);
    expect(await ask(silent, { pageTimeoutMs: 200 })).toMatchObject({
      ok: false,
      error: expect.stringContaining('no answer'),
    });
    server?.closeAllConnections();
    const cut = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"count"');
      setTimeout(() => response.destroy(), 20);
    });
    expect((await ask(cut)).ok).toBe(false);
    const page = await serve((_, response) => void response.end('<html>'));
    expect(await ask(page)).toMatchObject({ ok: false, error: expect.stringContaining('no JSON') });
  });
});
