import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import ssh2, { type ParsedKey } from 'ssh2';
import type { FileReadCommand } from '../../core/command.ts';
import type { Answer } from '../../core/observation.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Clock, DeviceSession, SshEndpoint, SshFailure, SshTarget, Transport } from '../../ports.ts';
import type { Credentials } from './auth-plan.ts';
import { jumpLogins, type WayLimits } from './jump-logins.ts';
import type { KnownHostsFile } from './known-hosts.ts';
import { type Login, login } from './login.ts';
import { readFileOver } from './read-file.ts';
import { openShell } from './session.ts';

const closeMs = 1000;
const awakeDefaultMs = 60_000;

export type SshTransportOptions = {
  readonly knownHosts: KnownHostsFile;
  readonly clock: Clock;
  /** Path of the SSH agent's socket; null where there is none. */
  readonly agentSocket: string | null;
  /** Module of a thread that hashes files which are read off the box; null or left out: hashed in this one. */
  readonly hashThread?: URL | null;
  /** How often something is typed at the prompt while a file is read; default a minute. */
  readonly awakeMs?: number;
};

/** The login on the device, and how to leave it and every hop before it. */
type Reached = { readonly device: Login; readonly closeAll: () => Promise<void> };

/**
 * SSH with ssh2: through every jump host in order, never around one; each hop with its own account and pinned key. The
 * logins on jump hosts are shared.
 */
export function sshTransport({
  knownHosts,
  clock,
  agentSocket,
  hashThread = null,
  awakeMs = awakeDefaultMs,
}: SshTransportOptions): Transport {
  const keys = keyReader();

  const jumps = jumpLogins(logIn);

  async function open(
    target: SshTarget,
    signal: AbortSignal,
    stays: () => boolean = () => false,
  ): Promise<Result<DeviceSession, SshFailure>> {
    // One signal stops the whole run: every open session listens to it.
    setMaxListeners(0, signal);
    const deadline = clock.now() + target.timeouts.deviceMs;
    const reached = await reach(target, signal, stays);
    if (!reached.ok) return reached;
    const { device, closeAll } = reached.value;
    const session = await openShell(device, target, clock, signal, deadline);
    if (!session.ok) {
      await closeAll();
      return err({ reason: session.error, offer: device.offer, credentialsRefused: false });
    }
    const { failure } = session.value;
    let ended = false;
    /** A shell at which nothing is typed for some minutes is closed by many devices, and a file takes longer. */
    const keptAwake = async <T>(reading: Promise<T>): Promise<T> => {
      const [command] = target.rules.setup;
      let asked: Promise<unknown> = Promise.resolve();
      const timer = setInterval(() => {
        if (command !== undefined && failure() === null)
          asked = asked.then(() => session.value.ask(command, { timeoutMs: target.timeouts.commandMs, idleMs: null }));
      }, awakeMs);
      try {
        return await reading;
      } finally {
        clearInterval(timer);
        await asked;
      }
    };
    const readFile: DeviceSession['readFile'] = (command, sizeBytes, limits) =>
      keptAwake(readBeside(command, sizeBytes, limits));
    const readBeside: DeviceSession['readFile'] = async (command, sizeBytes, limits) => {
      const leftMs = deadline - clock.now();
      const late = reason('timeout', `the session took longer than its limit of ${target.timeouts.deviceMs / 1000} s`);
      const over = ended
        ? reason('session-closed', 'the session was ended')
        : (failure() ?? (leftMs <= 0 ? late : null));
      if (over !== null) return notRead(command, over);
      if (signal.aborted) return notRead(command, reason('cancelled', 'the run was cancelled'));
      const within = { ...limits, timeoutMs: Math.max(1, Math.min(limits.timeoutMs, leftMs)) };
      const reading = { clock, signal, hashThread };
      if (target.rules.oneChannel !== true) {
        const read = await readFileOver(device, command, sizeBytes, within, reading);
        if ('status' in read) return read;
      }
      const own = await reach(target, signal, stays);
      if (!own.ok) return notRead(command, own.error.reason);
      try {
        const read = await readFileOver(own.value.device, command, sizeBytes, within, reading);
        if ('status' in read) return read;
        const why = reason('unsupported', `the device opened no channel for "${command.text}": ${read.noChannel}`);
        return { ...notRead(command, why), status: 'unsupported' };
      } finally {
        await own.value.closeAll();
      }
    };
    const end = async (): Promise<void> => {
      ended = true;
      await session.value.end();
      await closeAll();
    };
    return ok({ ...session.value, readFile, end });
  }

  /** Logs in to every hop in order; on failure nothing stays open. */
  async function reach(
    target: SshTarget,
    signal: AbortSignal,
    stays: () => boolean,
  ): Promise<Result<Reached, SshFailure>> {
    const limitMs = Math.min(target.timeouts.connectMs, target.timeouts.deviceMs);
    const limits = { signal, deadline: clock.now() + limitMs, limitMs, now: clock.now, stays };
    const way = target.jumps.length === 0 ? null : await jumps.through(target.jumps, target, limits);
    if (way !== null && !way.ok) return way;
    const device = await logIn(target, way?.value.stream ?? null, limits);
    if (!device.ok) {
      await way?.value.leave();
      return device;
    }
    const closeAll = async (): Promise<void> => {
      await device.value.close(closeMs);
      await way?.value.leave();
    };
    return ok({ device: device.value, closeAll });
  }

  async function logIn(
    endpoint: SshEndpoint,
    via: Duplex | null,
    { signal, deadline, limitMs }: WayLimits,
  ): Promise<Result<Login, SshFailure>> {
    const credentials = await resolveCredentials(endpoint, keys, agentSocket);
    if (!credentials.ok) {
      via?.destroy();
      return err(localFailure(credentials.error));
    }
    return login(endpoint, credentials.value, via, { knownHosts, signal, leftMs: deadline - clock.now(), limitMs });
  }

  return { open };
}

