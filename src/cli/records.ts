import type { Command } from 'commander';
import { databaseOf, oneOf, type PlaceFlags, withPlaces } from './fleet.ts';
import type { Finish, Services } from './services.ts';

/** `pawl records verify`: exit 0 the chain holds, 1 it is broken, 2 it cannot be read. */
export function recordsCommand(program: Command, services: Services, finish: Finish): void {
  const records = program.command('records').description('evidence chain of the database');
  withPlaces(records.command('verify').description('walk the chain and compare what was recorded with it'))
    .option('--format <format>', 'text, json', oneOf(['text', 'json']), 'text')
    .action(async (flags: PlaceFlags & { readonly format: string }) => {
      const opened = await services.openRecord(await databaseOf(services, flags), 'read');
      if (!opened.ok) {
        services.terminal.say(`pawl: ${opened.error}`);
        return finish(2);
      }
      try {
        const check = opened.value.verifyChain();
        const text = check.ok
          ? `holds: ${check.links} links, head ${check.head ?? 'none'}`
          : `broken${check.brokenAt === null ? '' : ` at link ${check.brokenAt}`}: ${check.why}`;
        await services.terminal.out(
          flags.format === 'json' ? `${JSON.stringify({ schema: 'pawl/chain/v1', ...check })}\n` : `${text}\n`,
        );
        finish(check.ok ? 0 : 1);
      } finally {
        opened.value.close();
      }
    });
}
