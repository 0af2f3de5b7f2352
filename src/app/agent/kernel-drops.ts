import type { AgentLog, Listening, Metrics } from '../../agent-ports.ts';

/**
 * Counts what the kernel dropped at the sockets since it was last asked, and says so: those messages nobody saw. To be
 * called once a minute.
 */
export function kernelDropCounter(
  { drops }: Pick<Listening, 'drops'>,
  metrics: Pick<Metrics, 'count'>,
  log: AgentLog,
): () => Promise<void> {
  let known = 0;
  return async () => {
    const now = await drops();
    if (now === null || now <= known) return;
    metrics.count('pawl_kernel_drops_total', { channel: 'udp' }, now - known);
    log('error', 'the kernel dropped datagrams: they came faster than they were taken', { datagrams: now - known });
    known = now;
  };
}
