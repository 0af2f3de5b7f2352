// What the agent takes without loss: UDP at rising rates beside a bare loop of Node, TCP beside syslog-ng where that is installed.
// Usage: node test/bench/listen.mjs [SECONDS] [RATE…]   (default 10 s at 100000; needs a build: npm run build)
import { fork, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const said = (child) => new Promise((resolve) => child.once('message', resolve));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function receiver(kind) {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-listen-'));
  const child = fork(here('listen-receiver.mjs'), [kind, folder], { execArgv: ['--max-semi-space-size=16'] });
  const { ports } = await said(child);
  const counts = () => {
    const answer = said(child);
    child.send('counts');
    return answer;
  };
  return {
    ports,
    counts,
    /** When nothing has come for a while. */
    async settled() {
      let [last, now] = [null, await counts()];
      while (last === null || now.received !== last.received || now.written !== last.written) {
        await pause(700);
        [last, now] = [now, await counts()];
      }
      return now;
    },
    async end() {
      child.kill();
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

async function udp(kind, rate, seconds) {
  const to = await receiver(kind);
  const sender = fork(here('listen-sender.mjs'), ['udp', to.ports.udp, rate * seconds, rate]);
  const sent = await said(sender);
  const got = await to.settled();
  await to.end();
  const lost = sent.sent - got.received;
  const cpu = ((got.cpu.user + got.cpu.system) / got.received).toFixed(1);
  console.log(
    `udp ${kind.padEnd(5)} ${sent.rate} messages/s for ${seconds} s: ${lost} lost (kernel ${got.drops ?? '?'}), ${got.indicators} indicators, ${got.written} written, ${got.shed} shed, ${cpu} µs of CPU each, ${Math.round(got.rss / 1e6)} MB`,
  );
  return lost;
}

async function tcp(kind, lines, interesting = 0.01) {
  const to = await receiver(kind);
  const began = performance.now();
  const sender = fork(here('listen-sender.mjs'), ['tcp', to.ports.tcp, lines, 0, interesting]);
  let got = await to.counts();
  while (got.received < lines || got.written < got.indicators) {
    await pause(20);
    got = await to.counts();
  }
  const ms = performance.now() - began;
  got = await to.settled();
  await to.end();
  sender.kill();
  return { ms, ...got };
}

/** Where it is not installed, SYSLOG_NG names the program and SYSLOG_NG_MODULES the folder of its modules. */
const other = process.env.SYSLOG_NG ?? 'syslog-ng';
const modules = process.env.SYSLOG_NG_MODULES === undefined ? [] : [`--module-path=${process.env.SYSLOG_NG_MODULES}`];

/** syslog-ng that looks for a few of the words and writes what has them, as a relay before the agent would. */
async function syslogNg(lines) {
  if (spawnSync(other, ['--version']).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'syslog-ng-'));
  const port = await freePort();
  const [config, out] = [join(folder, 'syslog-ng.conf'), join(folder, 'found.log')];
  writeFileSync(
    config,
    `@version: 3.38
options { stats_freq(0); };
source s { network(ip("127.0.0.1") port(${port}) transport("tcp") log-iw-size(100000) log-fetch-limit(1000)); };
filter f { match("copy|boot|reload|install|software" value("MESSAGE")); };
destination d { file("${out}"); };
log { source(s); filter(f); destination(d); };
`,
  );
  const paths = ['pid', 'persist', 'ctl'].map((name) => join(folder, name));
  const program = spawn(other, [
    '-F',
    '--no-caps',
    ...modules,
    '-f',
    config,
    '-p',
    paths[0],
    '-R',
    paths[1],
    '-c',
    paths[2],
  ]);
  await pause(1500);
  const began = performance.now();
  const sender = fork(here('listen-sender.mjs'), ['tcp', port, lines]);
  const ended = () => existsSync(out) && readFileSync(out).subarray(-4096).includes('the end of the stream');
  while (!ended()) {
    await pause(20);
    if (performance.now() - began > 120_000) throw new Error('syslog-ng did not come to the end');
  }
  const ms = performance.now() - began;
  sender.kill();
  program.kill();
  await new Promise((resolve) => program.once('exit', resolve));
  rmSync(folder, { recursive: true });
  return { ms };
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export async function benchListen(seconds, rates, lines) {
  for (const rate of rates) {
    await udp('bare', rate, seconds);
    await udp('agent', rate, seconds);
  }
  const told = (name, { ms }) => console.log(`tcp ${name}: ${(lines / ms / 1000).toFixed(2)} M lines/s`);
  told('bare loop', await tcp('bare', lines));
  const own = await tcp('agent', lines);
  told(`agent (${own.written} indicators written)`, own);
  const all = await tcp('agent', lines / 20, 1);
  console.log(`tcp agent, every line an indicator: ${Math.round(all.written / (all.ms / 1000))} a second on disk`);
  const theirs = await syslogNg(lines);
  if (theirs === null) console.log('tcp syslog-ng: not installed');
  else told(`syslog-ng (agent ${(theirs.ms / own.ms).toFixed(2)} times as fast)`, theirs);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds = 10, ...rates] = process.argv.slice(2).map(Number);
  await benchListen(seconds, rates.length === 0 ? [100_000] : rates, 2_000_000);
}
