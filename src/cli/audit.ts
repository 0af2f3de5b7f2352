import type { Command } from 'commander';
import { fromCaptures } from '../app/audit-captures.ts';
import { type AuditOrder, type AuditResult, auditFleet, type Observe } from '../app/audit-fleet.ts';
import type { Configuration } from '../app/configuration.ts';
import { dryRun } from '../app/dry-run.ts';
import { auditStatus } from '../app/exit-status.ts';
import { selectDevices } from '../app/select-devices.ts';
import type { Device } from '../core/inventory.ts';
import type { Severity } from '../core/severity.ts';
import type { RecordStore } from '../record-ports.ts';
import { auditJson } from '../report/audit-json.ts';
import { auditSummary, auditTable } from '../report/audit-table.ts';
import { textTable, wrap } from '../report/text-table.ts';
import { UsageError } from './command-line.ts';
import {
  countOption,
  databaseFile,
  deliver,
  overSshOrStop,
  type PlaceFlags,
  type SelectionFlags,
  severityOption,
  validConfiguration,
  withFormat,
  withPlaces,
  withRecord,
  withSelection,
} from './fleet.ts';
import { auditProgress } from './progress.ts';
import type { Finish, Services } from './services.ts';

type Flags = PlaceFlags &
  SelectionFlags & {
    readonly dryRun?: true;
    readonly concurrency?: number;
    readonly hash: boolean;
    readonly offboxHash?: true;
    readonly failOn: Severity;
    readonly resume?: true;
    readonly retryFailed?: true;
    readonly timeout?: number;
    readonly fromCaptures?: string;
    readonly saveCaptures?: string;
    readonly exitZero?: true;
    readonly quiet?: true;
    readonly format: 'table' | 'json';
    readonly output?: string;
  };

/** `pawl audit`: asks the selected devices, judges, records. */
export function auditCommand(program: Command, services: Services, finish: Finish): void {
  const command = program.command('audit').description('audit the selected devices and record the result');
  withSelection(withFormat(withPlaces(command), ['table', 'json']))
    .option('--dry-run', 'name devices, account, commands and expected time; contact nothing')
    .option('--concurrency <n>', 'devices at once', countOption)
    .option('--no-hash', 'have the devices compute no digests')
    .option('--offbox-hash', 'also fetch the images over SSH and hash them here; nothing of them is kept')
    .option('--fail-on <severity>', 'severity from which a finding makes the status 1', severityOption, 'medium')
    .option('--resume', 'go on with the audit that was cut off')
    .option('--retry-failed', 'only the devices that the last audit could not verify')
    .option('--timeout <seconds>', 'limit of each device session', countOption)
    .option('--from-captures <dir>', 'read saved outputs in place of devices')
    .option('--save-captures <dir>', 'also write every output')
    .option('--exit-zero', 'status 0 whatever was found')
    .option('-q, --quiet', 'no progress')
    .action(async (flags: Flags) => {
      const configuration = withTimeout(await validConfiguration(services, flags, flags.quiet === true), flags.timeout);
      const bounds = {
        ...configuration.settings.concurrency,
        ...(flags.concurrency === undefined ? {} : { total: flags.concurrency }),
      };
      if (flags.dryRun === true) {
        await printPlan(services, flags, chosen(services, configuration, flags), bounds);
        return finish(0);
      }
      const status = await withRecord(services, databaseFile(flags, configuration), 'write', async (record) => {
        const job = await jobOf(services, configuration, record, flags);
        const result = await run(services, configuration, record, flags, { ...job, bounds });
        return report(services, flags, whole(result, job.resumed));
      });
      finish(flags.exitZero === true ? 0 : status);
    });
}

type Job = {
  readonly id: string;
  /** What the audit that is resumed had already, and when it began; null for a new one. */
  readonly resumed: Pick<AuditResult, 'startedAt' | 'judgements'> | null;
  readonly devices: readonly Device[];
  readonly observe: Observe;
};

/** Which devices, under which audit, observed how. */
async function jobOf(
  services: Services,
  configuration: Configuration,
  record: RecordStore,
  flags: Flags,
): Promise<Job> {
  if (flags.fromCaptures !== undefined) return captureJob(services, configuration, flags, flags.fromCaptures);
  const over = (devices: readonly Device[]): Promise<Observe> => overSshOrStop(services, flags, configuration, devices);
  if (flags.resume === true) {
    const cut = record.unfinishedAudit();
    if (cut === null) throw new UsageError('no audit was cut off: there is nothing to resume');
    const left = cut.selected.filter((name) => !cut.done.includes(name));
    const devices = configuration.inventory.devices.filter(({ name }) => left.includes(name));
    if (devices.length === 0) throw new UsageError('the devices that were left are no longer in the inventory');
    const before = record.lastJudgements().filter(({ audit }) => audit === cut.id);
    const resumed = { startedAt: cut.startedAt, judgements: before };
    return { id: cut.id, resumed, devices, observe: await over(devices) };
  }
  const selected = chosen(services, configuration, flags);
  if (flags.retryFailed !== true)
    return { id: services.newId(), resumed: null, devices: selected, observe: await over(selected) };
  const failed = record.lastUnverified();
  const devices = selected.filter(({ name }) => failed.includes(name));
  if (devices.length === 0)
    throw new UsageError('the last audit verified every selected device: there is nothing to retry');
  return { id: services.newId(), resumed: null, devices, observe: await over(devices) };
}

