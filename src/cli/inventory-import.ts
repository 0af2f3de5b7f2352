import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type ImportPlan, inventorySources, planImport } from '../app/import-inventory.ts';
import { fitsLimit } from '../app/select-devices.ts';
import { printable } from '../core/printable.ts';
import { UsageError } from './command-line.ts';
import { deliver, oneOf, withFormat } from './fleet.ts';
import type { Finish, Services } from './services.ts';

type ImportFlags = {
  readonly from: string;
  readonly inventory: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly varsMap?: Readonly<Record<string, string>>;
  readonly delimiter?: string;
  readonly config?: string;
  readonly status: string;
  readonly platformMap?: Readonly<Record<string, string>>;
  readonly platformOf?: Readonly<Record<string, string>>;
  readonly limit?: string;
  readonly tokenEnv?: string;
  readonly ca?: string;
  readonly write?: boolean;
  readonly format: string;
  readonly output?: string;
};

/** `pawl inventory import`: another tool's inventory into ours. Shows the difference; `--write` writes it. */
export function addInventoryImport(inventory: Command, services: Services, finish: Finish): void {
  withFormat(
    inventory
      .command('import <source...>')
      .description('import files (or the URL of NetBox or Nautobot) of another tool; shows the difference first')
      .requiredOption('--from <tool>', inventorySources.join(', '), oneOf(inventorySources))
      .option('--inventory <dir>', 'folder of our inventory', 'inventory')
      .option('--map <pairs>', 'key=COLUMN,…: columns of a CSV or router.db, variables of Ansible', pairs)
      .option('--vars-map <pairs>', 'key=COLUMN,…: vars_map of Oxidized', pairs)
      .option('--delimiter <text>', 'between the columns of router.db')
      .option('--config <file>', "Oxidized's own config, for its map and models")
      .option('--status <list>', 'of NetBox and Nautobot: devices to take', 'active')
      .option('--platform-map <pair>', 'WORD=PLATFORM or WORD=skip (repeatable)', pairs)
      .option('--platform-of <pair>', 'NAMES=PLATFORM for devices without one, e.g. "edge*=iosxe" (repeatable)', pairs)
      .option('--limit <pattern>', 'names: comma list, * as wildcard, ! excludes')
      .option('--token-env <name>', 'variable that holds the token (default NETBOX_TOKEN, NAUTOBOT_TOKEN)')
      .option('--ca <file>', 'certificate of a private authority')
      .option('--write', 'write what is shown'),
    ['text', 'json'],
  ).action(async (sources: readonly string[], flags: ImportFlags) => {
    const source = inventorySources.find((one) => one === flags.from);
    if (source === undefined) throw new UsageError('--from is needed');
    const isRest = source === 'netbox' || source === 'nautobot';
    const urls = sources.filter((one) => /^https?:\/\//i.test(one));
    if (urls.length > 0 && !isRest) throw new UsageError(`--from ${source} reads files, not ${urls[0]}`);
    const files = [];
    const layout = source === 'ansible' || source === 'nornir' ? source : 'single';
    for (const path of sources.filter((one) => !urls.includes(one)))
      files.push(...given(await services.importFiles(path, layout)));
    const pages = [];
    for (const url of urls)
      pages.push(
        ...given(
          await services.restPages({
            url,
            listPath: '/api/dcim/devices/',
            query: source === 'nautobot' ? { limit: '200', depth: '1' } : { limit: '200' },
            tokenVariable: flags.tokenEnv ?? (source === 'nautobot' ? 'NAUTOBOT_TOKEN' : 'NETBOX_TOKEN'),
            caFile: flags.ca ?? null,
          }),
        ),
      );
    const [config = null] = flags.config === undefined ? [] : given(await services.importFiles(flags.config, 'single'));
    const paths = {
      hosts: join(flags.inventory, 'hosts.yaml'),
      groups: join(flags.inventory, 'groups.yaml'),
      defaults: join(flags.inventory, 'defaults.yaml'),
    };
    const own = async (file: string) => {
      const text = given(await services.readIfPresent(file));
      return text === null ? null : { file, text };
    };
    const { plan, texts } = planImport({
      source,
      files,
      pages,
      options: {
        map: flags.map ?? {},
        varsMap: flags.varsMap ?? {},
        delimiter: flags.delimiter ?? null,
        config,
        statuses: flags.status.split(',').map((word) => word.trim().toLowerCase()),
      },
      choices: {
        platformWords: Object.fromEntries(
          Object.entries(flags.platformMap ?? {}).map(([word, platform]) => [word.toLowerCase(), platform]),
        ),
        platformOf: Object.entries(flags.platformOf ?? {}).map(([glob, platform]) => ({ glob, platform })),
        limit: flags.limit === undefined ? null : (name) => fitsLimit(name, flags.limit ?? ''),
      },
      before: { hosts: await own(paths.hosts), groups: await own(paths.groups), defaults: await own(paths.defaults) },
    });
    for (const { text } of plan.problems) services.terminal.say(printable(text));
    const errors = plan.problems.filter(({ severity }) => severity === 'error').length;
    if (errors > 0) throw new UsageError(`${errors} ${errors === 1 ? 'problem' : 'problems'}; nothing was imported`);
    // Hosts last: a file that is not there yet is never referred to.
    const writes = (['groups', 'defaults', 'hosts'] as const).flatMap((file) => {
      const text = texts[file];
      return text === null ? [] : [{ path: paths[file], text }];
    });
    const written = flags.write === true && writes.length > 0;
    if (written) given(await services.writeTogether(writes));
    const text = flags.format === 'json' ? JSON.stringify({ ...plan, written }, null, 2) : planText(plan, written);
    await deliver(services, flags, `${text}\n`);
    finish(0);
  });
}

function given<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string },
): T {
  if (!result.ok) throw new UsageError(result.error);
  return result.value;
}

