import { type Command, InvalidArgumentError } from 'commander';
import { decideAlert } from '../app/decide-alert.ts';
import { auditStatus } from '../app/exit-status.ts';
import { explainFinding } from '../app/explain-finding.ts';
import { verifyDevice } from '../app/verify-device.ts';
import { readDuration } from '../core/duration.ts';
import type { JudgedDevice } from '../core/judgement.ts';
import { auditJson } from '../report/audit-json.ts';
import type { Explanation } from '../report/explanation.ts';
import { verdictExplained, verdictText } from '../report/verdict-text.ts';
import { UsageError } from './command-line.ts';
import {
  databaseFile,
  deliver,
  overSshOrStop,
  type PlaceFlags,
  validConfiguration,
  withFormat,
  withPlaces,
  withRecord,
} from './fleet.ts';
import type { Finish, Services } from './services.ts';

type Flags = PlaceFlags & {
  readonly alert?: string;
  readonly waitReload?: number;
  readonly hash: boolean;
  readonly offboxHash?: true;
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly quiet?: true;
};

/** `pawl verify DEVICE`: one device now. */
export function verifyCommand(program: Command, services: Services, finish: Finish): void {
  withFormat(withPlaces(program.command('verify <device>').description('verify one device now')), ['text', 'json'])
    .option('--alert <id>', 'alert that it belongs to: cached digests count for nothing')
    .option('--wait-reload <duration>', 'wait for the reload (30m, 24h) and decide again', durationOption)
    .option('--no-hash', 'have the device compute no digests')
    .option('--offbox-hash', 'also fetch its images over SSH and hash them here; nothing of them is kept')
    .option('-q, --quiet', 'no progress')
    .action(async (name: string, flags: Flags) => {
      const configuration = await validConfiguration(services, flags, true);
      const device = configuration.inventory.devices.find((one) => one.name === name);
      if (device === undefined) throw new UsageError(`no device "${name.slice(0, 80)}" in the inventory`);
      const stop = new AbortController();
      const stopListening = services.onInterrupt(() => stop.abort());
      const status = await withRecord(services, databaseFile(flags, configuration), 'write', async (record) => {
        const result = await verifyDevice(
          {
            device,
            newId: services.newId,
            hashing: flags.hash,
            ...(flags.offboxHash === true ? { offBox: true } : {}),
            alert: flags.alert ?? null,
            waitReloadMs: flags.waitReload ?? null,
            signal: stop.signal,
            onWait: (text) => {
              if (flags.quiet !== true) services.terminal.say(text);
            },
          },
          {
            configuration,
            record,
            clock: services.clock,
            ownAddresses: services.ownAddresses(),
            observe: await overSshOrStop(services, flags, configuration, [device]),
          },
          services.sleep,
        );
        if (!result.ok) throw new UsageError(`${result.error.message}; ${result.error.advice}`);
        const { judgements } = result.value;
        const [judged] = judgements;
        if (flags.alert !== undefined && judged !== undefined) {
          const decided = decideAlert(record, flags.alert, judged, result.value.id);
          if (!decided.ok) throw new UsageError(`${decided.error.message}; ${decided.error.advice}`);
          if (decided.value !== null) services.terminal.say(`${flags.alert}: ${decided.value.disposition}`);
        }
        const explained = (judgement: JudgedDevice): readonly Explanation[] =>
          judgement.findings.map((finding) => explainFinding(record, configuration.baselines, finding));
        const text =
          flags.format === 'json'
            ? JSON.stringify(
                auditJson(
                  {
                    id: result.value.id,
                    trigger: flags.alert === undefined ? 'manual' : 'alert',
                    startedAt: result.value.startedAt,
                    finishedAt: result.value.finishedAt,
                    selected: 1,
                  },
                  judgements,
                  (judgement) => verdictExplained(judgement, explained(judgement)),
                ),
                null,
                2,
              )
            : judgements.map((judgement) => verdictText(judgement, explained(judgement))).join('\n');
        await deliver(services, flags, `${text}\n`);
        return auditStatus(judgements, 'medium', result.value.left.length);
      });
      stopListening();
      finish(status);
    });
}

function durationOption(text: string): number {
  const duration = readDuration(text);
  if (!duration.ok) throw new InvalidArgumentError(duration.error);
  return duration.value;
}
