import type { Command } from 'commander';
import { explainFinding } from '../app/explain-finding.ts';
import { decideFinding, type FindingDecision, findingByPrefix } from '../app/record-decision.ts';
import type { Baseline } from '../core/baseline.ts';
import { deviceName } from '../core/brands.ts';
import { type FindingType, findingTypes } from '../core/finding-types.ts';
import { findingJson } from '../report/audit-json.ts';
import { explanationJson, explanationText } from '../report/explanation.ts';
import { findingsTable, findingText } from '../report/finding-text.ts';
import { UsageError } from './command-line.ts';
import { databaseOf, deliver, oneOf, type PlaceFlags, withFormat, withPlaces, withRecord } from './fleet.ts';
import type { Finish, Services } from './services.ts';

type ListFlags = PlaceFlags & {
  readonly device?: string;
  readonly type?: string;
  readonly status: string;
  readonly format: string;
  readonly output?: string;
};
type DecisionFlags = PlaceFlags & { readonly by: string; readonly reason: string; readonly ticket?: string };

/** `pawl findings`: look into the record, and decide. */
export function findingsCommand(program: Command, services: Services, finish: Finish): void {
  const findings = program.command('findings').description('what is wrong, and the decisions of people about it');

  withFormat(withPlaces(findings.command('list').description('findings, open ones by default')), ['table', 'json'])
    .option('--device <name>', 'one device')
    .option('--type <type>', 'one type')
    .option('--status <status>', 'open (with acknowledged), closed, all', oneOf(['open', 'closed', 'all']), 'open')
    .action(async (flags: ListFlags) => {
      const type = flags.type === undefined ? null : typeOf(flags.type);
      const file = await databaseOf(services, flags);
      await withRecord(services, file, 'read', async (record) => {
        const all = record.findings({
          ...(flags.device === undefined ? {} : { devices: [deviceName(flags.device)] }),
          ...(type === null ? {} : { types: [type] }),
          ...(flags.status === 'all'
            ? {}
            : { statuses: flags.status === 'open' ? (['open', 'acknowledged'] as const) : (['closed'] as const) }),
        });
        const text =
          flags.format === 'json'
            ? JSON.stringify(
                {
                  schema: 'pawl/findings/v1',
                  items: all.map((finding) => ({ device: finding.device, ...findingJson(finding) })),
                },
                null,
                2,
              )
            : all.length === 0
              ? 'no findings'
              : findingsTable(all, services.terminal.width);
        await deliver(services, flags, `${text}\n`);
      });
      finish(0);
    });

  withFormat(withPlaces(findings.command('show <id>').description('claim, evidence and what to do')), [
    'text',
    'json',
  ]).action(async (id: string, flags: PlaceFlags & { readonly format: string; readonly output?: string }) => {
    const file = await databaseOf(services, flags);
    await withRecord(services, file, 'read', async (record) => {
      const finding = findingByPrefix(record, id);
      if (!finding.ok) throw new UsageError(finding.error);
      const explained = explainFinding(record, await baselinesIfAny(services, flags), finding.value);
      const text =
        flags.format === 'json' ? JSON.stringify(explanationJson(explained), null, 2) : explanationText(explained);
      await deliver(services, flags, `${text}\n`);
    });
    finish(0);
  });

  const decisions: readonly (readonly [string, FindingDecision, string])[] = [
    ['ack', 'acknowledge', 'somebody looks after it; the verdict stays'],
    ['close', 'close', 'close by hand (needs --ticket); reopens when it is seen again'],
    ['authorize', 'authorize', 'authorise a step back after the fact (needs --ticket)'],
    ['accept', 'accept', 'take the present state as the new reference (needs --ticket for a step back)'],
  ];
  for (const [name, kind, description] of decisions) {
    withPlaces(findings.command(`${name} <id>`).description(description))
      .requiredOption('--by <person>', 'who decides')
      .requiredOption('--reason <text>', 'why')
      .option('--ticket <ticket>', 'change record')
      .action(async (id: string, flags: DecisionFlags) => {
        const file = await databaseOf(services, flags);
        await withRecord(services, file, 'write', async (record) => {
          const statement = { by: flags.by, reason: flags.reason, ticket: flags.ticket ?? null };
          const decided = decideFinding(record, id, kind, statement, services.clock.now(), services.newId());
          if (!decided.ok) throw new UsageError(decided.error);
          await services.terminal.out(`${findingText(decided.value)}\n`);
        });
        services.terminal.say('recorded; the next audit or `pawl verify` judges with it');
        finish(0);
      });
  }
}

/** The words of the baselines where they can be read; the finding itself is in the record. */
async function baselinesIfAny(services: Services, flags: PlaceFlags): Promise<readonly Baseline[]> {
  const read = await services.readConfiguration(flags);
  return read.ok ? read.value.configuration.baselines : [];
}

function typeOf(text: string): FindingType {
  const known = Object.keys(findingTypes).find((type): type is FindingType => type === text);
  if (known === undefined) throw new UsageError(`no finding type "${text}"; docs/findings.md lists them`);
  return known;
}
