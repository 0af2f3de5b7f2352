import type { AgentSettings } from '../../core/agent.ts';
import type { Agent } from './agent-parts.ts';

/** `udp 0.0.0.0:514`, and the files that are followed. */
export function places({ syslog, http, accounting }: AgentSettings, ports: Agent['ports']): readonly string[] {
  const hosts = { udp: syslog.udp, tcp: syslog.tcp, tls: syslog.tls?.listen ?? null, http: http?.listen ?? null };
  const listened = (['udp', 'tcp', 'tls', 'http'] as const).flatMap((channel) => {
    const [host, port] = [hosts[channel]?.host ?? null, ports[channel]];
    return host === null || port === undefined ? [] : [`${channel} ${host.includes(':') ? `[${host}]` : host}:${port}`];
  });
  return [...listened, ...accounting.map(({ file }) => `file ${file}`)];
}
