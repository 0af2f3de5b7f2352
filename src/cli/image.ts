import type { Command } from 'commander';
import { inspectImage } from '../app/inspect-image.ts';
import { platformOrHelp } from '../app/version-answers.ts';
import { imageText } from '../report/image-text.ts';
import { UsageError } from './command-line.ts';
import { deliver, type PlaceFlags, validConfiguration, withFormat } from './fleet.ts';
import type { Finish, Services } from './services.ts';

type Flags = Pick<PlaceFlags, 'inventory'> & {
  readonly platform?: string;
  readonly baselines?: string;
  readonly root?: string;
  readonly format: string;
  readonly output?: string;
};

/** `pawl image inspect FILE`: exit 1 where the signature fails or the content is not the published one. */
export function imageCommand(program: Command, services: Services, finish: Finish): void {
  const image = program.command('image').description('local image files');
  withFormat(
    image.command('inspect <file>').description('kind, version inside, signature, digests, known-good match'),
    ['text', 'json'],
  )
    .option('--platform <name>', 'platform (default: the first whose image names the file has)')
    .option('--root <file>', 'pinned root certificates (PEM) that its signature must lead to')
    .option('--inventory <dir>', 'folder of the inventory, beside --baselines', 'inventory')
    .option('--baselines <dir>', 'compare with the trusted values of these baselines')
    .action(async (path: string, flags: Flags) => {
      const platform = flags.platform === undefined ? null : platformOrHelp(flags.platform);
      if (platform?.ok === false) throw new UsageError(platform.error);
      const places = { inventory: flags.inventory, baselines: flags.baselines ?? '' };
      const trusted = flags.baselines === undefined ? null : (await validConfiguration(services, places, true)).trusted;
      const root = flags.root === undefined ? null : await services.readText(flags.root);
      if (root?.ok === false) throw new UsageError(root.error);
      const opened = await services.openImage(path);
      if (!opened.ok) throw new UsageError(opened.error);
      try {
        const inspected = await inspectImage(opened.value, {
          platform: platform === null ? null : platform.value,
          root: root === null ? null : Buffer.from(root.value, 'utf8'),
          trusted,
          now: services.clock.now(),
        });
        if (!inspected.ok) throw new UsageError(`${path}: ${inspected.error}`);
        const text = flags.format === 'json' ? JSON.stringify(inspected.value, null, 2) : imageText(inspected.value);
        await deliver(services, flags, `${text}\n`);
        const { signature, knownGood } = inspected.value;
        // Without a pinned root nobody asked for a signature.
        const enough = flags.root === undefined ? ['not-checked', 'not-public', 'not-signed'] : ['not-public'];
        const good = ['verified', ...enough].includes(signature.result);
        finish(good && knownGood.match !== false ? 0 : 1);
      } finally {
        await opened.value.close();
      }
    });
}
