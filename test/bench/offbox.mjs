// A file fetched and hashed by pawl against `ssh HOST cat FILE | sha512sum`, from one OpenSSH server on loopback.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import ssh2 from 'ssh2';
import { loadTypeScript } from '../tooling/load-typescript.mjs';
import { median } from './timing.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const all = ['md5', 'sha1', 'sha256', 'sha512'];

export async function benchOffBox(megabytes, runs) {
  const [{ login }, { readFileOver }, { knownHostsStore }, { fileReadForm }, { imagePath }] = await Promise.all(
    ['edge/ssh/login.js', 'edge/ssh/read-file.js', 'edge/ssh/known-hosts.js', 'core/command.js', 'core/brands.js'].map(
      dist,
    ),
  );
  const { servingFiles, startOpenSsh } = loadTypeScript(join(here, '../servers/openssh-kit.ts'));
  const folder = mkdtempSync(join(tmpdir(), 'pawl-bench-'));
  const file = join(folder, 'image.bin');
  execFileSync('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1000000', `count=${megabytes}`], { stdio: 'ignore' });
  const server = await startOpenSsh(folder, 'bench#', {
    script: servingFiles,
    lines: 'Subsystem sftp internal-sftp',
  });
  try {
    const known = join(folder, 'known_hosts');
    writeFileSync(known, server.knownHosts);
    const knownHosts = knownHostsStore(server.knownHosts, async () => undefined);
    const privateKey = ssh2.utils.parseKey(readFileSync(server.keyFile));
    const endpoint = {
      ...{ name: 'bench', host: '127.0.0.1', port: server.port, username: server.username },
      ...{ password: null, keyFile: null, passphrase: null, agent: false, algorithms: 'modern', hostKey: 'strict' },
    };
    const { signal } = new AbortController();
    const limits = { timeoutMs: 120_000, idleMs: 30_000, bytesPerSecond: Number.POSITIVE_INFINITY };
    const hashThread = new URL('../../dist/hash-thread.js', import.meta.url);
    const seconds = (began) => Number(process.hrtime.bigint() - began) / 1e9;

    /** Login, file, digests, logout: as the other side of the comparison. */
    const own = async (via, algorithms) => {
      const began = process.hrtime.bigint();
      const loop = performance.eventLoopUtilization();
      const credentials = { username: server.username, password: null, privateKey, agent: null };
      const context = { knownHosts, signal, leftMs: 10_000, limitMs: 10_000 };
      const opened = await login(endpoint, credentials, null, context);
      if (!opened.ok) throw new Error(opened.error.reason.message);
      const reading = { clock: { now: Date.now }, signal, hashThread, algorithms };
      const command = fileReadForm(via, 'bench').with(imagePath(file));
      const answer = await readFileOver(opened.value, command, megabytes * 1_000_000, limits, reading);
      await opened.value.close(1000);
      if (answer.status !== 'ok') throw new Error(JSON.stringify(answer));
      const { utilization } = performance.eventLoopUtilization(loop);
      return { seconds: seconds(began), text: answer.text, utilization };
    };
    const piped = () => {
      const began = process.hrtime.bigint();
      const ssh = `ssh -q -F none -i ${server.keyFile} -o UserKnownHostsFile=${known} -p ${server.port} ${server.username}@127.0.0.1`;
      const run = spawnSync('bash', ['-o', 'pipefail', '-c', `${ssh} cat ${file} | sha512sum`], { encoding: 'utf8' });
      if (run.status !== 0) throw new Error(`ssh ended with ${run.status}: ${run.stderr}`);
      return { seconds: seconds(began), digest: run.stdout.split(' ')[0] };
    };

    let busy = 0;
    const rows = { piped: [], one: [], four: [], sftp: [] };
    for (let run = 0; run < runs + 1; run += 1) {
      const pipe = piped();
      const one = await own('scp', ['sha512']);
      const four = await own('scp', all);
      const sftp = await own('sftp', ['sha512']);
      for (const { text } of [one, four, sftp])
        if (!text.includes(`sha512 ${pipe.digest}\n`)) throw new Error(`another digest: ${text}`);
      if (run === 0) continue; // warm-up
      rows.piped.push(pipe.seconds);
      rows.one.push(one.seconds);
      rows.four.push(four.seconds);
      rows.sftp.push(sftp.seconds);
      busy = one.utilization;
    }
    const rate = (name) => `${(megabytes / median(rows[name])).toFixed(0).padStart(4)} MB/s`;
    const ratio = (upper, lower) => median(rows[upper].map((value, index) => value / rows[lower][index])).toFixed(2);
    console.log(`off-box digests of ${megabytes} MB from one OpenSSH server on loopback, ${cpus().length} processors`);
    console.log(`  ssh HOST cat FILE | sha512sum  ${rate('piped')}`);
    console.log(`  pawl, scp, sha512              ${rate('one')}, ${ratio('piped', 'one')} of it`);
    console.log(`  pawl, scp, four digests        ${rate('four')}, ${ratio('four', 'one')} times as long as one`);
    console.log(`  while it reads, the thread that decrypts is busy ${Math.round(busy * 100)} % of the time`);
    console.log(`  pawl, sftp, sha512             ${rate('sftp')}, ${ratio('piped', 'sftp')} of it`);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
