import { type Device, secretKey } from '../core/inventory.ts';
import { reason } from '../core/reason.ts';
import { err, type Result } from '../core/result.ts';
import type { DeviceSession, SshFailure } from '../ports.ts';

/** So many refusals of one account, and no further login starts with it in this run. */
const refusalsToStop = 3;
/** A login that takes longer than this waits for a device, not for a password; it no longer holds others back. */
const probeMs = 2_000;

type Login = Promise<Result<DeviceSession, SshFailure>>;

/** Stops an account that devices refuse, before the AAA server locks it (cases S11). */
export type AccountCircuit = {
  /** Runs a login, or says that the account is stopped. */
  readonly login: (device: Device, open: () => Login) => Login;
};

type Account = { refused: number; proven: boolean; inFlight: number; readonly waiting: (() => void)[] };

/**
 * Until one device has accepted an account, no more logins with it are in flight than refusals are left: a wrong
 * password for a whole fleet is tried three times, not once a device.
 */
export function accountCircuit(): AccountCircuit {
  const accounts = new Map<string, Account>();
  return {
    async login(device, open) {
      const account = accountOf(accounts, device);
      await turn(account);
      if (account.refused >= refusalsToStop) {
        account.inFlight -= 1;
        return stopped(account, device);
      }
      let counted = true;
      const release = (): void => {
        if (counted) account.inFlight -= 1;
        counted = false;
        for (const wake of account.waiting.splice(0)) wake();
      };
      const patience = setTimeout(release, probeMs);
      const result = await open();
      clearTimeout(patience);
      if (result.ok) account.proven = true;
      else if (result.error.credentialsRefused) account.refused += 1;
      release();
      return result;
    },
  };
}

/**
 * Waits until another login may start, and counts it in the same breath: between the look and the count no other may
 * look. Those that wait are woken by every end of a login.
 */
async function turn(account: Account): Promise<void> {
  while (!account.proven && account.refused < refusalsToStop && account.inFlight >= refusalsToStop - account.refused) {
    await new Promise<void>((wake) => account.waiting.push(wake));
  }
  account.inFlight += 1;
}

function stopped({ refused }: Account, { username }: Device): Result<DeviceSession, SshFailure> {
  const why = reason('account-stopped', `${refused} devices refused the account ${username ?? ''} in this run`);
  return err({ reason: why, offer: null, credentialsRefused: false });
}

/** The same name with another secret is another account. */
function accountOf(accounts: Map<string, Account>, { username, password, ssh }: Device): Account {
  const key = JSON.stringify([username, secretKey(password), ssh.keyFile]);
  const known = accounts.get(key);
  if (known !== undefined) return known;
  const made: Account = { refused: 0, proven: false, inFlight: 0, waiting: [] };
  accounts.set(key, made);
  return made;
}
