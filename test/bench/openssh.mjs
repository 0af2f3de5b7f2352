// OpenSSH's own client, a process a device: log in, send COMMANDS one after the other, read each answer, log out, as the
// bare client does. Bounded to 64.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';

const { devices, commands, knownHosts } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'pawl-openssh-'));
const answer = join(folder, 'password');
writeFileSync(answer, '#!/bin/sh\necho bench\n');
chmodSync(answer, 0o700);
writeFileSync(join(folder, 'known_hosts'), knownHosts);
const env = { ...process.env, SSH_ASKPASS: answer, SSH_ASKPASS_REQUIRE: 'force' };
const options = Object.entries({
  UserKnownHostsFile: join(folder, 'known_hosts'),
  GlobalKnownHostsFile: '/dev/null',
  StrictHostKeyChecking: 'yes',
  PreferredAuthentications: 'password',
  LogLevel: 'ERROR',
}).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
const limit = pLimit(64);

const one = ({ host, port, hostname }) =>
  new Promise((resolve, reject) => {
    const ssh = spawn('ssh', ['-F', 'none', '-tt', ...options, '-p', String(port), `bench@${host}`], { env });
    let text = '';
    let next = 0;
    let failure = '';
    ssh.stdout.on('data', (data) => {
      text += data.toString('latin1');
      if (!text.endsWith(`${hostname}#`)) return;
      text = '';
      if (next <= commands.length) ssh.stdin.write(`${commands[next] ?? 'exit'}\r`);
      next += 1;
    });
    ssh.stderr.on('data', (data) => {
      failure += data;
    });
    ssh.on('error', reject);
    ssh.on('close', () => {
      if (next > commands.length) resolve();
      else reject(new Error(`${hostname}: ${next} prompts for ${commands.length} commands; ${failure.trim()}`));
    });
    ssh.stdin.on('error', () => undefined);
  });

try {
  await Promise.all(devices.map((device) => limit(() => one(device))));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
