// A fleet audit against a bare ssh2 client with as many commands a device, and OpenSSH's client, in one run.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { median, timed } from './timing.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const main = join(here, '../../dist/main.js');

export async function benchAudit(count, runs) {
  const servers = spawn(process.execPath, [join(here, 'devices.mjs'), String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'pawl-bench-'));
  try {
    const [line] = await once(createInterface({ input: servers.stdout }), 'line');
    const fleet = JSON.parse(line);
    mkdirSync(join(folder, 'inventory'));
    mkdirSync(join(folder, 'baselines'));
    const hosts = fleet.devices.map(({ hostname, host, port }) => `${hostname}: {hostname: ${host}, port: ${port}}`);
    writeFileSync(join(folder, 'inventory/hosts.yaml'), `${hosts.join('\n')}\n`);
    writeFileSync(join(folder, 'inventory/defaults.yaml'), `platform: ${fleet.os}\nusername: bench\npassword: bench\n`);
    writeFileSync(join(folder, 'inventory/known_hosts'), fleet.knownHosts);
    const version = fleet.devices[0].version;
    writeFileSync(
      join(folder, 'baselines/all.yaml'),
      `name: all\napprovedBy: bench\nmatch: {platform: ${fleet.os}}\napproved: [{version: "${version}"}]\n`,
    );
    // The option is the one of the program's first line.
    const audit = (db, ...more) => [
      '--max-semi-space-size=8',
      main,
      'audit',
      '-q',
      '--no-hash',
      '--exit-zero',
      '--db',
      db,
      '--format',
      'json',
      '-o',
      join(folder, 'result.json'),
      ...more,
    ];

    // One audit that saves its outputs tells how many commands a device is asked, set-up and logout included.
    spawnSync(
      process.execPath,
      audit(
        join(folder, 'first.db'),
        '--save-captures',
        join(folder, 'captures'),
        '--device',
        fleet.devices[0].hostname,
      ),
      { cwd: folder, stdio: 'inherit' },
    );
    const db = join(folder, 'first.db');
    const { openRecord } = await import(new URL('../../dist/edge/sqlite/record-store.js', import.meta.url).href);
    const record = openRecord(db, { mode: 'read', now: Date.now }).value;
    const [first] = record.lastJudgements();
    const asked = record.observation(first.observation.seq).answers.map(({ command }) => command);
    record.close();
    const commands = ['terminal length 0', 'terminal width 511', ...asked];
    writeFileSync(
      join(folder, 'bare.json'),
      JSON.stringify({ devices: fleet.devices, commands, knownHosts: fleet.knownHosts }),
    );

    const hasOpenSsh = spawnSync('ssh', ['-V']).status === 0;
    const rows = { audit: [], bare: [], openssh: [] };
    for (let run = 0; run < runs + 1; run += 1) {
      const bare = timed(process.execPath, [join(here, 'bare-client.mjs'), join(folder, 'bare.json')], folder);
      const own = timed(process.execPath, audit(join(folder, `run-${run}.db`)), folder);
      if (run === 0) continue; // warm-up
      // A process a device: once is enough to see how far it is away.
      if (hasOpenSsh && run === 1)
        rows.openssh.push(timed(process.execPath, [join(here, 'openssh.mjs'), join(folder, 'bare.json')], folder));
      rows.bare.push(bare);
      rows.audit.push(own);
    }
    const { audit: last } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
    const figure = (name, key) => median(rows[name].map((row) => row[key]));
    console.log(
      `audit of ${count} devices × ${commands.length} commands, 25 ms each, 64 at once: verdicts ${JSON.stringify(last.verdicts)}`,
    );
    const cpu = (name) => `cpu ${((figure(name, 'cpu') * 1000) / count).toFixed(2)} ms a device`;
    console.log(`  bare ssh2 client  ${figure('bare', 'wall').toFixed(2)} s, ${cpu('bare')}`);
    console.log(
      hasOpenSsh
        ? `  OpenSSH           ${figure('openssh', 'wall').toFixed(2)} s, ${cpu('openssh')}`
        : '  OpenSSH           no ssh on this machine',
    );
    console.log(
      `  pawl audit        ${figure('audit', 'wall').toFixed(2)} s, ${cpu('audit')}, ${Math.round(figure('audit', 'rss') / 1024)} MB resident`,
    );
    console.log(
      `  rate against the bare client: ${median(rows.audit.map((row, index) => rows.bare[index].wall / row.wall)).toFixed(2)}`,
    );
  } finally {
    servers.stdin.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
