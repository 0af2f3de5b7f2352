import type { Duplex } from 'node:stream';
import { type Reason, reason } from '../../core/reason.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { SshEndpoint, SshFailure } from '../../ports.ts';
import { addressOf, type Login } from './login.ts';

/** What one device grants the way to it. */
export type WayLimits = {
  readonly signal: AbortSignal;
  /** Time until which the way must stand, by the clock that `now` reads, and the limit as a whole, in ms. */
  readonly deadline: number;
  readonly limitMs: number;
  readonly now: () => number;
  /** Asked as the device leaves: whether others are still to come this way. */
  readonly stays: () => boolean;
};

/** A stream through jump hosts; `leave` gives back the logins that it uses. */
export type Way = { readonly stream: Duplex; readonly leave: () => Promise<void> };

export type JumpLogins = {
  /** Reaches `to` through `hops`, from the first on. A failure names the hop at which it came about. */
  readonly through: (
    hops: readonly SshEndpoint[],
    to: SshEndpoint,
    limits: WayLimits,
  ) => Promise<Result<Way, SshFailure>>;
};

export type LogIn = (hop: SshEndpoint, via: Duplex | null, limits: WayLimits) => Promise<Result<Login, SshFailure>>;

type Shared = {
  readonly login: Promise<Result<Login, SshFailure>>;
  readonly signal: AbortSignal;
  readonly deadline: number;
  users: number;
  gone: boolean;
  idle: NodeJS.Timeout | null;
  /** Gives back the logins before this one. */
  leaveBefore: () => Promise<void>;
};

type Lease = { readonly login: Login; readonly isShared: () => boolean; readonly leave: () => Promise<void> };

/** Devices over one login; a further one begins a second login. Servers bound the channels of a connection. */
const mostChannels = 32;
/** How long a login without users waits where others are still to come. */
const idleMs = 2_000;
const closeMs = 1_000;
/** RFC 4254, 5.1: administratively prohibited, resource shortage. The others are about the address. */
const channelRefusals: ReadonlyMap<number, string> = new Map([
  [1, 'administratively prohibited'],
  [4, 'resource shortage'],
]);

/**
 * Logins on jump hosts, each used by the devices behind it together: a bastion sees one login for a whole site. The last
 * device that leaves closes it. A host that refuses a channel on a shared login is asked once more with a login of the
 * device's own, because some allow few channels a login.
 */
export function jumpLogins(logIn: LogIn): JumpLogins {
  const shared = new Map<string, Shared[]>();

  const through: JumpLogins['through'] = async (hops, to, limits) => {
    const first = await attempt(hops, to, limits, false);
    return first === 'alone' ? afterRefusal(await attempt(hops, to, limits, true)) : first;
  };
  const afterRefusal = (second: Result<Way, SshFailure> | 'alone'): Result<Way, SshFailure> =>
    second === 'alone' ? err(local(reason('internal', 'a login of its own is shared'))) : second;

  /** `alone`: the channel was refused on a login that others use too. */
  async function attempt(
    hops: readonly SshEndpoint[],
    to: SshEndpoint,
    limits: WayLimits,
    alone: boolean,
  ): Promise<Result<Way, SshFailure> | 'alone'> {
    const leased = await lease(hops, limits, alone);
    if (!leased.ok) return leased;
    const { login, isShared, leave } = leased.value;
    const forwarded = await forward(login, to, limits);
    if (forwarded.ok) return ok({ stream: forwarded.value, leave });
    const again = forwarded.error.refused && isShared() && !alone;
    await leave();
    return again ? 'alone' : err(inHop(hops.at(-1) ?? to, local(forwarded.error.reason)));
  }

  async function lease(
    hops: readonly SshEndpoint[],
    limits: WayLimits,
    alone: boolean,
  ): Promise<Result<Lease, SshFailure>> {
    const key = JSON.stringify(hops.map(identity));
    for (;;) {
      const known = alone ? undefined : shared.get(key)?.find(({ gone, users }) => !gone && users < mostChannels);
      const one = known ?? begin(key, hops, limits, alone);
      one.users += 1;
      if (one.idle !== null) clearTimeout(one.idle);
      one.idle = null;
      const result = await within(one.login, hops.at(-1), limits);
      if (result.ok)
        return ok({ login: result.value, isShared: () => one.users > 1, leave: () => leave(key, one, limits.stays) });
      await leave(key, one, limits.stays);
      if (known === undefined) return result;
      // The limits of whoever began the login are not this device's.
      const cutShort = one.signal.aborted || one.deadline < limits.deadline;
      if (cutShort && !limits.signal.aborted && limits.now() < limits.deadline) continue;
      // Tried once for all who waited: it counts once towards stopping the account.
      return err({ ...result.error, credentialsRefused: false });
    }
  }

  function begin(key: string, hops: readonly SshEndpoint[], limits: WayLimits, alone: boolean): Shared {
    const one: Shared = {
      login: open(),
      signal: limits.signal,
      deadline: limits.deadline,
      users: 0,
      gone: false,
      idle: null,
      leaveBefore: async () => undefined,
    };
    if (!alone) shared.set(key, [...(shared.get(key) ?? []), one]);
    void one.login.then(async (result) => {
      if (result.ok) result.value.onClosed(() => forget(key, one));
      else forget(key, one);
      // Everybody who wanted it gave up meanwhile.
      if (result.ok && one.users === 0) await close(key, one);
    });
    return one;

    async function open(): Promise<Result<Login, SshFailure>> {
      const hop = hops.at(-1);
      if (hop === undefined) return err(local(reason('internal', 'a way without hops')));
      const before = hops.length > 1 ? await through(hops.slice(0, -1), hop, limits) : null;
      if (before !== null && !before.ok) return before;
      const login = await logIn(hop, before?.value.stream ?? null, limits);
      if (!login.ok) {
        await before?.value.leave();
        return err(inHop(hop, login.error));
      }
      if (before !== null) one.leaveBefore = before.value.leave;
      return login;
    }
  }

  function forget(key: string, one: Shared): void {
    one.gone = true;
    const left = (shared.get(key) ?? []).filter((other) => other !== one);
    if (left.length === 0) shared.delete(key);
    else shared.set(key, left);
  }

  async function leave(key: string, one: Shared, stays: () => boolean): Promise<void> {
    const isWanted = stays();
    one.users -= 1;
    if (one.users > 0) return;
    if (isWanted && !one.gone) one.idle = setTimeout(() => void close(key, one), idleMs);
    else await close(key, one);
  }

  async function close(key: string, one: Shared): Promise<void> {
    forget(key, one);
    const { leaveBefore } = one;
    one.leaveBefore = async () => undefined;
    const login = await Promise.race([one.login, Promise.resolve(null)]);
    if (login?.ok === true) await login.value.close(closeMs);
    await leaveBefore();
  }

  return { through };
}

