import { join } from 'node:path';
import type { Command } from 'commander';
import { anchorOf, anchorsHold, readAnchors } from '../app/anchor.ts';
import { exportBundle } from '../app/export-bundle.ts';
import { printable } from '../core/printable.ts';
import type { ChainCheck, RecordStore } from '../record-ports.ts';
import { UsageError } from './command-line.ts';
import { databaseOf, deliver, oneOf, type PlaceFlags, withPlaces, withRecord } from './fleet.ts';
import type { Finish, Services } from './services.ts';

type VerifyFlags = PlaceFlags & { readonly format: string; readonly against?: string; readonly key?: string };
type AnchorFlags = PlaceFlags & { readonly sign?: string; readonly output?: string };

/** `pawl records verify`: exit 0 the chain holds, 1 it is broken, 2 it cannot be read. `anchor`, `export`. */
export function recordsCommand(program: Command, services: Services, finish: Finish): void {
  const records = program.command('records').description('evidence chain of the database');

  withPlaces(records.command('verify').description('walk the chain and compare what was recorded with it'))
    .option('--against <file>', 'anchors kept elsewhere: finds a record that was cut or rewritten as a whole')
    .option('--key <file>', 'public key that every anchor must be signed with (Ed25519, PEM)')
    .option('--format <format>', 'text, json', oneOf(['text', 'json']), 'text')
    .action(async (flags: VerifyFlags) => {
      if (flags.key !== undefined && flags.against === undefined) throw new UsageError('--key needs --against');
      const anchors = flags.against === undefined ? null : readAnchors(await textOf(services, flags.against));
      if (anchors !== null && !anchors.ok) throw new UsageError(`${flags.against}: ${anchors.error}`);
      const key = flags.key === undefined ? null : await textOf(services, flags.key);
      const opened = await services.openRecord(await databaseOf(services, flags), 'read');
      if (!opened.ok) {
        services.terminal.say(`pawl: ${opened.error}`);
        return finish(2);
      }
      try {
        const check = withAnchors(opened.value, anchors === null ? null : anchors.value, key);
        const text = check.ok
          ? `holds: ${check.links} links, head ${check.head ?? 'none'}${check.removed === undefined ? '' : `; ${check.removed} texts removed by retention`}`
          : `broken${check.brokenAt === null ? '' : ` at link ${check.brokenAt}`}${check.held === undefined ? '' : ` (${check.held})`}: ${check.why}`;
        await services.terminal.out(
          flags.format === 'json'
            ? `${JSON.stringify({ schema: 'pawl/chain/v1', ...check })}\n`
            : `${printable(text)}\n`,
        );
        finish(check.ok ? 0 : 1);
      } finally {
        opened.value.close();
      }
    });

  withPlaces(records.command('anchor').description('the head of the chain, to be kept elsewhere'))
    .option('--sign <file>', 'private key to sign it with (Ed25519, PEM)')
    .option('-o, --output <file>', 'write it to a file')
    .action(async (flags: AnchorFlags) => {
      const key = flags.sign === undefined ? null : await textOf(services, flags.sign);
      await withRecord(services, await databaseOf(services, flags), 'read', async (record) => {
        const head = record.chainHead();
        if (head === null) throw new UsageError('the record is empty: there is nothing to anchor');
        const anchor = anchorOf(head, services.clock.now(), key);
        if (!anchor.ok) throw new UsageError(anchor.error);
        await deliver(services, flags, `${JSON.stringify(anchor.value)}\n`);
      });
      finish(0);
    });

  withPlaces(records.command('export <name>').description('what is recorded of a device or an audit, as a folder'))
    .requiredOption('-o, --output <dir>', 'folder; files of these names in it are written anew')
    .action(async (name: string, flags: PlaceFlags & { readonly output: string }) => {
      await withRecord(services, await databaseOf(services, flags), 'read', async (record) => {
        const written = await exportBundle(record, name, (path, text) =>
          services.writeFile(join(flags.output, path), text),
        );
        if (!written.ok) throw new UsageError(written.error);
        const { links, files } = written.value;
        services.terminal.say(`${links} links in ${files} files; check them with: sha256sum -c SHA256SUMS`);
      });
      finish(0);
    });
}

async function textOf(services: Services, path: string): Promise<string> {
  const text = await services.readText(path);
  if (!text.ok) throw new UsageError(text.error);
  return text.value;
}

/** The chain in itself, then against what was kept elsewhere. */
function withAnchors(
  record: RecordStore,
  anchors: Parameters<typeof anchorsHold>[0] | null,
  key: string | null,
): ChainCheck {
  const check = record.verifyChain();
  if (!check.ok || anchors === null) return check;
  const against = anchorsHold(anchors, record, key);
  return against === null ? check : { ok: false, brokenAt: against.at, why: against.why };
}
