import type { Command } from 'commander';
import { pageOf } from '../app/agent/list-cursor.ts';
import { findingByPrefix } from '../app/find-finding.ts';
import type { FindingDecision } from '../app/record-decision.ts';
import type { Baseline } from '../core/baseline.ts';
import { deviceName, type EpochMs } from '../core/brands.ts';
import type { Finding } from '../core/finding.ts';
import { type FindingType, findingTypes } from '../core/finding-types.ts';
import { readInstant } from '../core/instant.ts';
import { jsonText } from '../core/json-text.ts';
import { findingJson } from '../report/audit-json.ts';
import { findingsTable, findingText } from '../report/finding-text.ts';
import { UsageError } from './command-line.ts';
import { databaseOf, deliver, oneOf, type PlaceFlags, withFormat, withPlaces, withRecord } from './fleet.ts';
import { limitOf, moreText, type ListFlags as PagingFlags, pageAsked, sinceOf, withPaging } from './list-flags.ts';
import type { Finish, Services } from './services.ts';

type ListFlags = PlaceFlags &
  PagingFlags & {
    readonly device?: string;
    readonly type?: string;
    readonly status: string;
    readonly format: string;
    readonly output?: string;
  };
type DecisionFlags = PlaceFlags & {
  readonly by: string;
  readonly reason: string;
  readonly ticket?: string;
  readonly until?: string;
};

/** `pawl findings`: look into the record, and decide. */
export function findingsCommand(program: Command, services: Services, finish: Finish): void {
  const findings = program.command('findings').description('what is wrong, and the decisions of people about it');

  withPaging(
    withFormat(withPlaces(findings.command('list').description('findings, open ones by default')), [
      'table',
      'json',
      'ndjson',
    ]),
    'seen at or after',
  )
    .option('--device <name>', 'one device')
    .option('--type <type>', 'one type')
    .option('--status <status>', 'open (with acknowledged), closed, all', oneOf(['open', 'closed', 'all']), 'open')
    .action(async (flags: ListFlags) => {
      const type = flags.type === undefined ? null : typeOf(flags.type);
      const since = sinceOf(flags, services.clock.now());
      const page = pageAsked(flags);
      const file = await databaseOf(services, flags);
      await withRecord(services, file, 'read', async (record) => {
        const found = record.findings({
          ...(flags.device === undefined ? {} : { devices: [deviceName(flags.device)] }),
          ...(type === null ? {} : { types: [type] }),
          ...(flags.status === 'all'
            ? {}
            : { statuses: flags.status === 'open' ? (['open', 'acknowledged'] as const) : (['closed'] as const) }),
          ...(since === null ? {} : { since }),
          ...(page === null ? {} : { page }),
        });
        const listed = pageOf('pawl/findings/v1', found, limitOf(flags), keyOf, itemJson);
        const shown = found.slice(0, limitOf(flags));
        const more = moreText(listed.next);
        await deliver(
          services,
          flags,
          flags.format === 'json'
            ? `${jsonText(listed, 2)}\n`
            : flags.format === 'ndjson'
              ? listed.items.map((item) => `${jsonText(item)}\n`).join('')
              : `${shown.length === 0 ? 'no findings' : findingsTable(shown, services.terminal.width)}\n`,
        );
        if (more !== null && flags.format !== 'json') services.terminal.say(more);
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
      const [{ explainFinding }, { explanationJson, explanationText }] = await Promise.all([
        import('../app/explain-finding.ts'),
        import('../report/explanation.ts'),
      ]);
      const explained = explainFinding(record, await baselinesIfAny(services, flags), finding.value);
      const text = flags.format === 'json' ? jsonText(explanationJson(explained), 2) : explanationText(explained);
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
    const command = withPlaces(findings.command(`${name} <id>`).description(description));
    if (kind === 'acknowledge') command.option('--until <time>', 'afterwards it counts as open again');
    command
      .requiredOption('--by <person>', 'who decides')
      .requiredOption('--reason <text>', 'why')
      .option('--ticket <ticket>', 'change record')
      .action(async (id: string, flags: DecisionFlags) => {
        const { decideFinding } = await import('../app/record-decision.ts');
        const file = await databaseOf(services, flags);
        await withRecord(services, file, 'write', async (record) => {
          const statement = {
            by: flags.by,
            reason: flags.reason,
            ticket: flags.ticket ?? null,
            ...(flags.until === undefined ? {} : { until: untilOf(flags.until, services.clock.now()) }),
          };
          const decided = decideFinding(record, id, kind, statement, services.clock.now(), services.newId());
          if (!decided.ok) throw new UsageError(decided.error);
          await services.terminal.out(`${findingText(decided.value)}\n`);
        });
        services.terminal.say('recorded; the next audit or `pawl verify` judges with it');
        finish(0);
      });
  }
}

function untilOf(text: string, now: EpochMs): EpochMs {
  const at = readInstant(text, 'end');
  if (!at.ok) throw new UsageError(`--until: ${at.error}`);
  if (at.value <= now) throw new UsageError('--until lies in the past');
  return at.value;
}

const keyOf = ({ firstSeen, id }: Finding) => ({ at: firstSeen, id });
const itemJson = (finding: Finding): object => ({ device: finding.device, ...findingJson(finding) });

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
