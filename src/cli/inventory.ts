import type { Command } from 'commander';
import { selectDevices } from '../app/select-devices.ts';
import { textTable } from '../report/text-table.ts';
import { UsageError } from './command-line.ts';
import {
  deliver,
  type PlaceFlags,
  type SelectionFlags,
  validConfiguration,
  withFormat,
  withPlaces,
  withSelection,
} from './fleet.ts';
import { addInventoryImport } from './inventory-import.ts';
import type { Finish, Services } from './services.ts';

/** `pawl inventory list|import`: what a selection gives; the inventory of another tool into ours. */
export function inventoryCommand(program: Command, services: Services, finish: Finish): void {
  const inventory = program.command('inventory').description('the devices of the inventory');
  addInventoryImport(inventory, services, finish);
  withSelection(
    withFormat(withPlaces(inventory.command('list').description('show the selection')), ['table', 'json']),
  ).action(async (flags: PlaceFlags & SelectionFlags & { readonly format: string; readonly output?: string }) => {
    const configuration = await validConfiguration(services, flags, true);
    const selected = selectDevices(configuration.inventory, flags, services.clock.now());
    if (!selected.ok) throw new UsageError(selected.error);
    const { devices, excluded } = selected.value;
    const all = [...devices, ...excluded].map((device) => ({
      device: device.name,
      platform: device.platform,
      address: `${device.hostname}:${device.port}`,
      site: device.site,
      role: device.role,
      groups: device.groups,
      tags: device.tags,
      excluded: excluded.includes(device) ? (device.excluded?.reason ?? '') : null,
    }));
    const text =
      flags.format === 'json'
        ? JSON.stringify({ schema: 'pawl/inventory/v1', items: all }, null, 2)
        : textTable(
            [
              { title: 'DEVICE', most: 24 },
              { title: 'PLATFORM' },
              { title: 'ADDRESS', most: 24 },
              { title: 'SITE', most: 12 },
              { title: 'ROLE', most: 12 },
              { title: 'NOTE', wraps: true },
            ],
            all.map((one) => [
              one.device,
              one.platform,
              one.address,
              one.site ?? '',
              one.role ?? '',
              one.excluded === null ? one.tags.join(', ') : `excluded: ${one.excluded}`,
            ]),
            services.terminal.width,
          );
    await deliver(services, flags, `${text}\n`);
    finish(0);
  });
}
