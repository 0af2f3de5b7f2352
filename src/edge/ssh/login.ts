import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import type { SshOffer } from '../../core/observation.ts';
import { type Reason, reason } from '../../core/reason.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { SshEndpoint, SshFailure } from '../../ports.ts';
import { offeredHostKeys } from './algorithms.ts';
import { authPlan, type Credentials } from './auth-plan.ts';
import { connectTcp } from './coalescing-socket.ts';
import { closedReason, connectFailure, type FailureContext, type Stage, timeoutReason } from './connect-failure.ts';
import { connectionOptions } from './connection-options.ts';
import { fingerprint, type HostKey, hostKeyOf, type KnownHostsFile, type PinnedKeys } from './known-hosts.ts';
import { helloReader } from './server-offer.ts';

/** An authenticated connection. */
export type Login = {
  readonly client: Client;
  readonly offer: SshOffer;
  /** Disconnects politely, waits for the close at most `limitMs`, then destroys. */
  readonly close: (limitMs: number) => Promise<void>;
  /** Calls back once when the connection is gone (at once if it is already). */
  readonly onClosed: (callback: (reason: Reason) => void) => void;
};

export type LoginContext = {
  readonly knownHosts: KnownHostsFile;
  readonly signal: AbortSignal;
  /** Time left for this login, and what the limit was as a whole, in ms. */
  readonly leftMs: number;
  readonly limitMs: number;
};

/**
 * One SSH login, over TCP or through `via`, a stream that a jump host forwards. The host key is decided about before
 * any credential is sent; on every failure the connection is destroyed before the result is given.
 */
export function login(
  endpoint: SshEndpoint,
  credentials: Credentials,
  via: Duplex | null,
  context: LoginContext,
): Promise<Result<Login, SshFailure>> {
  const { knownHosts, signal } = context;
  const pins = knownHosts.keysFor(endpoint.host, endpoint.port);
  const pinnedTypes = pins.accepted.map(({ type }) => type);
  const hostKeys = offeredHostKeys(endpoint.algorithms, pinnedTypes);
  const hello = helloReader();
  const client = new Client();
  const state: {
    stage: Stage;
    hostKey: HostKey | null;
    refusedKey: Reason | null;
    negotiated: SshOffer['negotiated'];
  } = {
    stage: via === null ? 'connect' : 'handshake',
    hostKey: null,
    refusedKey: null,
    negotiated: null,
  };
  const failureContext = (): FailureContext => ({
    stage: state.stage,
    address: addressOf(endpoint),
    hello: hello.hello(),
    profile: endpoint.algorithms,
    pinnedTypes,
  });
  const offer = (): SshOffer => ({
    ...hello.hello(),
    hostKeyType: state.hostKey?.type ?? null,
    hostKeyFingerprint: state.hostKey === null ? null : fingerprint(state.hostKey),
    ...(state.hostKey === null ? {} : { hostKey: againstPins(state.hostKey, pins) }),
    negotiated: state.negotiated,
    profile: endpoint.algorithms,
  });

  return new Promise((resolve) => {
    const closeListeners: ((reason: Reason) => void)[] = [];
    let closed: Reason | null = null;
    let lastError: Reason | null = null;
    let settled = false;

    const sock = via ?? connectTcp(endpoint.host, endpoint.port);
    sock.on('error', () => undefined);
    const settle = (result: Result<Login, SshFailure>): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      if (!result.ok) {
        client.destroy();
        sock.destroy();
      }
      resolve(result);
    };
    const fail = (why: Reason, credentialsRefused = false): void =>
      settle(err({ reason: why, offer: state.stage === 'connect' ? null : offer(), credentialsRefused }));
    const aborted = (): void => fail(reason('cancelled', 'the run was cancelled'));
    const timer = setTimeout(() => fail(timeoutReason(failureContext(), context.limitMs)), Math.max(1, context.leftMs));

    const acceptsKey = (blob: Buffer): boolean => {
      const key = hostKeyOf(blob);
      if (state.negotiated !== null) return key?.base64 === state.hostKey?.base64;
      state.hostKey = key;
      state.refusedKey = judgeKey(endpoint, key, pins);
      return state.refusedKey === null;
    };
    const auth = authPlan(credentials, () => refused());
    const refused = (): void => {
      const { reason: why, credentialsRefused } = auth.failure();
      fail(why, credentialsRefused);
    };

    client.on('error', (error) => {
      // One key of an agent that cannot sign is no failure: the library goes on with the next.
      if ('level' in error && error.level === 'agent') return;
      lastError ??= state.refusedKey ?? connectFailure(error, failureContext());
      fail(lastError);
    });
    client.on('close', () => {
      closed = lastError ?? closedReason(failureContext(), 'the connection was closed');
      fail(closed);
      for (const listener of closeListeners.splice(0)) listener(closed);
    });
    client.on('connect', () => {
      state.stage = 'handshake';
    });
    client.on('handshake', (negotiated) => {
      // It comes again whenever the keys are renewed.
      if (state.negotiated !== null) return;
      state.stage = 'login';
      state.negotiated = {
        kex: negotiated.kex,
        cipher: negotiated.cs.cipher,
        mac: negotiated.cs.mac,
        hostKey: negotiated.serverHostKey,
      };
      if (pins.accepted.length === 0 && state.hostKey !== null)
        knownHosts.pin(endpoint.host, endpoint.port, state.hostKey);
    });
    client.on('change password', () => fail(reason('auth', 'the device wants the password changed'), true));
    client.on('ready', () => {
      state.stage = 'shell';
      settle(
        ok({
          client,
          offer: offer(),
          close: (limitMs) => closeClient(client, sock, () => closed !== null, limitMs),
          onClosed(callback) {
            if (closed === null) closeListeners.push(callback);
            else callback(closed);
          },
        }),
      );
    });

    signal.addEventListener('abort', aborted, { once: true });
    if (signal.aborted) {
      aborted();
      return;
    }
    if (hostKeys.length === 0) {
      fail(
        reason(
          'host-key',
          `the pinned key of ${addressOf(endpoint)} (${pinnedTypes.join(', ')}) needs a weaker \`ssh.algorithms\` than ${endpoint.algorithms}`,
        ),
      );
      return;
    }
    try {
      const offered = { profile: endpoint.algorithms, hostKeys };
      client.connect(connectionOptions(sock, endpoint.username, offered, acceptsKey, auth, refused));
    } catch (error) {
      fail(reason('internal', error instanceof Error ? error.message : 'the SSH library refused its options'));
      return;
    }
    // Before the library's own listener, so that what the server offers is known when no algorithm fits.
    const tap = (chunk: Buffer): void => {
      if (!hello.feed(chunk)) sock.off('data', tap);
    };
    sock.on('data', tap);
  });
}

