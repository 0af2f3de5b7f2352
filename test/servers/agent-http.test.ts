import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentScene, agentScene } from '../integration/agent-kit.ts';
import { certificateFor } from '../integration/certificate-kit.ts';

/** The agent over real sockets, asked by curl and read by promtool; a webhook's signature is checked by openssl. */

const token = 'siem-token-0123456789';
let scene: AgentScene;
let folder = '';
let certificate: Awaited<ReturnType<typeof certificateFor>>;
const ports = { http: 0, https: 0, hook: 0 };
const delivered: { readonly headers: Readonly<Record<string, unknown>>; readonly body: string }[] = [];
let refusals = 2;

const receiver = createHttpServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text) => {
    body += text;
  });
  request.on('end', () => {
    refusals -= 1;
    if (refusals < 0) delivered.push({ headers: request.headers, body });
    response.writeHead(refusals < 0 ? 204 : 503).end();
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function run(
  program: string,
  args: readonly string[],
  input = '',
): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], { timeout: 30_000, maxBuffer: 1 << 24 }, (error, out, err) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ status: error === null ? 0 : Number(error.code), out, err });
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Status, type and body of an answer, as curl saw them. */
async function curl(
  ...args: readonly string[]
): Promise<{ readonly status: number; readonly type: string; readonly body: string }> {
  const { status, out, err } = await run('curl', ['-sS', '-m', '20', '-w', '\n%{http_code} %{content_type}', ...args]);
  if (status !== 0) throw new Error(`curl ${status}: ${err}`);
  const end = out.lastIndexOf('\n');
  const [code = '', type = ''] = out.slice(end + 1).split(/[ ;]+/);
  return { status: Number(code), type, body: out.slice(0, end) };
}

