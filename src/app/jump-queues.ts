import type { Device } from '../core/inventory.ts';

/** Which devices of a run are not done behind each jump host: its login is of use as long as others are to come. */
export type JumpQueue = {
  /** The device is done with its jump host (said more than once, it counts once): whether others are not. */
  readonly leaves: (device: Device) => boolean;
};

/** One queue a run; what is left of a run that ended early goes with the run. */
export function jumpQueues(): (run: { readonly devices: readonly Device[] }) => JumpQueue {
  const queues = new WeakMap<object, JumpQueue>();
  return (run) => {
    const known = queues.get(run);
    if (known !== undefined) return known;
    const made = jumpQueue(run.devices);
    queues.set(run, made);
    return made;
  };
}

function jumpQueue(devices: readonly Device[]): JumpQueue {
  const behind = new Map<string, Set<string>>();
  for (const { name, ssh } of devices) {
    if (ssh.jump === null) continue;
    const names = behind.get(ssh.jump) ?? new Set<string>();
    behind.set(ssh.jump, names.add(name));
  }
  return {
    leaves({ name, ssh: { jump } }) {
      const names = jump === null ? undefined : behind.get(jump);
      names?.delete(name);
      return names !== undefined && names.size > 0;
    },
  };
}