const notRead = (command: FileReadCommand, why: Reason): Answer => ({
  command: command.text,
  slug: command.slug,
  status: 'not-asked',
  text: '',
  reason: why,
  startedAt: null,
  tookMs: 0,
});

const localFailure = (why: Reason): SshFailure => ({ reason: why, offer: null, credentialsRefused: false });

async function resolveCredentials(
  endpoint: SshEndpoint,
  keys: KeyReader,
  agentSocket: string | null,
): Promise<Result<Credentials, Reason>> {
  const { username } = endpoint;
  const password = endpoint.password === null ? ok(null) : await endpoint.password.reveal();
  if (!password.ok) return err(reason('auth', `no password: ${password.error}`));
  const passphrase = endpoint.passphrase === null ? ok(null) : await endpoint.passphrase.reveal();
  if (!passphrase.ok) return err(reason('auth', `no passphrase: ${passphrase.error}`));
  const key = endpoint.keyFile === null ? ok(null) : await keys(endpoint.keyFile, passphrase.value);
  if (!key.ok) return key;
  if (endpoint.agent && agentSocket === null)
    return err(reason('auth', 'the inventory wants an SSH agent, and none runs here (SSH_AUTH_SOCK)'));
  const agent = endpoint.agent ? agentSocket : null;
  return ok({ username, password: password.value, privateKey: key.value, agent });
}

type KeyReader = (path: string, passphrase: string | null) => Promise<Result<ParsedKey, Reason>>;

/** Reads each key file once a run: undoing a passphrase is slow on purpose. */
function keyReader(): KeyReader {
  const read = new Map<string, Promise<Result<ParsedKey, Reason>>>();
  return (path, passphrase) => {
    const known = read.get(path);
    if (known !== undefined) return known;
    const key = readKey(path, passphrase);
    read.set(path, key);
    return key;
  };
}

async function readKey(path: string, passphrase: string | null): Promise<Result<ParsedKey, Reason>> {
  const text = await readFile(path).catch(() => null);
  if (text === null) return err(reason('auth', `cannot read the key file ${path}`));
  const parsed = passphrase === null ? ssh2.utils.parseKey(text) : ssh2.utils.parseKey(text, passphrase);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key === undefined || key instanceof Error)
    return err(reason('auth', `the key file ${path} does not open: ${key?.message ?? 'it holds no key'}`));
  return key.isPrivateKey() ? ok(key) : err(reason('auth', `the key file ${path} holds no private key`));
}