const at = (path: string): string => `http://127.0.0.1:${ports.http}${path}`;
const json = ['-H', 'content-type: application/json'];
const bearer = ['-H', `authorization: Bearer ${token}`];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pawl-http-'));
  certificate = await certificateFor('127.0.0.1');
  ports.http = await freePort();
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  ports.hook = (receiver.address() as AddressInfo).port;
  scene = await agentScene(1);
  await scene.audited();
  await scene.start(`http:
  listen: "127.0.0.1:${ports.http}"
  tokens: [{name: siem, secret: "${token}", may: [read, verify, audit]}, {name: change, secret: change-token-0123456789, may: [window]}]
  hooks: [{name: splunk, secret: hook-secret-0123456789}]
notify:
  - {webhook: "http://127.0.0.1:${ports.hook}/in/PATHSECRET", secret: shared-0123456789, on: [finding-opened, verification-finished]}
`);
});
afterAll(async () => {
  await scene?.stop();
  receiver.closeAllConnections();
  receiver.close();
  certificate?.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('curl against the API', () => {
  it('is told that the agent lives and is ready', async () => {
    expect(await curl(at('/healthz'))).toMatchObject({ status: 200, type: 'application/json' });
    expect(JSON.parse((await curl(at('/readyz'))).body)).toEqual({ ready: true, why: [] });
  });

  it('needs a token, and the right of it', async () => {
    const refused = await curl(at('/api/v1/devices'));
    expect(refused).toMatchObject({ status: 401, type: 'application/problem+json' });
    expect((await curl(...bearer, at('/api/v1/devices'))).status).toBe(200);
    expect((await curl(...bearer, ...json, '-d', '{}', at('/api/v1/windows'))).status).toBe(403);
    const listed = await curl('-H', 'authorization: Bearer change-token-0123456789', at('/api/v1/windows'));
    expect(listed.status).toBe(403);
  });

  it('has a device verified by a hook, and polls for the verdict', async () => {
    const posted = await curl(
      ...json,
      '-d',
      '{"id":"INC-1","hosts":["r1","198.51.100.9"]}',
      at('/hooks/alert/splunk/hook-secret-0123456789'),
    );
    expect(posted.status).toBe(202);
    const answer = JSON.parse(posted.body);
    expect(answer).toMatchObject({ verifications: [{ device: 'r1' }], unknown: ['198.51.100.9'] });
    const again = await curl(
      ...json,
      '-d',
      '{"id":"INC-1","hosts":["r1"]}',
      at('/hooks/alert/splunk/hook-secret-0123456789'),
    );
    expect(JSON.parse(again.body).verifications).toEqual(answer.verifications);
    for (let tries = 0; tries < 100; tries += 1) {
      const { body } = await curl(...bearer, at(`/api/v1/verifications/${answer.verifications[0].id}`));
      const { state, verdict, classification } = JSON.parse(body);
      if (state === 'done') {
        expect({ verdict, classification }).toEqual({ verdict: 'compliant', classification: 'FalsePositive' });
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the verification was not done');
  });

  it('starts an audit and sees it on record', async () => {
    const posted = await curl(
      ...bearer,
      ...json,
      '-d',
      '{"select":{"device":"r*"},"hash":false}',
      at('/api/v1/audits'),
    );
    expect(posted.status).toBe(202);
    const { id } = JSON.parse(posted.body);
    for (let tries = 0; tries < 100; tries += 1) {
      const { status, body } = await curl(...bearer, at(`/api/v1/audits/${id}`));
      if (status === 200 && JSON.parse(body).finishedAt !== null) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the audit was not finished');
  });

  it.each([
    [
      'a body over 256 KiB',
      [
        '-d',
        `{"x":"${'a'.repeat(100_000)}${'b'.repeat(20_000)}"}`,
        '-d',
        `x${'c'.repeat(120_000)}`,
        '-d',
        `x${'c'.repeat(60_000)}`,
      ],
      413,
    ],
    ['text', ['-H', 'content-type: text/plain', '-d', 'x'], 415],
    ['half a body', ['-d', '{"hosts":'], 400],
    ['__proto__', ['-d', '{"__proto__":{"a":1}}'], 400],
    ['nothing it knows', ['-d', '{"a":1}'], 422],
  ])('is told what is wrong with %s', async (_, args, status) => {
    const answer = await curl(...bearer, ...(args[0] === '-H' ? [] : json), ...args, at('/hooks/alert'));
    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
  });

  it('a header that is too large, and what is no HTTP, are refused as problems', async () => {
    const large = await curl('-H', `x: ${'a'.repeat(20_000)}`, at('/healthz'));
    expect(large).toMatchObject({ status: 431, type: 'application/problem+json' });
    const socket = connect(ports.http, '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');
    let text = '';
    for await (const chunk of socket.setEncoding('utf8')) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
  });

  it('a sender that never ends its headers is cut, and holds nobody else up', async () => {
    const sockets = Array.from({ length: 50 }, () => connect(ports.http, '127.0.0.1'));
    const closed = Promise.all(
      sockets.map(async (socket) => {
        socket.on('error', () => undefined);
        socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ');
        await once(socket.resume(), 'close');
      }),
    );
    expect((await curl(at('/healthz'))).status).toBe(200);
    const started = performance.now();
    await closed;
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('promtool', () => {
  it('reads /metrics without a complaint', async () => {
    const { status, body, type } = await curl(at('/metrics'));
    expect(status).toBe(200);
    expect(type).toContain('text/plain');
    const checked = await run('promtool', ['check', 'metrics'], body);
    expect(checked).toEqual({ status: 0, out: '', err: '' });
    expect(body).toMatch(/^pawl_verifications_total\{verdict="compliant"\} 1$/m);
  });
});

describe('over TLS, open to other machines', () => {
  it('curl trusts the certificate that it was given and no other, and plain HTTP gets nowhere', async () => {
    ports.https = await freePort();
    const other = await agentScene(1);
    try {
      await other.start(`http:
  listen: "0.0.0.0:${ports.https}"
  tls: {cert: "${join(certificate.folder, 'cert.pem')}", key: "${join(certificate.folder, 'key.pem')}"}
  tokens: [{name: siem, secret: "${token}", may: [read]}]
`);
      const url = `https://127.0.0.1:${ports.https}`;
      const trusted = ['--cacert', join(certificate.folder, 'cert.pem')];
      expect((await curl(...trusted, `${url}/healthz`)).status).toBe(200);
      expect((await curl(...trusted, `${url}/metrics`)).status).toBe(401);
      expect((await curl(...trusted, ...bearer, `${url}/metrics`)).status).toBe(200);
      expect((await run('curl', ['-sS', `${url}/healthz`])).status).toBe(60);
      expect((await run('curl', ['-sS', '-m', '5', `http://127.0.0.1:${ports.https}/healthz`])).status).not.toBe(0);
      expect((await run('curl', ['-sS', '--tls-max', '1.1', ...trusted, `${url}/healthz`])).status).not.toBe(0);
      const halfOpen = spawn('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${ports.https}; sleep 3`], { stdio: 'ignore' });
      expect((await curl(...trusted, `${url}/healthz`)).status).toBe(200);
      halfOpen.kill();
    } finally {
      await other.stop();
    }
  });
});

describe('a webhook', () => {
  it('arrives after two refusals, with a signature that openssl makes too', async () => {
    scene.device.bootOlder();
    await curl(...bearer, ...json, '-d', '{"device":"r1"}', at('/api/v1/verifications'));
    const opened = () => delivered.find(({ headers }) => headers['x-pawl-event'] === 'finding-opened');
    for (let tries = 0; tries < 200 && opened() === undefined; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    const first = opened();
    expect(first?.headers['x-pawl-event']).toBe('finding-opened');
    const signed = join(folder, 'signed');
    await writeFile(signed, `${String(first?.headers['x-pawl-timestamp'])}.${first?.body}`);
    const made = await run('openssl', ['dgst', '-sha256', '-hmac', 'shared-0123456789', '-r', signed]);
    expect(first?.headers['x-pawl-signature']).toBe(`sha256=${made.out.split(' ')[0]}`);
    expect(scene.log.join('\n')).not.toContain('PATHSECRET');
  });

  it('answers the hook that asked for a verification, by the id of its alert', () => {
    const answers = delivered
      .filter(({ headers }) => headers['x-pawl-event'] === 'verification-finished')
      .map(({ body }) => JSON.parse(body));
    expect(answers[0]).toMatchObject({
      device: 'r1',
      alerts: ['hook:splunk:INC-1'],
      verdict: 'compliant',
      classification: 'FalsePositive',
      disposition: null,
    });
  });
});
