import type { Command } from 'commander';
import { databaseChecks, deviceChecks, type HealthCheck, hostChecks, listenPorts } from '../app/doctor.ts';
import { trialOrder } from '../app/trial-order.ts';
import { err, ok } from '../core/result.ts';
import { textTable } from '../report/text-table.ts';
import { UsageError } from './command-line.ts';
import {
  databaseFile,
  deliver,
  overSshOrStop,
  type PlaceFlags,
  validConfiguration,
  withFormat,
  withPlaces,
} from './fleet.ts';
import type { Finish, Services } from './services.ts';

type Flags = PlaceFlags & { readonly format: 'table' | 'json'; readonly output?: string };

/** `pawl doctor`: what keeps pawl from working here, before it matters. */
export function doctorCommand(program: Command, services: Services, finish: Finish): void {
  withFormat(
    withPlaces(
      program
        .command('doctor [device]')
        .description('look at Node, crypto, ports, clock, receive buffers, database and, where named, one device'),
    ),
    ['table', 'json'],
  ).action(async (name: string | undefined, flags: Flags) => {
    const checks = [...(await checksOf(services, flags, name))];
    const text =
      flags.format === 'json'
        ? JSON.stringify({ schema: 'pawl/doctor/v1', checks }, null, 2)
        : textTable(
            [{ title: 'what' }, { title: 'state' }, { title: 'seen', wraps: true }],
            checks.map(({ name: what, status, text: seen, advice }) => [
              what,
              status,
              advice === null ? seen : `${seen}: ${advice}`,
            ]),
            services.terminal.width,
          );
    await deliver(services, flags, `${text}\n`);
    const device = checks.some(({ name: what, status }) => status === 'fault' && what === name);
    finish(checks.some(({ name: what, status }) => status === 'fault' && what !== name) ? 1 : device ? 3 : 0);
  });
}

async function checksOf(services: Services, flags: Flags, name: string | undefined): Promise<readonly HealthCheck[]> {
  const configuration = await validConfiguration(services, flags, true);
  const device = configuration.inventory.devices.find((one) => one.name === name);
  if (name !== undefined && device === undefined)
    throw new UsageError(`no device "${name.slice(0, 80)}" in the inventory`);
  const { host, neededNode } = await services.examineHost(listenPorts(configuration.settings));
  const file = databaseFile(flags, configuration);
  const database = await databaseChecksOf(services, file);
  if (device === undefined) return [...hostChecks(host, neededNode), ...database];
  const observe = await overSshOrStop(services, flags, configuration, [device]);
  const { order, run } = trialOrder(device, services.newId());
  const { observation } = await observe(device, order, run);
  return [...hostChecks(host, neededNode), ...database, ...deviceChecks(device.name, observation)];
}

async function databaseChecksOf(services: Services, file: string): Promise<readonly HealthCheck[]> {
  const freeBytes = await services.freeBytes(file);
  if (!(await services.fileExists(file))) return databaseChecks({ file, head: 'absent', freeBytes });
  const opened = await services.openRecord(file, 'read');
  if (!opened.ok) return databaseChecks({ file, head: err(opened.error), freeBytes });
  try {
    return databaseChecks({ file, head: ok(opened.value.chainHead()), freeBytes });
  } finally {
    opened.value.close();
  }
}
