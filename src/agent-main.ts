import { statSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentLog } from './agent-ports.ts';
import type { Agent } from './app/agent/agent-parts.ts';
import { startAgent } from './app/agent/serve.ts';
import { overSsh } from './app/audit-fleet.ts';
import { missingSecrets } from './app/check-secrets.ts';
import type { Configuration } from './app/configuration.ts';
import { err, ok, type Result } from './core/result.ts';
import { everyMinute } from './edge/every-minute.ts';
import { startHttp } from './edge/http/server.ts';
import { followFile } from './edge/listen/follow-file.ts';
import { listenInThread } from './edge/listen/listen-in-thread.ts';
import { listenSyslog } from './edge/listen/listen-syslog.ts';
import { promMetrics } from './edge/metrics.ts';
import { delivery } from './edge/notify/deliver.ts';
import { probePort } from './edge/probe-port.ts';
import { secretStore } from './edge/secrets.ts';
import { openAgentMemory } from './edge/sqlite/agent-memory.ts';
import { openRecord } from './edge/sqlite/record-store.ts';
import { openKnownHosts } from './edge/ssh/known-hosts.ts';
import { sshTransport } from './edge/ssh/ssh-transport.ts';
import type { After, Clock } from './ports.ts';

export type AgentOrder = {
  readonly configuration: Configuration;
  /** Folder of the pinned host keys. */
  readonly inventoryFolder: string;
  readonly database: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly newId: () => string;
  readonly clock: Clock;
  /** Of the program. */
  readonly version: string;
  readonly log: AgentLog;
  /** Address of the module that hashes files off the box. */
  readonly hashThread: URL;
  /** Address of the module that listens for log lines; absent: this thread does. */
  readonly listenThread?: URL;
};

const longestTimerMs = 2 ** 31 - 1;

const after: After = (ms, run) => {
  const timer = setTimeout(run, Math.min(ms, longestTimerMs));
  return () => clearTimeout(timer);
};

/** Opens the edges of the agent, each with an owner that closes it, and starts it. Errors are sentences. */
export async function openAgent(order: AgentOrder): Promise<Result<Agent, readonly string[]>> {
  const {
    configuration,
    inventoryFolder,
    database,
    environment,
    newId,
    clock,
    version,
    log,
    hashThread,
    listenThread,
  } = order;
  const memory = openAgentMemory(database);
  if (!memory.ok) return err([`${memory.error.message}; ${memory.error.advice}`]);
  const record = openRecord(database, { mode: 'create', now: clock.now });
  if (!record.ok) {
    memory.value.close();
    return err([`${record.error.message}; ${record.error.advice}`]);
  }
  const close = (): void => {
    record.value.close();
    memory.value.close();
  };
  const secrets = secretStore(environment);
  const metrics = promMetrics();
  for (const problem of await missingSecrets(configuration.inventory.devices, configuration.inventory, secrets))
    log('warn', problem);
  const started = await startAgent({
    configuration,
    record: record.value,
    memory: memory.value,
    isWritable: memory.value.isWritable,
    databaseBytes: () => [database, `${database}-wal`].reduce((sum, file) => sum + sizeOf(file), 0),
    async observe(files) {
      const knownHosts = await openKnownHosts(join(inventoryFolder, 'known_hosts'));
      for (const problem of knownHosts.problems) log('warn', problem);
      const agentSocket = environment['SSH_AUTH_SOCK'] ?? null;
      return overSsh(files, sshTransport({ knownHosts, clock, agentSocket, hashThread }), secrets, clock);
    },
    probe: async (device) => (device.ssh.jump === null ? probePort(device.hostname, device.port) : null),
    listen: listenThread === undefined ? listenSyslog : listenInThread(listenThread),
    follow: followFile,
    everyMinute,
    deliver: delivery({ secrets, clock, version }),
    http: (settings, api) => startHttp(settings, { api, metrics, secrets, clock, log, version }),
    origin: { host: hostname(), version },
    ownAddresses: Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
    newId,
    clock,
    after,
    async sleep(ms, signal) {
      await sleep(ms, undefined, { signal }).catch(() => undefined);
    },
    chance: Math.random,
    metrics,
    log,
  });
  if (!started.ok) {
    close();
    return started;
  }
  return ok({
    ...started.value,
    async stop() {
      await started.value.stop();
      close();
    },
  });
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