/** What makes two hops the same login. Secrets are those of the inventory's entry, which the name stands for. */
const identity = ({ name, host, port, username, keyFile, agent, algorithms, hostKey }: SshEndpoint): unknown => [
  name,
  host,
  port,
  username,
  keyFile,
  agent,
  algorithms,
  hostKey,
];

const local = (why: Reason): SshFailure => ({ reason: why, offer: null, credentialsRefused: false });

export function inHop(hop: SshEndpoint, failure: SshFailure): SshFailure {
  const { code, message } = failure.reason;
  // What a jump host offers says nothing about the device.
  return {
    reason: reason(code, `jump host ${hop.name}: ${message}`),
    offer: null,
    credentialsRefused: failure.credentialsRefused,
  };
}

/** The login as far as this device waits for it; it may go on for others. */
function within(
  login: Promise<Result<Login, SshFailure>>,
  hop: SshEndpoint | undefined,
  { signal, deadline, limitMs, now }: WayLimits,
): Promise<Result<Login, SshFailure>> {
  return new Promise((resolve) => {
    const settle = (result: Result<Login, SshFailure>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      resolve(result);
    };
    const aborted = (): void => settle(err(local(reason('cancelled', 'the run was cancelled'))));
    const late = reason('timeout', `jump host ${hop?.name ?? ''}: no login within ${limitMs / 1000} s`);
    // A little later than the login itself, whose own words about the limit are better.
    const timer = setTimeout(() => settle(err(local(late))), Math.max(1, deadline - now() + 50));
    signal.addEventListener('abort', aborted, { once: true });
    void login.then(settle);
  });
}

/** A stream through a jump host to the next hop; the jump host's refusal is the failure, there is no other way. */
function forward(
  through: Login,
  to: SshEndpoint,
  { signal, deadline, limitMs, now }: WayLimits,
): Promise<Result<Duplex, { readonly reason: Reason; readonly refused: boolean }>> {
  return new Promise((resolve) => {
    const settle = (result: Result<Duplex, { readonly reason: Reason; readonly refused: boolean }>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      resolve(result);
    };
    const fail = (why: Reason, refused = false): void => settle(err({ reason: why, refused }));
    const aborted = (): void => fail(reason('cancelled', 'the run was cancelled'));
    const timer = setTimeout(
      () => fail(reason('unreachable', `no way to ${addressOf(to)} within ${limitMs / 1000} s`)),
      Math.max(1, deadline - now()),
    );
    signal.addEventListener('abort', aborted, { once: true });
    through.onClosed((why) => fail(why));
    try {
      through.client.forwardOut('127.0.0.1', 0, to.host, to.port, (error, stream) => {
        if (error === undefined) {
          settle(ok(stream));
          return;
        }
        const refusal = channelRefusals.get('reason' in error ? Number(error.reason) : Number.NaN);
        const why = refusal === undefined ? error.message.slice(0, 160) : `it refuses the channel (${refusal})`;
        fail(reason('unreachable', `cannot reach ${addressOf(to)}: ${why}`), refusal !== undefined);
      });
    } catch {
      // "Not connected": the close event, which tells why, is on its way.
    }
  });
}
