import type { FastifyInstance } from 'fastify';
import type { HttpSettings } from '../../core/agent.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { codeOf, type HttpParts, httpApp } from './app.ts';

export type RunningHttp = {
  readonly port: number;
  /** Waits for answers under way, at most `closeMs`; then connections are cut. Safe to call more than once. */
  readonly close: () => Promise<void>;
};

const closeMs = 5_000;

/** Listens for the API, the hooks and the metrics. An error says in a sentence why it cannot. */
export async function startHttp(settings: HttpSettings, parts: HttpParts): Promise<Result<RunningHttp, string>> {
  const { host, port } = settings.listen;
  const made = await httpApp(settings, parts);
  if (!made.ok) return made;
  const app = made.value;
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    return err(`cannot listen on http ${host}:${port}: ${codeOf(error)}`);
  }
  const address = app.server.address();
  let closing: Promise<void> | null = null;
  return ok({
    port: typeof address === 'object' && address !== null ? address.port : port,
    close() {
      closing ??= closeWithin(app);
      return closing;
    },
  });
}

async function closeWithin(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), closeMs);
  await app.close();
  clearTimeout(cut);
}
