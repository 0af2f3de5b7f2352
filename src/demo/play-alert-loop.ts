import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent } from '../app/agent/agent-parts.ts';
import { startAgent } from '../app/agent/serve.ts';
import { auditFleet, type Observe } from '../app/audit-fleet.ts';
import type { Configuration } from '../app/configuration.ts';
import type { Alert } from '../core/alert.ts';
import { epochMs } from '../core/brands.ts';
import { ok } from '../core/result.ts';
import { everyMinute } from '../edge/every-minute.ts';
import { followFile } from '../edge/listen/follow-file.ts';
import { listenSyslog } from '../edge/listen/listen-syslog.ts';
import { promMetrics } from '../edge/metrics.ts';
import type { OpenAgentMemory } from '../edge/sqlite/agent-memory.ts';
import type { RecordStore } from '../record-ports.ts';
import type { FleetDevice } from './fleet.ts';

export type AlertLoop = {
  /** Of this one device. */
  readonly configuration: Configuration;
  readonly device: FleetDevice;
  readonly observe: Observe;
  readonly record: RecordStore;
  readonly memory: OpenAgentMemory;
  readonly print: (text: string) => Promise<void>;
};

const settleMs = 300;
const patienceMs = 20_000;
/** How long the simulated device takes to start. */
const restartMs = 500;

/**
 * A downgrade as the agent sees it: lines reach it by UDP, and what follows is the work of `pawl serve`. Gives what did
 * not come as intended.
 */
export async function playAlertLoop(loop: AlertLoop): Promise<readonly string[]> {
  const { device, record, print } = loop;
  const night = await auditFleet(
    { ...firstAudit, devices: loop.configuration.inventory.devices, bounds: loop.configuration.settings.concurrency },
    { configuration: loop.configuration, record, clock, observe: loop.observe },
  );
  if (!night.ok) return [night.error.message];
  const started = await start(loop);
  if (!started.ok) return started.error;
  const agent = started.value;
  const begun = Date.now();
  const at = (what: string, text: string): Promise<void> =>
    print(`${`+${((Date.now() - begun) / 1000).toFixed(2)}`.padStart(8)} s  ${what.padEnd(13)} ${text}\n`);
  const line = async (text: string): Promise<void> => {
    await at('line', text);
    await send(agent, `<189>${device.hostname}: ${text}`);
  };
  const come = (fits: (alert: Alert) => boolean): Promise<Alert | null> => comeTo(record, fits);

  try {
    device.bootOlder();
    await line(`%PARSER-5-CFGLOG_LOGGEDCMD: User:mallory  logged command:boot system bootflash:${device.older.image}`);
    const opened = await come(() => true);
    if (opened === null) return ['no alert came of the line'];
    await at('alert', `${opened.stage}, score ${opened.score}; the device is asked in ${settleMs / 1000} s`);
    const pending = await come(({ disposition }) => disposition === 'pending');
    if (pending === null) return ['the alert did not become pending'];
    await at('verification', `over SSH: ${versionsOf(pending)}`);
    await at('pending', `${pending.outcome?.verdict}: the reload is watched for`);
    await line('%SYS-5-RELOAD: Reload requested by mallory on vty0 (198.51.100.66). Reload Reason: Reload Command.');
    await come(({ disposition, outcome }) => disposition === 'pending' && outcome?.audit !== pending.outcome?.audit);
    await sleep(restartMs);
    device.reload();
    await at('reload', `the device starts ${device.older.version}`);
    await line('%SYS-5-RESTART: System restarted --');
    const confirmed = await come(({ disposition }) => disposition === 'confirmed');
    if (confirmed === null) return ['the alert was not confirmed'];
    await at('verification', `over SSH: ${versionsOf(confirmed)}`);
    await at('confirmed', `${confirmed.id}, by finding ${confirmed.outcome?.finding}`);
    const finding = record.findingById(confirmed.outcome?.finding ?? '');
    if (finding === null) return ['the alert names no finding'];
    await print(`\n${finding.type}: ${finding.observed}, expected ${finding.expected}\n`);
    return finding.type === 'os-downgraded' ? [] : [`the finding is ${finding.type}, not os-downgraded`];
  } finally {
    await agent.stop();
  }
}

const versionsOf = ({ outcome }: Alert): string =>
  `${outcome?.verdict}, ${outcome?.versionBefore ?? 'unknown'} -> ${outcome?.versionAfter ?? 'unknown'}`;

const clock = { now: () => epochMs(Date.now()) };
const signal = new AbortController().signal;
const firstAudit = {
  id: 'demo-night',
  trigger: 'schedule',
  hashing: true,
  alert: null,
  afterAlert: false,
  resumed: false,
  signal,
  stop: signal,
  onResult: () => undefined,
} as const;

/** The agent itself, without HTTP and without receivers, on a port that is free. */
function start({ configuration, observe, record, memory }: AlertLoop): ReturnType<typeof startAgent> {
  let id = 0;
  const { settings } = configuration;
  return startAgent({
    configuration: {
      ...configuration,
      settings: {
        ...settings,
        syslog: { udp: { host: '127.0.0.1', port: 0 }, tcp: null, tls: null },
        http: null,
        accounting: [],
        schedules: [],
        notify: [],
        verification: { ...settings.verification, settleMs, perDeviceEveryMs: 0 },
      },
    },
    record,
    memory,
    isWritable: memory.isWritable,
    databaseBytes: () => 0,
    observe: async () => observe,
    probe: async () => null,
    listen: listenSyslog,
    follow: followFile,
    everyMinute,
    deliver: async () => ok(undefined),
    http: async () => ok({ port: 0, close: async () => undefined }),
    origin: { host: 'demo', version: '' },
    ownAddresses: [],
    newId: () => `demo-${++id}`,
    clock,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    async sleep(ms, until) {
      await sleep(ms, undefined, { signal: until }).catch(() => undefined);
    },
    chance: Math.random,
    metrics: promMetrics(),
    log: () => undefined,
  });
}

function send(agent: Agent, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.send(text, agent.ports.udp ?? 0, '127.0.0.1', () => socket.close(() => resolve()));
  });
}

async function comeTo(record: RecordStore, fits: (alert: Alert) => boolean): Promise<Alert | null> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(10)) {
    const found = record.alerts({}).find(fits);
    if (found !== undefined) return found;
  }
  return null;
}
