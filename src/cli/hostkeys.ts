import type { Command } from 'commander';
import { selectDevices } from '../app/select-devices.ts';
import { UsageError } from './command-line.ts';
import { type PlaceFlags, type SelectionFlags, validConfiguration, withPlaces, withSelection } from './fleet.ts';
import type { Finish, Services } from './services.ts';

/** `pawl hostkeys`: pinned SSH host keys. No password is sent to a device whose key is not among them. */
export function hostkeysCommand(program: Command, services: Services, finish: Finish): void {
  const hostkeys = program.command('hostkeys').description('pinned SSH host keys');
  const { terminal } = services;

  withSelection(withPlaces(hostkeys.command('list').description('pinned keys of the selected devices'))).action(
    async (flags: PlaceFlags & SelectionFlags) => {
      const devices = await selected(services, flags);
      for (const { name, fingerprints } of await services.pinnedKeys(flags.inventory, devices)) {
        await terminal.out(`${name}  ${fingerprints.length === 0 ? 'no key pinned' : fingerprints.join(', ')}\n`);
      }
      finish(0);
    },
  );

  withSelection(
    withPlaces(
      hostkeys
        .command('scan')
        .description('show the keys that the devices offer, and pin those of devices that have none'),
    ),
  )
    .option('--dry-run', 'show only')
    .action(async (flags: PlaceFlags & SelectionFlags & { readonly dryRun?: true }) => {
      const scanned = await services.scanKeys(
        flags.inventory,
        await selected(services, flags),
        flags.dryRun === true ? 'show' : 'pin-new',
      );
      for (const { name, text } of scanned) await terminal.out(`${name}  ${text}\n`);
      terminal.say('compare the fingerprints with the consoles of the devices before you trust them');
      finish(scanned.every(({ failed }) => !failed) ? 0 : 3);
    });

  withPlaces(
    hostkeys.command('accept <device>').description('pin the key that the device offers now, in place of the old one'),
  ).action(async (name: string, flags: PlaceFlags) => {
    const scanned = await services.scanKeys(
      flags.inventory,
      await selected(services, { ...flags, device: [name] }),
      'replace',
    );
    for (const { text } of scanned) await terminal.out(`${name}  ${text}\n`);
    finish(scanned.every(({ failed }) => !failed) ? 0 : 3);
  });
}

async function selected(services: Services, flags: PlaceFlags & SelectionFlags) {
  const configuration = await validConfiguration(services, flags, true);
  const devices = selectDevices(configuration.inventory, flags, services.clock.now());
  if (!devices.ok) throw new UsageError(devices.error);
  return devices.value.devices;
}
