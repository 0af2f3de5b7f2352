import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { err, ok, type Result } from '../core/result.ts';

export type RestRequest = {
  /** Of the server, or of its list of devices with filters in the query. */
  readonly url: string;
  /** Path of the list below the server's own path, e.g. `/api/dcim/devices/`. */
  readonly listPath: string;
  /** Added to the query where it does not have them. */
  readonly query: Readonly<Record<string, string>>;
  readonly token: string | null;
  /** File with the certificate of a private authority. */
  readonly caFile: string | null;
  readonly pageTimeoutMs: number;
};

const maxPages = 5_000;
const maxPageBytes = 64 * 1024 * 1024;

/**
 * Fetches every page of a list that answers `{count, next, results}` (NetBox, Nautobot). `next` is followed only to
 * the server that was asked: the token goes nowhere else, and not over plain HTTP to another machine. Redirects are
 * not followed. No error holds the token.
 */
export async function fetchRestPages(
  asked: RestRequest,
): Promise<Result<readonly { readonly from: string; readonly body: unknown }[], string>> {
  const first = listUrl(asked);
  if (!first.ok) return first;
  if (asked.token !== null && first.value.protocol === 'http:' && !isLoopback(first.value.hostname))
    return err(
      `${first.value.host}: a token is not sent over plain http; use https, or import a saved answer from a file`,
    );
  let ca: string | null = null;
  try {
    if (asked.caFile !== null) ca = readFileSync(asked.caFile, 'utf8');
  } catch (error) {
    return err(`cannot read ${asked.caFile}: ${codeOf(error)}`);
  }
  const pages: { readonly from: string; readonly body: unknown }[] = [];
  const seen = new Set<string>();
  for (let url: URL | null = first.value; url !== null; ) {
    if (seen.has(url.href) || pages.length >= maxPages)
      return err(`${url.host}: its pages have no end (${pages.length} were read)`);
    seen.add(url.href);
    const got: Result<unknown, string> = await getJson(url, asked, ca);
    if (!got.ok) return got;
    pages.push({ from: url.href, body: got.value });
    const next = nextOf(got.value);
    if (next === null) return ok(pages);
    if (!URL.canParse(next, url.href)) return err(`${url.host}: "next" is no URL`);
    const following: URL = new URL(next, url.href);
    if (following.origin !== first.value.origin)
      return err(
        `${first.value.origin} sends to ${following.origin} for the next page, which is not followed; a proxy that drops X-Forwarded-Proto or Host does this`,
      );
    url = following;
  }
  return ok(pages);
}

function listUrl({ url, listPath, query }: RestRequest): Result<URL, string> {
  if (!URL.canParse(url)) return err(`"${url.slice(0, 80)}" is no URL`);
  const target = new URL(url);
  if (target.protocol !== 'https:' && target.protocol !== 'http:') return err('an http or https URL is needed');
  if (target.username !== '' || target.password !== '')
    return err('a URL with an account in it; put the token into the environment');
  if (!/\/api\//.test(target.pathname)) target.pathname = `${target.pathname.replace(/\/+$/, '')}${listPath}`;
  for (const [key, value] of Object.entries(query))
    if (!target.searchParams.has(key)) target.searchParams.set(key, value);
  return ok(target);
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(host);

const nextOf = (body: unknown): string | null => {
  const next: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'next') : null;
  return typeof next === 'string' && next !== '' ? next : null;
};

function getJson(url: URL, { token, pageTimeoutMs }: RestRequest, ca: string | null): Promise<Result<unknown, string>> {
  return new Promise((done) => {
    const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'pawl' };
    if (token !== null) headers['authorization'] = `${token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${token}`;
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const signal = AbortSignal.timeout(pageTimeoutMs);
    const call = send(url, { headers, signal, ...(ca === null ? {} : { ca }) }, (response) => {
      void readBody(url, response).then(done);
    });
    call.on('error', (error) =>
      done(
        err(
          signal.aborted
            ? `${url.host} gave no answer within ${pageTimeoutMs / 1000} s`
            : `${url.host}: ${codeOf(error)}`,
        ),
      ),
    );
    call.end();
  });
}

async function readBody(url: URL, response: IncomingMessage): Promise<Result<unknown, string>> {
  const status = response.statusCode ?? 0;
  if (status !== 200) {
    response.resume();
    const hints: Readonly<Record<number, string>> = {
      401: 'the token was refused',
      403: 'the token was refused or may not read devices',
      404: 'there is no list of devices at this address',
    };
    const hint =
      hints[status] ??
      (status >= 300 && status < 400 ? 'redirects are not followed; give the address it sends to' : '');
    return err(`${url.origin}${url.pathname} answered ${status}${hint === '' ? '' : `: ${hint}`}`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > maxPageBytes) {
        response.destroy();
        return err(`${url.host}: a page of over ${maxPageBytes} bytes`);
      }
      chunks.push(bytes);
    }
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return ok(body);
  } catch (error) {
    return err(error instanceof SyntaxError ? `${url.host}: the answer is no JSON` : `${url.host}: ${codeOf(error)}`);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : 'failed';