/** `a=b,c=d`; repeated options add up. The text after the first equal sign is the value. */
export function pairs(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const read = text.split(',').map((part) => {
    const equal = part.indexOf('=');
    if (equal < 1 || equal === part.length - 1) throw new InvalidArgumentError('KEY=VALUE is needed');
    return [part.slice(0, equal).trim(), part.slice(equal + 1).trim()] as const;
  });
  return { ...before, ...Object.fromEntries(read) };
}

function planText(plan: ImportPlan, written: boolean): string {
  const lines: string[] = [];
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  for (const { file, name, isNew, fields } of plan.changes) {
    lines.push(`${isNew ? '+' : '~'} ${file}.yaml${name === null ? '' : `  ${name}`}`);
    for (const { key, before, after } of fields)
      lines.push(before === null ? `    ${key}: ${after}` : `    ${key}: ${before} → ${after}`);
  }
  const fresh = plan.changes.filter(({ file, isNew }) => file === 'hosts' && isNew).length;
  const changed = plan.changes.filter(({ file, isNew }) => file === 'hosts' && !isNew).length;
  lines.push(
    `${count(plan.hosts, 'device')}: ${fresh} new, ${changed} changed, ${plan.unchanged} as they are; ${plan.onlyHere.length} only in our files, kept`,
  );
  if (plan.leftOut.length > 0) {
    const byReason = new Map<string, string[]>();
    for (const { name, why } of plan.leftOut) byReason.set(why, [...(byReason.get(why) ?? []), name]);
    lines.push(`left out: ${plan.leftOut.length}`);
    for (const [why, names] of byReason)
      lines.push(`    ${why} (${names.length}): ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}`);
  }
  for (const note of plan.notes) lines.push(`note: ${note}`);
  if (plan.secrets.length > 0) {
    lines.push('no secret was taken over; set in the environment:');
    for (const { name, what, of } of plan.secrets) lines.push(`    ${name}   ${what} of ${of}`);
  }
  if (plan.changes.length === 0) lines.push('nothing to write');
  else
    lines.push(written ? 'written; next: pawl check, pawl hostkeys scan' : 'nothing was written; --write writes this');
  return lines.map(printable).join('\n');
}
