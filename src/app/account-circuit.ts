import type { Device } from '../core/inventory.ts';

/** So many refusals of one account in a row, and no further login starts with it in this run. */
const refusalsToStop = 3;

/** Stops an account that devices refuse, before the AAA server locks it (cases S11). */
export type AccountCircuit = {
  /** The account is stopped: how often it was refused; null while it may be used. */
  readonly stopped: (device: Device) => number | null;
  readonly note: (device: Device, refused: boolean) => void;
};

export function accountCircuit(): AccountCircuit {
  const refusals = new Map<string, number>();
  return {
    stopped(device) {
      const count = refusals.get(keyOf(device)) ?? 0;
      return count >= refusalsToStop ? count : null;
    },
    note(device, refused) {
      const key = keyOf(device);
      if (refused) refusals.set(key, (refusals.get(key) ?? 0) + 1);
    },
  };
}

/** The same name with another secret is another account. */
const keyOf = ({ username, password, ssh }: Device): string => JSON.stringify([username, password, ssh.keyFile]);
