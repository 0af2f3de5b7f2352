// 24 hours of a fleet of 5,000 devices in one run: its lines through the intake with a clock of their own, alerts written and
// decided minutes later, senders that nobody knows in between. Memory must be flat after the first tenth.
// Usage: node --expose-gc test/bench/soak.mjs [LINES]   (default 5000000; needs a build: npm run build)
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createIntake } from '../../dist/app/agent/intake.js';
import { configurationOf } from '../../dist/app/configuration.js';
import { openAgentMemory } from '../../dist/edge/sqlite/agent-memory.js';
import { openRecord } from '../../dist/edge/sqlite/record-store.js';
import { logStream, seeded } from './log-stream.mjs';

const lines = Number(process.argv[2] ?? 5_000_000);
const [devices, dayMs, interesting, decidedAfterMs] = [5_000, 86_400_000, 0.002, 600_000];
const start = Date.UTC(2026, 3, 2);
const folder = mkdtempSync(join(tmpdir(), 'pawl-soak-'));
const address = (n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
const hosts = Array.from(
  { length: devices },
  (_, n) => `dev${n}: {hostname: ${address(n)}, platform: iosxe, username: audit}`,
);
const { configuration } = configurationOf({
  inventory: { hosts: { file: 'hosts.yaml', text: hosts.join('\n') }, groups: null, defaults: null },
  agent: null,
  baselines: [],
});
let at = start;
const clock = { now: () => at };
const record = openRecord(join(folder, 'pawl.db'), { mode: 'create', now: clock.now }).value;
const open = new Map();
let [indicators, alerts, lost] = [0, 0, 0];
const intake = createIntake({
  configuration,
  recordedWindows: () => [],
  ownAddresses: [],
  sink: {
    heard(batch) {
      indicators += batch.length;
      for (const { alert } of batch) {
        if (!open.has(alert.id)) alerts += 1;
        open.set(alert.id, at);
      }
      return record.recordAlerts([...new Map(batch.map(({ alert }) => [alert.id, alert])).values()]);
    },
  },
  memory: openAgentMemory(join(folder, 'pawl.db')).value,
  clock,
  metrics: {
    count(name) {
      if (name === 'pawl_indicators_lost_total') lost += 1;
    },
    set() {},
    observe() {},
    onRead() {},
  },
  log: (level, message) => console.error(`${level}: ${message}`),
});

/** What every device says, without the names that the stream makes up: who speaks is known by the sender. */
const texts = [...logStream({ seed: 5, lines: 50_000, interesting })]
  .flatMap((chunk) => chunk.trimEnd().split('\n'))
  .map((text) => Buffer.from(text.replace(/\b(?:acc|core|edge|dist|lab)-[a-z]{3}-\d{1,3} /, '')));
const random = seeded(7);
const sender = () =>
  random() < 0.001 ? address(200_000 + Math.floor(random() * 100_000)) : address(Math.floor(random() * devices));
const megabytes = () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return Math.round((heapUsed + external) / 1e5) / 10;
};

const sizes = [];
const began = performance.now();
let tickedAt = start;
for (let line = 0; line < lines; line++) {
  at = start + Math.floor((line / lines) * dayMs);
  intake.receive('udp', { bytes: texts[Math.floor(random() * texts.length)], from: sender() });
  if (at - tickedAt >= 300_000) {
    tickedAt = at;
    await intake.stored();
    intake.save();
    for (const [id, heardAt] of open) {
      if (at - heardAt < decidedAfterMs) continue;
      intake.end(id);
      open.delete(id);
    }
  }
  if ((line + 1) % Math.floor(lines / 10) === 0) {
    await intake.stored();
    sizes.push(megabytes());
    console.log(
      `${sizes.length * 10} %: ${sizes.at(-1)} MB, ${indicators} indicators, ${alerts} alerts, ${open.size} open`,
    );
  }
}
await intake.close();
const [first = 0, ...later] = sizes;
const seconds = (performance.now() - began) / 1000;
const disk = Math.round(statSync(join(folder, 'pawl.db')).size / 1e6);
console.log(
  `${lines} lines of ${devices} devices in ${seconds.toFixed(1)} s: ${Math.round(lines / seconds)} lines/s, ${disk} MB on disk, ${lost} lost`,
);
const grown = Math.max(...later) - first;
console.log(`memory after the first tenth: ${first} MB, at most ${grown.toFixed(1)} MB more later`);
rmSync(folder, { recursive: true });
// What is remembered of alerts fills up to its bounds: a dozen megabytes.
if (grown > 16) process.exit(1);
