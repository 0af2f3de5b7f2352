import type { Command } from 'commander';
import { type BaselineExplanation, explainBaseline } from '../app/explain-baseline.ts';
import { printable } from '../core/printable.ts';
import { addBaselineDiff } from './baseline-diff.ts';
import { addBaselineImport, addBaselineLearning } from './baseline-write.ts';
import { UsageError } from './command-line.ts';
import { databaseFile, deliver, type PlaceFlags, validConfiguration, withFormat, withPlaces } from './fleet.ts';
import type { Finish, Services } from './services.ts';

/** `pawl baseline`: which rule applies and why; learn, accept and import baselines, and what a change of them does. */
export function baselineCommand(program: Command, services: Services, finish: Finish): void {
  const baseline = program.command('baseline').description('what is approved');
  addBaselineLearning(baseline, services, finish);
  addBaselineImport(baseline, services, finish);
  addBaselineDiff(baseline, services, finish);
  withFormat(withPlaces(baseline.command('explain <device>').description('which rule applies to a device, and why')), [
    'text',
    'json',
  ]).action(async (name: string, flags: PlaceFlags & { readonly format: string; readonly output?: string }) => {
    const configuration = await validConfiguration(services, flags, true);
    const device = configuration.inventory.devices.find((one) => one.name === name);
    if (device === undefined) throw new UsageError(`no device "${name.slice(0, 80)}" in the inventory`);
    // Before the first audit there is no record, and the answer stands on the inventory alone.
    const opened = await services.openRecord(databaseFile(flags, configuration), 'read');
    const record = opened.ok ? opened.value : null;
    try {
      const explained = explainBaseline(configuration, record, device, services.clock.now());
      await deliver(
        services,
        flags,
        `${flags.format === 'json' ? JSON.stringify(explained, null, 2) : asText(explained)}\n`,
      );
    } finally {
      record?.close();
    }
    finish(0);
  });
}

function asText({
  device,
  running,
  models,
  considered,
  chosen,
  tied,
  rule,
  waivers,
  windows,
}: BaselineExplanation): string {
  const lines = [
    `${device}: ${running === null ? 'never audited' : `runs ${running}`}${models.length > 0 ? `, model ${models.join(', ')}` : ''}`,
    ...considered.map(
      ({ name, place, matched, why }) =>
        `  ${matched === 'yes' ? '+' : matched === 'no' ? '-' : '?'} ${name} (${place}): ${why}`,
    ),
    tied.length > 0
      ? `tie: ${tied.join(' and ')}; add a key to one of them`
      : `applies: ${chosen ?? 'none (unverified: no-baseline)'}`,
    ...(rule === null ? [] : [`rule: ${rule}`]),
    ...(waivers.length > 0 ? [`waivers: ${waivers.join(', ')}`] : []),
    ...(windows.length > 0 ? [`windows: ${windows.join(', ')}`] : []),
  ];
  return lines.map(printable).join('\n');
}
