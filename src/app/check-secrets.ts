import { placeText } from '../core/baseline.ts';
import { type Device, type Inventory, type SecretSpec, secretKey } from '../core/inventory.ts';
import type { Secrets } from '../ports.ts';

/**
 * Resolves every secret that logging in to these devices needs, jump hosts included, before any is contacted. Each
 * that cannot be had is told once, at the place of the first device that wants it.
 */
export async function missingSecrets(
  devices: readonly Device[],
  inventory: Inventory,
  secrets: Secrets,
): Promise<readonly string[]> {
  const wanted = new Map<
    string,
    { readonly spec: SecretSpec; readonly device: Device; readonly what: string; count: number }
  >();
  for (const device of withJumps(devices, inventory)) {
    const specs = [
      ['password', device.password],
      ['enable', device.enable],
      ['ssh.passphrase', device.ssh.passphrase],
    ] as const;
    for (const [what, spec] of specs) {
      if (spec === null) continue;
      const key = JSON.stringify([what, secretKey(spec)]);
      const known = wanted.get(key);
      if (known === undefined) wanted.set(key, { spec, device, what, count: 1 });
      else known.count += 1;
    }
  }
  const problems: string[] = [];
  for (const { spec, device, what, count } of wanted.values()) {
    const revealed = await secrets.wrap(spec).reveal();
    if (revealed.ok) continue;
    const others = count > 1 ? ` (and of ${count - 1} more)` : '';
    problems.push(`${placeText(spec.place ?? device.place)}: ${what} of "${device.name}"${others}: ${revealed.error}`);
  }
  return problems;
}

function withJumps(devices: readonly Device[], inventory: Inventory): readonly Device[] {
  const all = new Set(devices);
  for (const device of all) {
    const hop = inventory.devices.find(({ name }) => name === device.ssh.jump);
    if (hop !== undefined) all.add(hop);
  }
  return [...all];
}
