import type { AlertSink, Channel, HeardIndicator, Metrics } from '../../../../src/agent-ports.ts';
import { createIntake, type Intake, type IntakeTools } from '../../../../src/app/agent/intake.ts';
import { type Configuration, configurationOf } from '../../../../src/app/configuration.ts';
import { epochMs } from '../../../../src/core/brands.ts';
import { ok } from '../../../../src/core/result.ts';
import type { AgentMemory } from '../../../../src/ports.ts';

export const start = Date.UTC(2026, 3, 2, 2);

export function agentConfiguration(hosts: string, agent: string | null = null): Configuration {
  const { configuration, problems } = configurationOf({
    inventory: { hosts: { file: 'hosts.yaml', text: hosts }, groups: null, defaults: null },
    agent: agent === null ? null : { file: 'agent.yaml', text: agent },
    baselines: [],
  });
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return configuration;
}

export function memoryOf(values = new Map<string, unknown>()): Pick<AgentMemory, 'get' | 'put'> {
  return {
    get: (kind, name) => {
      const value = values.get(`${kind} ${name}`);
      return value === undefined ? null : JSON.parse(JSON.stringify(value));
    },
    put: (kind, name, value) => void values.set(`${kind} ${name}`, value),
  };
}

/** Metrics that only add up; names with their label values as keys. */
export function countingMetrics(): { readonly metrics: Metrics; readonly value: (key: string) => number } {
  const values = new Map<string, number>();
  const refreshers: (() => void)[] = [];
  const keyOf = (name: string, labels: Readonly<Record<string, string>> = {}): string =>
    [name, ...Object.values(labels)].join(' ');
  const add = (key: string, by: number): void => void values.set(key, (values.get(key) ?? 0) + by);
  return {
    metrics: {
      count: (name, labels, by = 1) => add(keyOf(name, labels), by),
      set: (name, labels, value) => void values.set(keyOf(name, labels), value),
      observe: (name, labels) => add(keyOf(name, labels), 1),
      onRead: (refresh) => void refreshers.push(refresh),
      text: async () => ({ contentType: '', body: '' }),
    },
    value(key) {
      for (const refresh of refreshers) refresh();
      return values.get(key) ?? 0;
    },
  };
}

export type TestIntake = {
  readonly intake: Intake;
  readonly heard: HeardIndicator[];
  readonly batches: number[];
  readonly logged: string[];
  readonly metric: (key: string) => number;
  readonly send: (text: string | Uint8Array, from?: string, channel?: Channel) => void;
  readonly clock: { at: number };
};

const encoder = new TextEncoder();

export function testIntake(
  configuration: Configuration,
  more: Partial<IntakeTools> & { readonly refuse?: () => ReturnType<AlertSink['heard']> | null } = {},
): TestIntake {
  const heard: HeardIndicator[] = [];
  const batches: number[] = [];
  const logged: string[] = [];
  const clock = { at: start };
  const { metrics, value } = countingMetrics();
  const { refuse = () => null, ...tools } = more;
  const intake = createIntake({
    configuration,
    recordedWindows: () => [],
    ownAddresses: [],
    memory: memoryOf(),
    clock: { now: () => epochMs(clock.at) },
    metrics,
    log: (level, message) => void logged.push(`${level}: ${message}`),
    sink: {
      heard(batch) {
        const refused = refuse();
        if (refused !== null) return refused;
        heard.push(...batch);
        batches.push(batch.length);
        return ok(undefined);
      },
    },
    ...tools,
  });
  return {
    intake,
    heard,
    batches,
    logged,
    metric: value,
    clock,
    send: (text, from = '192.0.2.1', channel = 'udp') =>
      intake.receive(channel, { bytes: typeof text === 'string' ? encoder.encode(text) : text, from }),
  };
}
