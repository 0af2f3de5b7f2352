import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type EpochMs, epochMs } from '../../src/core/brands.ts';
import { slugOf } from '../../src/core/command.ts';
import { simulatedSystems } from '../../src/demo/fleet.ts';
import { freshState, type SimulatedOs } from '../../src/demo/simulated-device.ts';
import { newKey, type SshDevice, startSshDevice } from '../../src/demo/ssh-device.ts';
import { findPlatform } from '../../src/platforms/index.ts';

const root = fileURLToPath(new URL('../fixtures/devices', import.meta.url));

/** A whole device as it was saved, in the layout of `--save-captures`. */
export type SavedDevice = {
  readonly platform: string;
  readonly name: string;
  readonly folder: string;
  /** Null where it was not saved. */
  readonly takenAt: EpochMs | null;
};

/** Every saved device of the project. */
export const savedDevices: readonly SavedDevice[] = readdirSync(root).flatMap((folder) =>
  readdirSync(join(root, folder)).map((name) => savedDevice(folder, name)),
);

export function savedDevice(folder: string, name: string): SavedDevice {
  const path = join(root, folder, name);
  const about = parse(readFileSync(join(path, 'device.yaml'), 'utf8'));
  const takenAt = about.takenAt === undefined ? null : epochMs(Date.parse(about.takenAt));
  return { platform: about.platform, name, folder: path, takenAt };
}

/** What the device at this moment says to a command; null: it does not know it. */
export type Replies = (command: string) => string | null;

/** The saved outputs, each behind a change that may depend on the command. */
export function repliesOf(
  device: SavedDevice,
  change: (text: string, slug: string) => string | null = (text) => text,
): Replies {
  return (command) => {
    const slug = slugOf(command);
    const file = join(device.folder, `${slug}.txt`);
    return existsSync(file) ? change(withoutPrompts(device.platform, readFileSync(file, 'utf8')), slug) : null;
  };
}

/** A person's copy of a screen has the prompts too; the server prints its own. */
function withoutPrompts(platform: string, text: string): string {
  const prompt = findPlatform(platform)?.session.prompt;
  const lines = text.split(/\r?\n/);
  const typed = /^[^\s#>]{1,60}[#>] ?(?:show|dir|more|verify) /.test(lines[0] ?? '');
  const kept = lines.slice(typed ? 1 : 0).filter((line) => line === '' || prompt?.test(line.trimEnd()) !== true);
  return `${kept.join('\n').trimEnd()}\n`;
}

/** What a device of this platform prints for a command that it does not know. */
export const unknownCommand = (platform: string, command: string): string => simulated(platform).unknown(command);

function simulated(platform: string): SimulatedOs {
  const os = simulatedSystems.find((one) => one.os === platform);
  if (os === undefined) throw new Error(`no simulated ${platform}`);
  return os;
}

/** A real SSH server on loopback that behaves as a device of this platform and says what was saved. */
export function serve(platform: string, replies: Replies): Promise<SshDevice> {
  const os = simulated(platform);
  const state = freshState(os, 0);
  const isSetUp = /^(?:terminal|set cli|set no|enable)\b/;
  return startSshDevice({
    hostKeys: [newKey().privateKey],
    login: { username: 'audit', password: 'right', publicKey: null, methods: ['password'] },
    shell: {
      prompt: () => os.prompt(state),
      greeting: os.greeting,
      echo: os.echo,
      pager: os.pager,
      logout: os.logout,
      latencyMs: 0,
      reply: (command) =>
        replies(command) ?? (isSetUp.test(command) ? os.reply(state, command, 0) : null) ?? os.unknown(command),
    },
  });
}
