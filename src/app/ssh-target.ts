import type { Device, Inventory } from '../core/inventory.ts';
import { type Reason, reason } from '../core/reason.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Secrets, SshEndpoint, SshTarget } from '../ports.ts';

/** How to reach one device: its own endpoint and the hosts on the way, first hop first. Nothing is resolved yet. */
export function sshTarget(
  device: Device,
  inventory: Inventory,
  platform: Platform,
  secrets: Secrets,
): Result<SshTarget, Reason> {
  const endpoint = endpointOf(device, secrets);
  if (endpoint === null) return err(reason('auth', `no username for ${device.name}`));
  const jumps: SshEndpoint[] = [];
  let via = device.ssh.jump;
  while (via !== null) {
    const hop = inventory.devices.find(({ name }) => name === via);
    const hopEndpoint = hop === undefined ? null : endpointOf(hop, secrets);
    if (hop === undefined || hopEndpoint === null)
      return err(reason('unreachable', `the jump host ${via} of ${device.name} is not usable`));
    jumps.unshift(hopEndpoint);
    via = hop.ssh.jump;
  }
  const { connectMs, commandMs, deviceMs } = device.timeouts;
  return ok({
    ...endpoint,
    jumps,
    enable: device.enable === null ? null : secrets.wrap(device.enable),
    rules: platform.session,
    timeouts: { connectMs, commandMs, deviceMs },
  });
}

function endpointOf(device: Device, secrets: Secrets): SshEndpoint | null {
  if (device.username === null) return null;
  const { keyFile, passphrase, agent, algorithms, hostKey } = device.ssh;
  return {
    name: device.name,
    host: device.hostname,
    port: device.port,
    username: device.username,
    password: device.password === null ? null : secrets.wrap(device.password),
    keyFile,
    passphrase: passphrase === null ? null : secrets.wrap(passphrase),
    agent,
    algorithms,
    hostKey,
  };
}