async function captureJob(
  services: Services,
  configuration: Configuration,
  flags: Flags,
  folder: string,
): Promise<Job> {
  const read = await services.readCaptures(folder);
  if (!read.ok) throw new UsageError(read.error);
  const byName = new Map(read.value.map((capture) => [capture.device as string, capture]));
  for (const name of byName.keys()) {
    if (!configuration.inventory.devices.some((device) => device.name === name))
      services.terminal.say(`${folder}/${name}: not in the inventory, left out`);
  }
  const devices = chosen(services, configuration, flags).filter(({ name }) => byName.has(name));
  if (devices.length === 0) throw new UsageError(`${folder} holds no folder of a selected device`);
  const observe = fromCaptures(read.value, configuration.trusted);
  return { id: services.newId(), resumed: null, devices, observe };
}

function chosen(services: Services, configuration: Configuration, flags: Flags): readonly Device[] {
  const selected = selectDevices(configuration.inventory, flags, services.clock.now());
  if (!selected.ok) throw new UsageError(selected.error);
  for (const { name, excluded } of selected.value.excluded)
    services.terminal.say(`${name}: excluded (${excluded?.reason ?? ''})`);
  return selected.value.devices;
}

/** `--timeout` wins over the inventory's limit of a session. */
function withTimeout(configuration: Configuration, seconds: number | undefined): Configuration {
  if (seconds === undefined) return configuration;
  const devices = configuration.inventory.devices.map((device) => ({
    ...device,
    timeouts: { ...device.timeouts, deviceMs: seconds * 1000 },
  }));
  return { ...configuration, inventory: { devices } };
}

async function run(
  services: Services,
  configuration: Configuration,
  record: RecordStore,
  flags: Flags,
  job: Job & Pick<AuditOrder, 'bounds'>,
): Promise<AuditResult> {
  const { terminal, clock } = services;
  const progress = auditProgress(terminal, job.devices.length, flags.quiet === true, clock.now);
  const cancel = new AbortController();
  const finishing = new AbortController();
  let interrupted = false;
  const stopListening = services.onInterrupt(() => {
    interrupted = true;
    terminal.say('\nstopping: devices that run finish, no more are begun; Ctrl-C again ends at once');
    finishing.abort();
  });
  const saving: Promise<void>[] = [];
  const observe: Observe = async (device, order, shared) => {
    const seen = await job.observe(device, order, shared);
    if (flags.saveCaptures !== undefined) saving.push(services.saveCapture(flags.saveCaptures, seen.observation));
    return seen;
  };
  const result = await auditFleet(
    {
      ...job,
      resumed: job.resumed !== null,
      trigger: 'manual',
      hashing: flags.hash,
      ...(flags.offboxHash === true ? { offBox: () => true } : {}),
      alert: null,
      afterAlert: false,
      signal: cancel.signal,
      stop: finishing.signal,
      onResult: progress.result,
    },
    { configuration, record, clock, observe, ownAddresses: services.ownAddresses() },
  );
  stopListening();
  progress.end();
  await Promise.all(saving);
  if (!result.ok) throw new UsageError(`${result.error.message}; ${result.error.advice}`);
  const left = result.value.left.length;
  if (interrupted && left > 0)
    terminal.say(`${left} ${left === 1 ? 'device was' : 'devices were'} not asked; \`pawl audit --resume\` goes on`);
  return result.value;
}

/** A resumed audit is reported as a whole: its status must not forget what its first part found. */
const whole = (result: AuditResult, before: Job['resumed']): AuditResult =>
  before === null
    ? result
    : { ...result, startedAt: before.startedAt, judgements: [...before.judgements, ...result.judgements] };

async function report(services: Services, flags: Flags, result: AuditResult): Promise<0 | 1 | 3> {
  const { judgements, left } = result;
  if (flags.format === 'json') {
    const run = {
      id: result.id,
      trigger: 'manual' as const,
      startedAt: result.startedAt,
      finishedAt: result.finishedAt,
      selected: judgements.length + left.length,
    };
    await deliver(services, flags, `${JSON.stringify(auditJson(run, judgements), null, 2)}\n`);
  } else {
    await deliver(
      services,
      flags,
      `${auditTable(judgements, services.terminal.width)}\n\n${auditSummary(judgements)}${left.length > 0 ? `, ${left.length} not asked` : ''}\n`,
    );
  }
  return auditStatus(judgements, flags.failOn, left.length);
}

async function printPlan(
  services: Services,
  flags: Flags,
  devices: readonly Device[],
  bounds: AuditOrder['bounds'],
): Promise<void> {
  const plan = dryRun(devices, bounds);
  if (flags.format === 'json') {
    await deliver(services, flags, `${JSON.stringify({ schema: 'pawl/dry-run/v1', ...plan }, null, 2)}\n`);
    return;
  }
  const rows = plan.devices.map(({ device, address, platform, account }) => [device, address, platform, account]);
  const { width } = services.terminal;
  const table = textTable(
    [{ title: 'DEVICE' }, { title: 'ADDRESS' }, { title: 'PLATFORM' }, { title: 'ACCOUNT' }],
    rows,
    width,
  );
  const commands = Object.entries(plan.commands).flatMap(([platform, forms]) => [
    `${platform}, as far as they are needed:`,
    ...wrap(forms.join('; '), width - 4).map((line) => `    ${line}`),
  ]);
  const summary = `${devices.length} devices, at most ${bounds.total} at once, about ${plan.seconds} s without hashing`;
  await deliver(services, flags, `${table}\n\n${commands.join('\n')}\n\n${summary}\n`);
}