function againstPins({ base64 }: HostKey, { accepted }: PinnedKeys): NonNullable<SshOffer['hostKey']> {
  if (accepted.some((pin) => pin.base64 === base64)) return 'as-pinned';
  return accepted.length > 0 ? 'changed' : 'not-pinned';
}

/** Null where the key may be trusted; else why not, with both fingerprints. */
function judgeKey(endpoint: SshEndpoint, key: HostKey | null, pins: PinnedKeys): Reason | null {
  const address = addressOf(endpoint);
  if (key === null) return reason('host-key', `${address} showed a host key that cannot be read`);
  const shown = `${key.type} ${fingerprint(key)}`;
  if (pins.revoked.some(({ base64 }) => base64 === key.base64))
    return reason('host-key', `${address} shows a revoked key: ${shown}`);
  if (pins.accepted.some(({ base64 }) => base64 === key.base64)) return null;
  if (pins.accepted.length > 0) {
    const pinned = pins.accepted.map((pin) => `${pin.type} ${fingerprint(pin)}`).join(', ');
    return reason('host-key', `the host key of ${address} changed: it shows ${shown}, pinned is ${pinned}`);
  }
  if (endpoint.hostKey === 'pin-first') return null;
  return reason('host-key', `no host key of ${address} is pinned; it shows ${shown}`);
}

export function addressOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function closeClient(client: Client, sock: Duplex, isClosed: () => boolean, limitMs: number): Promise<void> {
  if (isClosed()) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      client.destroy();
      sock.destroy();
      resolve();
    };
    const timer = setTimeout(finish, limitMs);
    client.once('close', finish);
    client.end();
  });
}
