import type { AgentApi, OnReceived } from '../../../../src/agent-ports.ts';
import type { Agent, AgentParts } from '../../../../src/app/agent/agent-parts.ts';
import { startAgent } from '../../../../src/app/agent/serve.ts';
import type { AuditOrder, Observe } from '../../../../src/app/audit-fleet.ts';
import type { AgentEvent } from '../../../../src/core/agent-event.ts';
import { epochMs } from '../../../../src/core/brands.ts';
import { reason } from '../../../../src/core/reason.ts';
import { ok } from '../../../../src/core/result.ts';
import { findPlatform } from '../../../../src/platforms/index.ts';
import type { AgentMemory } from '../../../../src/ports.ts';
import type { RecordStore } from '../../../../src/record-ports.ts';
import { memoryRecord } from '../../../integration/audit-kit.ts';
import { agentConfiguration, countingMetrics } from './intake-kit.ts';
import { plainMemory } from './manual-time.ts';

export type Session = { readonly device: string; readonly order: AuditOrder; readonly at: number };

export type Stage = {
  readonly agent: Agent;
  readonly api: AgentApi;
  readonly record: RecordStore;
  readonly memory: AgentMemory;
  readonly sessions: readonly Session[];
  readonly log: readonly string[];
  readonly told: readonly Pick<AgentEvent, 'kind' | 'device'>[];
  readonly metric: (key: string) => number;
  readonly receive: (line: string, from?: string) => void;
  /** The tick of the minute. */
  readonly minute: () => void;
};

export const hostsNamed = (count: number): string =>
  Array.from({ length: count }, (_, at) => `d${at}: {platform: iosxe, username: audit, password: x}\n`).join('');

let id = 0;

/** The agent with edges that are played: nothing is opened, and a session is what `session` says. */
export async function agentStage(given: {
  readonly hosts: string;
  readonly settings?: string;
  /** What a session takes; cut by the signal of its order. */
  readonly session?: (device: string, order: AuditOrder) => Promise<void>;
  readonly record?: RecordStore;
  readonly memory?: AgentMemory;
  readonly now?: () => number;
  readonly parts?: Partial<AgentParts>;
}): Promise<Stage> {
  const now = given.now ?? Date.now;
  const record = given.record ?? memoryRecord(now);
  const memory = given.memory ?? plainMemory();
  const sessions: Session[] = [];
  const log: string[] = [];
  const told: Pick<AgentEvent, 'kind' | 'device'>[] = [];
  const { metrics, value } = countingMetrics();
  let received: OnReceived = () => undefined;
  let tick = (): void => undefined;
  let api: AgentApi | null = null;
  const observe: Observe = async (device, order) => {
    const platform = findPlatform(device.platform);
    if (platform === null) throw new Error('no platform');
    sessions.push({ device: device.name, order, at: Date.now() });
    const takenAt = epochMs(now());
    await given.session?.(device.name, order);
    const failure = order.signal.aborted ? reason('cancelled', 'cut') : reason('unreachable', 'no answer');
    return {
      platform,
      observation: {
        device: device.name,
        platform: device.platform,
        source: 'ssh',
        takenAt,
        facts: null,
        answers: [],
        ssh: null,
        failure,
      },
    };
  };
  const started = await startAgent({
    configuration: agentConfiguration(
      given.hosts,
      `http: {listen: "127.0.0.1:8686"}\nnotify: [{webhook: "https://soar.example/hook", on: [alert-opened, alert-inconclusive, audit-finished]}]\n${given.settings ?? ''}`,
    ),
    record,
    memory,
    isWritable: () => true,
    databaseBytes: () => 0,
    observe: async () => observe,
    probe: async () => null,
    async listen(_, { onReceived }) {
      received = onReceived;
      return ok({ ports: { udp: 514 }, notes: [], drops: async () => null, close: async () => undefined });
    },
    follow: () => ({ poll: async () => undefined, close: async () => undefined }),
    everyMinute(run) {
      tick = run;
      return { stop: async () => undefined };
    },
    async deliver(_, { body }) {
      told.push(JSON.parse(body));
      return ok(undefined);
    },
    async http(_, offered) {
      api = offered;
      return ok({ port: 8686, close: async () => undefined });
    },
    origin: { host: 'auditor', version: '0.0.0' },
    ownAddresses: [],
    newId: () => `id-${++id}`,
    clock: { now: () => epochMs(now()) },
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    sleep: async () => undefined,
    chance: () => 0,
    metrics,
    log: (level, message) => void log.push(`${level} ${message}`),
    ...given.parts,
  });
  if (!started.ok) throw new Error(started.error.join('\n'));
  if (api === null) throw new Error('no API was offered');
  return {
    agent: started.value,
    api,
    record,
    memory,
    sessions,
    log,
    told,
    metric: value,
    receive: (line, from = '192.0.2.200') => received('udp', { bytes: Buffer.from(line), from }),
    minute: () => tick(),
  };
}

/** Waits, in real time, until something holds. */
export async function until(holds: () => boolean, what = 'it', patienceMs = 10_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`${what} did not come about`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
