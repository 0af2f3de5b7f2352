import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAgent } from '../../src/agent-main.ts';
import type { Agent } from '../../src/app/agent/agent-parts.ts';
import { type Configuration, configurationOf } from '../../src/app/configuration.ts';
import type { Alert, Disposition } from '../../src/core/alert.ts';
import { epochMs } from '../../src/core/brands.ts';
import { iosxe } from '../../src/demo/devices/iosxe.ts';
import { type Fleet, type FleetDevice, startFleet } from '../../src/demo/fleet.ts';
import { openRecord } from '../../src/edge/sqlite/record-store.ts';
import type { RecordStore } from '../../src/record-ports.ts';
import { audit } from './audit-kit.ts';

const password = 'right';

export type AgentScene = {
  readonly fleet: Fleet;
  readonly device: FleetDevice;
  readonly database: string;
  readonly configuration: Configuration;
  /** Audits the fleet once, as the nightly run before anything happened. */
  readonly audited: () => Promise<void>;
  readonly start: (settings?: string) => Promise<Agent>;
  /** A message by UDP to a running agent. */
  readonly send: (agent: Agent, line: string) => Promise<void>;
  /** Waits until an alert of the record is as wanted. */
  readonly alert: (wanted: Disposition | ((alert: Alert) => boolean)) => Promise<Alert>;
  readonly record: <T>(use: (record: RecordStore) => T) => T;
  readonly log: readonly string[];
  readonly stop: () => Promise<void>;
};

/** One to several simulated routers, an inventory for them, and an agent that listens on a port of its own. */
export async function agentScene(count = 1): Promise<AgentScene> {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-agent-'));
  const systems = Array.from({ length: count }, (_, index) => ({
    ...iosxe,
    hostname: `r${index + 1}`,
    serial: `FDO2215${String(index).padStart(4, '0')}`,
  }));
  const fleet = await startFleet({ username: 'audit', password, latencyMs: 0, now: Date.now }, systems);
  await writeFile(join(folder, 'known_hosts'), fleet.knownHosts);
  const database = join(folder, 'pawl.db');
  const files = (settings: string): Configuration =>
    read(
      fleet.devices
        .map(
          ({ hostname, host, port }) =>
            `${hostname}: {platform: iosxe, hostname: ${host}, port: ${port}, username: audit, password: ${password}}\n`,
        )
        .join(''),
      `verification: {settle: 50ms, perDeviceEvery: 0s}\n${settings}`,
      `name: edge
approvedBy: network lead
match: {platform: iosxe}
approved:
  - version: ${iosxe.current.version}
    images: [{file: ${iosxe.current.image}, sha512: "${fleet.devices[0]?.imageSha512}"}]
  - version: ${iosxe.older.version}
`,
    );
  const [device] = fleet.devices;
  if (device === undefined) throw new Error('no device');
  const agents: Agent[] = [];
  const log: string[] = [];
  const clock = { now: () => epochMs(Date.now()) };
  const record: AgentScene['record'] = (use) => {
    const opened = openRecord(database, { mode: 'read', now: clock.now });
    if (!opened.ok) throw new Error(opened.error.message);
    try {
      return use(opened.value);
    } finally {
      opened.value.close();
    }
  };
  let id = 0;
  return {
    fleet,
    device,
    database,
    configuration: files(''),
    log,
    record,
    async audited() {
      const opened = openRecord(database, { mode: 'create', now: clock.now });
      if (!opened.ok) throw new Error(opened.error.message);
      await audit(files(''), opened.value, fleet.knownHosts, { order: { id: `before-${++id}` } });
      opened.value.close();
    },
    async start(settings = '') {
      const started = await openAgent({
        configuration: files(settings),
        inventoryFolder: folder,
        database,
        environment: {},
        newId: () => `id-${Date.now()}-${++id}`,
        clock,
        version: '0.0.0',
        log: (level, message) => void log.push(`${level} ${message}`),
        hashThread: new URL('file:///nowhere'),
      });
      if (!started.ok) throw new Error(started.error.join('\n'));
      agents.push(started.value);
      return started.value;
    },
    send: (agent, line) =>
      new Promise((resolve, reject) => {
        const socket = createSocket('udp4');
        socket.send(line, agent.ports.udp ?? 0, '127.0.0.1', (error) => {
          socket.close();
          if (error === null) resolve();
          else reject(error);
        });
      }),
    async alert(wanted) {
      const fits = typeof wanted === 'function' ? wanted : ({ disposition }: Alert) => disposition === wanted;
      const until = Date.now() + 15_000;
      for (;;) {
        const all = record((open) => open.alerts({}));
        const found = all.find(fits);
        if (found !== undefined) return found;
        if (Date.now() > until)
          throw new Error(`no such alert; there are: ${JSON.stringify(all.map(({ steps: _, ...alert }) => alert))}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    async stop() {
      for (const agent of agents) await agent.stop();
      await fleet.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function read(hosts: string, agent: string, baseline: string): Configuration {
  const { configuration, problems } = configurationOf({
    inventory: { hosts: { file: 'inventory/hosts.yaml', text: hosts }, groups: null, defaults: null },
    agent: { file: 'inventory/agent.yaml', text: agent },
    baselines: [{ file: 'baselines/edge.yaml', text: baseline }],
  });
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  // Any free port, which no operator can ask for.
  const syslog = { udp: { host: '127.0.0.1', port: 0 }, tcp: null, tls: null };
  return { ...configuration, settings: { ...configuration.settings, syslog } };
}

/** Log lines as the simulated routers would write them. */
export const logLine = {
  bootOlder: (host: string) =>
    `<189>123: ${host}: Apr  2 02:00:00.123: %PARSER-5-CFGLOG_LOGGEDCMD: User:mallory  logged command:boot system bootflash:${iosxe.older.image}`,
  reload: (host: string) =>
    `<189>124: ${host}: Apr  2 02:00:10.123: %SYS-5-RELOAD: Reload requested by mallory on vty0 (192.0.2.66). Reload Reason: Reload Command.`,
  restarted: (host: string) => `<189>125: ${host}: Apr  2 02:05:10.123: %SYS-5-RESTART: System restarted --`,
};
