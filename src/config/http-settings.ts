import type { z } from 'zod';
import type { HttpSettings, TlsFiles } from '../core/agent.ts';
import type { agentSchema } from './agent-schema.ts';
import type { Reporter } from './baseline-values.ts';
import type { PathPart } from './yaml-document.ts';

/** Names are how people and records refer to an entry. */
export function uniqueNames(
  path: readonly PathPart[],
  entries: readonly { readonly name: string }[],
  report: Reporter,
): void {
  entries.forEach(({ name }, index) => {
    const first = entries.findIndex((other) => other.name === name);
    if (first < index)
      report.at([...path, index, 'name'], `"${name}" is also the name at line ${report.place([...path, first]).line}`);
  });
}

type HttpEntry = z.output<typeof agentSchema>['http'];

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** Open to other machines only with TLS and a token. */
export function checkHttp(http: HttpEntry, report: Reporter): void {
  if (http == null) return;
  for (const key of ['tokens', 'hooks'] as const) uniqueNames(['http', key], http[key] ?? [], report);
  if (http.listen === undefined || loopback.test(http.listen.host)) return;
  const missing = [
    http.tls === undefined ? '`tls`' : null,
    (http.tokens ?? []).length === 0 ? '`tokens`' : null,
  ].filter((part) => part !== null);
  if (missing.length > 0) report.at(['http', 'listen'], `open to other machines without ${missing.join(' and ')}`);
}

export function httpOf(http: HttpEntry): HttpSettings | null {
  if (http == null) return null;
  return {
    listen: http.listen ?? { host: '127.0.0.1', port: 8686 },
    tls: http.tls === undefined ? null : tlsOf(http.tls),
    tokens: http.tokens ?? [],
    hooks: http.hooks ?? [],
  };
}

export const tlsOf = ({
  cert,
  key,
  clientCa,
}: {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string | undefined;
}): TlsFiles => ({
  cert,
  key,
  clientCa: clientCa ?? null,
});
