import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { type DeviceName, deviceName, type EpochMs, epochMs, isoTime } from '../core/brands.ts';
import type { Observation } from '../core/observation.ts';
import { err, ok, type Result } from '../core/result.ts';

const limitBytes = 64 * 1024 * 1024;

type Capture = {
  readonly device: DeviceName;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly takenAt: EpochMs | null;
  readonly platform: string | null;
};

/** Reads `DIR/<device>/`: outputs, terminal logs, tech-support files, `device.yaml`. Links and folders are passed over. */
export async function readCaptureFolders(folder: string): Promise<Result<readonly Capture[], string>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) return err(`cannot read the folder ${folder}`);
  const captures: Capture[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory()) continue;
    const capture = await readDevice(join(folder, entry.name), entry.name);
    if (!capture.ok) return capture;
    captures.push(capture.value);
  }
  return ok(captures);
}

async function readDevice(folder: string, name: string): Promise<Result<Capture, string>> {
  const files: { name: string; text: string }[] = [];
  let takenAt: EpochMs | null = null;
  let platform: string | null = null;
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isFile() || !/\.(?:txt|log|tech|yaml)$/i.test(entry.name)) continue;
    const path = join(folder, entry.name);
    const { size } = await stat(path);
    if (size > limitBytes) return err(`${path} has ${size} bytes; at most ${limitBytes} are read`);
    const text = await readFile(path, 'utf8');
    if (entry.name !== 'device.yaml') {
      files.push({ name: entry.name, text });
      continue;
    }
    const settings = readSettings(text, path);
    if (!settings.ok) return settings;
    ({ takenAt, platform } = settings.value);
  }
  return ok({ device: deviceName(name), files, takenAt, platform });
}

function readSettings(
  text: string,
  path: string,
): Result<{ readonly takenAt: EpochMs | null; readonly platform: string | null }, string> {
  const document = parseDocument(text, { schema: 'failsafe' });
  const [problem] = document.errors;
  if (problem !== undefined) return err(`${path}: ${problem.message}`);
  const field = (name: string): string | null => {
    const value: unknown = document.get(name);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const stamp = field('takenAt');
  const at = stamp === null ? null : Date.parse(stamp);
  if (at !== null && Number.isNaN(at)) return err(`${path}: takenAt "${stamp}" is no ISO 8601 time`);
  return ok({ takenAt: at === null ? null : epochMs(at), platform: field('platform') });
}

/** Writes the outputs of one observation in the same layout. */
export async function writeCaptureFolder(
  folder: string,
  { device, platform, takenAt, facts, answers }: Observation,
): Promise<void> {
  const own = join(folder, device);
  await mkdir(own, { recursive: true });
  const settings = [
    `platform: ${facts?.platform ?? platform}`,
    ...(takenAt === null ? [] : [`takenAt: ${isoTime(takenAt)}`]),
  ];
  await writeFile(join(own, 'device.yaml'), `${settings.join('\n')}\n`);
  for (const { slug, text, status } of answers) {
    if (status !== 'not-asked' && slug !== '') await writeFile(join(own, `${slug}.txt`), text);
  }
}
