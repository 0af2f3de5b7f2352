import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type OpenSsh = {
  readonly port: number;
  readonly username: string;
  readonly keyFile: string;
  /** Line for `known_hosts`. */
  readonly knownHosts: string;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

/**
 * OpenSSH's own sshd on a free port of 127.0.0.1 with configuration and keys of its own. Every login runs a shell script
 * that plays a saved device: prompt, echo of the terminal, `<slug>.txt` for a command.
 */
export async function startOpenSsh(
  outputs: string,
  prompt: string,
  more: { readonly script?: (saved: string) => string; readonly lines?: string } = {},
): Promise<OpenSsh> {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-sshd-'));
  const at = (name: string): string => join(folder, name);
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at('host')]);
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at('login')]);
  await writeFile(at('authorized_keys'), await readFile(at('login.pub')), { mode: 0o600 });
  await writeFile(at('device.sh'), (more.script ?? asIs)(deviceScript(outputs, prompt)));
  await chmod(at('device.sh'), 0o755);
  const port = await freePort();
  await writeFile(
    at('sshd_config'),
    `ListenAddress 127.0.0.1
Port ${port}
HostKey ${at('host')}
PidFile none
AuthorizedKeysFile ${at('authorized_keys')}
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PubkeyAuthentication yes
PermitRootLogin prohibit-password
PrintMotd no
ForceCommand ${at('device.sh')}
${more.lines ?? ''}
`,
  );
  // It refuses to start without this folder, which the package's own start-up makes.
  if (process.getuid?.() === 0) await run('mkdir', ['-p', '/run/sshd']);
  const child: ChildProcess = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', at('sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  for (let waited = 0; !log.includes('Server listening'); waited += 20) {
    if (child.exitCode !== null || waited > 10_000) throw new Error(`sshd did not start: ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const [type, key] = (await readFile(at('host.pub'), 'utf8')).split(' ');
  return {
    port,
    username: userInfo().username,
    keyFile: at('login'),
    knownHosts: `[127.0.0.1]:${port} ${type} ${key}\n`,
    log: () => log,
    async stop() {
      await new Promise((resolve) => {
        child.once('close', resolve);
        child.kill('SIGTERM');
      });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An ssh-agent that holds the key; ended by its id. */
export async function startAgent(
  keyFile: string,
): Promise<{ readonly socket: string; readonly stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-agent-'));
  const socket = join(folder, 'agent');
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', () => resolve());
  });
  await run('ssh-add', ['-q', keyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  return {
    socket,
    async stop() {
      await new Promise((resolve) => {
        child.once('close', resolve);
        child.kill('SIGTERM');
      });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const asIs = (script: string): string => script;

/**
 * The same device, whose SSH server also gives files away: `scp -f`, `cat` and SFTP (`Subsystem sftp
 * internal-sftp`) reach the file system of this machine.
 */
export const servingFiles = (script: string): string =>
  script.replace(
    '#!/bin/sh\n',
    `#!/bin/sh
case "$SSH_ORIGINAL_COMMAND" in
  '') ;;
  internal-sftp) exec $(ls /usr/lib/openssh/sftp-server /usr/libexec/sftp-server /usr/lib/ssh/sftp-server 2>/dev/null | head -1) -R ;;
  'scp -f '*|'cat '*) exec $SSH_ORIGINAL_COMMAND ;;
  *) echo 'refused' >&2; exit 1 ;;
esac
`,
  );

const deviceScript = (outputs: string, prompt: string): string => `#!/bin/sh
printf '\\n%s' '${prompt}'
while IFS= read -r line; do
  line=$(printf '%s' "$line" | tr -d '\\r')
  case "$line" in
    exit|quit) exit 0 ;;
    'terminal '*|'') ;;
    *)
      slug=$(printf '%s' "$line" | tr -s ' ' '\\n' | tr -cd 'A-Za-z0-9.\\n' | tr 'A-Z' 'a-z' | sed '/^$/d' | paste -sd -)
      if [ -f '${outputs}'/"$slug.txt" ]; then sed '/^[A-Za-z0-9._-]*[#>]/d' '${outputs}'/"$slug.txt"; else
        printf "        ^\\n%% Invalid input detected at '^' marker.\\n\\n"
      fi ;;
  esac
  printf '%s' '${prompt}'
done
`;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === 'string' ? reject(new Error('no port')) : resolve(address.port),
      );
    });
  });
}
