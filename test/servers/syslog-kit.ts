import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listenSyslog } from '../../src/edge/listen/listen-syslog.ts';
import { streamFrames } from '../../src/syslog/stream-frames.ts';
import { agentConfiguration, type TestIntake, testIntake } from '../unit/app/agent/intake-kit.ts';

const run = promisify(execFile);

export type Certificate = { readonly cert: string; readonly key: string };

/** A certificate for `localhost` that is its own authority. */
export async function selfSigned(folder: string): Promise<Certificate> {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const words = '-x509 -newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost -days 2';
  await run('openssl', ['req', ...words.split(' '), '-keyout', key, '-out', cert]);
  return { cert, key };
}

/** The intake behind all listeners, with an inventory whose device `edge7` none of the senders is. */
export async function listeningIntake(
  tls: Certificate,
): Promise<
  TestIntake & { readonly ports: Readonly<Record<'udp' | 'tcp' | 'tls', number>>; readonly close: () => Promise<void> }
> {
  const given = testIntake(agentConfiguration('edge7: {hostname: 192.0.2.7, platform: iosxe, username: audit}'));
  const anywhere = { host: '127.0.0.1', port: 0 };
  const listening = await listenSyslog(
    { udp: anywhere, tcp: anywhere, tls: { ...tls, clientCa: null, listen: anywhere } },
    {
      frames: () => streamFrames(65_536),
      onReceived: given.intake.receive,
      onShed: given.intake.shed,
      room: given.intake.room,
      onConnection: () => undefined,
    },
  );
  if (!listening.ok) throw new Error(listening.error.join('; '));
  const { udp = 0, tcp = 0, tls: secure = 0 } = listening.value.ports;
  return { ...given, ports: { udp, tcp, tls: secure }, close: listening.value.close };
}

export type Daemon = {
  /** Sends the lines to it by UDP, one a datagram, as a device would. */
  readonly feed: (lines: readonly string[]) => Promise<void>;
  readonly said: () => string;
  readonly stop: () => Promise<void>;
};

async function daemon(
  folder: string,
  port: number,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Daemon> {
  let said = '';
  const child: ChildProcess = spawn(program, args, { cwd: folder, env: { ...process.env, ...env } });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.on('error', (error) => {
    said += error.message;
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += String(text)));
  return {
    said: () => said,
    async feed(lines) {
      const socket = createSocket('udp4');
      for (const line of lines) {
        await new Promise<void>((resolve) => socket.send(line, port, '127.0.0.1', () => resolve()));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      socket.close();
    },
    async stop() {
      child.kill();
      const limit = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(limit);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** rsyslogd that forwards what it gets by UDP with the given action. */
export async function startRsyslog(action: string, ca: string): Promise<Daemon> {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-rsyslog-'));
  const port = await freeUdpPort();
  const config = join(folder, 'rsyslog.conf');
  await writeFile(
    config,
    `global(workDirectory="${folder}" defaultNetstreamDriverCAFile="${ca}")
module(load="imudp")
input(type="imudp" address="127.0.0.1" port="${port}" ruleset="forward")
ruleset(name="forward") { action(type="omfwd" target="127.0.0.1" ${action}) }
`,
  );
  const started = await daemon(folder, port, 'rsyslogd', ['-n', '-f', config, '-i', join(folder, 'pid')]);
  await listeningUdp(port, started.said);
  return started;
}

/** syslog-ng that forwards what it gets by UDP to the given destination. */
export async function startSyslogNg(destination: string): Promise<Daemon> {
  const { program, library, modules } = await syslogNg();
  const folder = await mkdtemp(join(tmpdir(), 'pawl-syslog-ng-'));
  const port = await freeUdpPort();
  const at = (name: string): string => join(folder, name);
  await writeFile(
    at('syslog-ng.conf'),
    `@version: 3.38
options { stats-freq(0); keep-hostname(yes); };
source devices { network(ip("127.0.0.1") port(${port}) transport("udp")); };
destination agent { ${destination}; };
log { source(devices); destination(agent); };
`,
  );
  const args = ['-F', '--no-caps', '-f', at('syslog-ng.conf'), '-p', at('pid'), '-R', at('persist'), '-c', at('ctl')];
  const more = modules === null ? [] : [`--module-path=${modules}`];
  const started = await daemon(
    folder,
    port,
    program,
    [...args, ...more],
    library === null ? {} : { LD_LIBRARY_PATH: library },
  );
  await listeningUdp(port, started.said);
  return started;
}

type SyslogNg = { readonly program: string; readonly library: string | null; readonly modules: string | null };
let unpacked: Promise<SyslogNg> | null = null;

/** The one of the system; where that has rsyslog, which Debian does not install beside it, the package is unpacked. */
function syslogNg(): Promise<SyslogNg> {
  unpacked ??= access('/usr/sbin/syslog-ng').then(
    () => ({ program: '/usr/sbin/syslog-ng', library: null, modules: null }),
    unpackSyslogNg,
  );
  return unpacked;
}

/** The package and those of its libraries that few systems have. */
const packages = ['syslog-ng-core', 'libivykis0', 'libnet1', 'libpcre3', 'libjson-c5', 'libwrap0', 'libglib2.0-0'];

async function unpackSyslogNg(): Promise<SyslogNg> {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-syslog-ng-package-'));
  const download = () => run('apt-get', ['download', '-q', ...packages], { cwd: folder });
  await download().catch(async () => {
    await run('apt-get', ['update', '-q']);
    await download();
  });
  for (const name of await readdir(folder))
    if (name.endsWith('.deb')) await run('dpkg', ['-x', name, folder], { cwd: folder });
  const { stdout } = await run('dpkg-architecture', ['-qDEB_HOST_MULTIARCH']).catch(() =>
    run('gcc', ['-print-multiarch']),
  );
  const multiarch = stdout.trim();
  const [version = ''] = (await readdir(join(folder, 'usr/lib/syslog-ng'))).filter((name) => /^\d/.test(name));
  return {
    program: join(folder, 'usr/sbin/syslog-ng'),
    library: ['usr/lib/syslog-ng', `usr/lib/${multiarch}`, `lib/${multiarch}`]
      .map((path) => join(folder, path))
      .join(':'),
    modules: join(folder, 'usr/lib/syslog-ng', version),
  };
}

const freeUdpPort = (): Promise<number> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

/** Waits until somebody has the port. */
async function listeningUdp(port: number, said: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isTaken = await new Promise<boolean>((resolve) => {
      const socket = createSocket('udp4');
      socket.once('error', () => resolve(true));
      socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(false)));
    });
    if (isTaken) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody listens: ${said()}`);
}
