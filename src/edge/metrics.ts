import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../agent-ports.ts';
import { type MetricName, metrics as table } from '../core/metrics.ts';

/** Entry of the table, whatever its kind. */
type Described = {
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
};

/** Gauges of the package whose names say that they are counters: promtool complains of them. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/**
 * The metrics of the table, beside those of the process itself, in a registry of their own. A label that the table does
 * not declare, or a name of another kind, is a mistake in the program and throws.
 */
export function promMetrics(): Metrics {
  const registry = new Registry();
  const counters = new Map<MetricName, Counter>();
  const gauges = new Map<MetricName, Gauge>();
  const histograms = new Map<MetricName, Histogram>();
  for (const [name, described] of entries()) {
    const { help, labels, buckets }: Described = described;
    const options = { name, help, labelNames: [...labels], registers: [registry] };
    switch (described.kind) {
      case 'counter':
        counters.set(name, new Counter(options));
        break;
      case 'gauge':
        gauges.set(name, new Gauge(options));
        break;
      case 'histogram':
        histograms.set(
          name,
          new Histogram({ ...options, ...(buckets === undefined ? {} : { buckets: [...buckets] }) }),
        );
        break;
    }
  }
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  const refreshers: (() => void)[] = [];
  return {
    count: (name, labels = {}, by = 1) => of(counters, name).inc(labels, by),
    set: (name, labels, value) => of(gauges, name).set(labels, value),
    observe: (name, labels, seconds) => of(histograms, name).observe(labels, seconds),
    onRead: (refresh) => void refreshers.push(refresh),
    async text() {
      for (const refresh of refreshers) refresh();
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

function of<T>(found: ReadonlyMap<MetricName, T>, name: MetricName): T {
  const metric = found.get(name);
  if (metric === undefined) throw new Error(`${name} is a ${table[name].kind}`);
  return metric;
}

const entries = (): readonly (readonly [MetricName, (typeof table)[MetricName]])[] =>
  names(table).map((name) => [name, table[name]] as const);

const names = <T extends object>(object: T): readonly (keyof T & string)[] =>
  Object.keys(object).filter((name): name is keyof T & string => name in object);
