// Receives for listen.mjs in a process of its own: the agent's intake with alerts written to a record, or a bare loop of Node.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { join } from 'node:path';

const [kind, folder] = process.argv.slice(2);
const dist = (path) => import(`../../dist/${path}`);
const { lineJudge } = await dist('app/judge-line.js');

/** Filters every message with the agent's own filter and does nothing with what is left. */
async function bare() {
  const { filter } = lineJudge(null);
  const { wantedBufferBytes } = await dist('edge/listen/receive-buffer.js');
  let [received, hits] = [0, 0];
  const visit = (_, to) => {
    hits += 1;
    return to;
  };
  const socket = createSocket('udp4');
  socket.on('message', (bytes) => {
    received += 1;
    filter.scan(bytes, 0, bytes.length, visit);
  });
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  socket.setRecvBufferSize(wantedBufferBytes);
  const server = createServer((connection) => {
    let rest = Buffer.alloc(0);
    connection.on('data', (chunk) => {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = bytes.lastIndexOf(10) + 1;
      for (let at = bytes.indexOf(10); at !== -1 && at < end; at = bytes.indexOf(10, at + 1)) received += 1;
      filter.scan(bytes, 0, end, visit);
      rest = bytes.subarray(end);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ports: { udp: socket.address().port, tcp: server.address().port },
    counts: async () => ({ received, indicators: hits, written: hits, shed: 0, drops: null, ...usage() }),
  };
}

async function agent() {
  const { createIntake } = await dist('app/agent/intake.js');
  const { configurationOf } = await dist('app/configuration.js');
  const { listenInThread } = await dist('edge/listen/listen-in-thread.js');
  const { openRecord } = await dist('edge/sqlite/record-store.js');
  const { openAgentMemory } = await dist('edge/sqlite/agent-memory.js');
  const { promMetrics } = await dist('edge/metrics.js');
  const hosts = ['acc', 'core', 'edge', 'dist', 'lab'].flatMap((role) =>
    ['ams', 'fra', 'lon', 'par'].flatMap((site) =>
      Array.from({ length: 400 }, (_, n) => `${role}-${site}-${n}: {platform: iosxe, username: audit}\n`),
    ),
  );
  const { configuration } = configurationOf({
    inventory: { hosts: { file: 'hosts.yaml', text: hosts.join('') }, groups: null, defaults: null },
    agent: null,
    baselines: [],
  });
  const clock = { now: () => Date.now() };
  const file = join(folder, 'pawl.db');
  const record = openRecord(file, { mode: 'create', now: clock.now }).value;
  const memory = openAgentMemory(file).value;
  const metrics = promMetrics();
  let written = 0;
  const intake = createIntake({
    configuration,
    recordedWindows: () => record.windows(),
    ownAddresses: [],
    sink: {
      heard(batch) {
        const stored = record.recordAlerts([...new Map(batch.map(({ alert }) => [alert.id, alert])).values()]);
        if (stored.ok) written += batch.length;
        return stored;
      },
    },
    memory,
    clock,
    metrics,
    log: (level, message) => console.error(`${level}: ${message}`),
  });
  const listen = listenInThread(new URL('../../dist/listen-thread.js', import.meta.url));
  const listening = await listen(
    { udp: { host: '127.0.0.1', port: 0 }, tcp: { host: '127.0.0.1', port: 0 }, tls: null },
    {
      onReceived: intake.receive,
      onShed: intake.shed,
      room: intake.room,
      onConnection: () => undefined,
    },
  );
  if (!listening.ok) throw new Error(listening.error.join('; '));
  for (const note of listening.value.notes) console.error(note);
  const sum = (body, form) => [...body.matchAll(form)].reduce((all, [, value]) => all + Number(value), 0);
  return {
    ports: listening.value.ports,
    async counts() {
      const { body } = await metrics.text();
      return {
        received: sum(body, /^pawl_lines_received_total\{.*\} (\d+)$/gm),
        indicators: sum(body, /^pawl_lines_received_total\{.*result="indicator"\} (\d+)$/gm),
        shed: sum(body, /^pawl_lines_received_total\{.*result="shed"\} (\d+)$/gm),
        written,
        drops: await listening.value.drops(),
        ...usage(),
      };
    },
  };
}

/** What starting took is no part of what a message takes. */
let started = { user: 0, system: 0 };
const usage = () => ({ cpu: process.cpuUsage(started), rss: process.memoryUsage.rss() });

const receiver = await (kind === 'bare' ? bare() : agent());
started = process.cpuUsage();
process.on('message', async () => process.send(await receiver.counts()));
process.send({ ports: receiver.ports });
