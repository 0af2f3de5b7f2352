import type { FastifyInstance } from 'fastify';
import type { AgentApi, LogLevel } from '../../../../src/agent-ports.ts';
import type { HttpSettings } from '../../../../src/core/agent.ts';
import { epochMs } from '../../../../src/core/brands.ts';
import { err, ok } from '../../../../src/core/result.ts';
import { httpApp } from '../../../../src/edge/http/app.ts';
import { secretStore } from '../../../../src/edge/secrets.ts';

const none = err({ kind: 'not-found', message: 'there is none' } as const);

/** An agent that knows nothing and takes everything. */
export const emptyApi: AgentApi = {
  readiness: () => ({ ready: true, why: [] }),
  list: (what) => ok({ schema: `pawl/${what}/v1`, items: [], next: null }),
  one: () => none,
  requestVerification: ({ device }) => (device === 'edge1' ? ok({ id: 'v 1' }) : none),
  verification: (id) => ok({ schema: 'pawl/verification/v1', id }),
  requestAudit: () => ok({ id: 'a1', devices: 3 }),
  addWindow: ({ name, select }) => ok({ name, select }),
  hook: (_, __, by) => ok({ schema: 'pawl/hook/v1', verifications: [], unknown: [by], refused: [] }),
};

export const tokenText = { siem: 'siem-token-0123456789', auditor: 'auditor-token-0123456789' };

export const settings: HttpSettings = {
  listen: { host: '192.0.2.1', port: 8686 },
  tls: null,
  tokens: [
    { name: 'siem', secret: { kind: 'text', text: tokenText.siem }, may: ['read', 'verify'] },
    { name: 'auditor', secret: { kind: 'text', text: tokenText.auditor }, may: ['audit', 'window'] },
  ],
  hooks: [{ name: 'splunk', secret: { kind: 'text', text: 'hook-secret-0123456789' } }],
};

export const openSettings: HttpSettings = {
  listen: { host: '127.0.0.1', port: 8686 },
  tls: null,
  tokens: [],
  hooks: [],
};

export type LogEntry = { readonly level: LogLevel; readonly message: string; readonly fields: unknown };

export async function appWith(
  change: { readonly settings?: HttpSettings; readonly api?: Partial<AgentApi>; readonly now?: () => number } = {},
): Promise<{ readonly app: FastifyInstance; readonly logged: LogEntry[] }> {
  const logged: LogEntry[] = [];
  const made = await httpApp(change.settings ?? settings, {
    api: { ...emptyApi, ...change.api },
    metrics: { text: async () => ({ contentType: 'text/plain; version=0.0.4', body: 'pawl_alerts 0\n' }) },
    secrets: secretStore({}),
    clock: { now: () => epochMs(change.now?.() ?? 0) },
    log: (level, message, fields) => void logged.push({ level, message, fields }),
    version: '1.2.3',
  });
  if (!made.ok) throw new Error(made.error);
  return { app: made.value, logged };
}

export const bearer = (token: string): { readonly authorization: string } => ({ authorization: `Bearer ${token}` });
