import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

export type RunOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** No file may grow beyond this: as on a full disk, a write fails. */
  readonly fileLimitKiB?: number;
  /** Called with the process once it runs, to send it signals. */
  readonly during?: (child: ChildProcess, stderr: () => string) => void | Promise<void>;
};

/** Runs the built program as a user does and waits for its end. Its environment has nothing but what is given. */
export function pawl(
  args: readonly string[],
  { cwd, env, input, fileLimitKiB, during }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const [program, ...before] =
      fileLimitKiB === undefined
        ? [process.execPath]
        : ['bash', '-c', `ulimit -f ${fileLimitKiB} && exec "$0" "$@"`, process.execPath];
    const child = spawn(program, [...before, main, ...args], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    void during?.(child, () => stderr);
  });
}

/** A folder with these files; `remove` deletes it. */
export async function workFolder(files: Readonly<Record<string, string>> = {}): Promise<{
  readonly path: string;
  readonly write: (name: string, text: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}> {
  const path = await mkdtemp(join(tmpdir(), 'pawl-cli-'));
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return { path, write, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Saved outputs of a router with IOS XE in bundle mode, as `--from-captures` reads them. */
export function routerOutputs(
  version: string,
  more: { readonly hostname?: string } = {},
): Readonly<Record<string, string>> {
  const unpadded = version.replace(/\.0+(?=\d)/g, '.');
  const image = `bootflash:isr4300-universalk9.${version}.SPA.bin`;
  const name = more.hostname ?? 'edge1';
  return {
    'show-version.txt': `Cisco IOS XE Software, Version ${version}
Cisco IOS Software [Cupertino], ISR Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version ${unpadded}, RELEASE SOFTWARE (fc3)

ROM: 16.12(2r)

${name} uptime is 3 weeks, 2 days, 1 hour, 5 minutes
Uptime for this control processor is 3 weeks, 2 days, 1 hour, 7 minutes
System returned to ROM by Reload Command
System image file is "${image}"
Last reload reason: Reload Command

cisco ISR4331/K9 (1RU) processor with 1694893K/3071K bytes of memory.
Processor board ID FDO2213A1KX
Router operating mode: Autonomous

Configuration register is 0x2102
`,
    'show-bootvar.txt': `BOOT variable = ${image},1;
CONFIG_FILE variable does not exist
BOOTLDR variable does not exist
Configuration register is 0x2102

Standby not ready to show bootvar
`,
    'show-startupconfig-include-versionboot.txt': `version 17.9\nboot-start-marker\nboot system ${image}\nboot-end-marker\n`,
    'show-runningconfig-include-boot.txt': `boot-start-marker\nboot system ${image}\nboot-end-marker\n`,
    'dir-bootflash.txt': `Directory of bootflash:/\n\n   12  -rw-        668911032  May 10 2026 09:20:02 +00:00  ${image.replace('bootflash:', '')}\n\n3207167000 bytes total (1907167000 bytes free)\n`,
    'show-reload.txt': 'No reload is scheduled.\n',
    'show-inventory.txt':
      'NAME: "Chassis", DESCR: "Cisco ISR4331 Chassis"\nPID: ISR4331/K9        , VID: V05  , SN: FDO2213A1KX\n\n',
  };
}

export const routerHosts = 'edge1: {platform: iosxe, hostname: 192.0.2.11, username: audit, data: {role: edge}}\n';
export const routerBaseline = `name: edge
approvedBy: network lead
match: {platform: iosxe}
approved:
  - version: 17.09.04a
  - version: 17.06.05
require: {digest: never}
`;

/** The files of an inventory, a baseline and saved outputs in folders by device. */
export function captureFiles(
  devices: Readonly<Record<string, Readonly<Record<string, string>>>>,
  takenAt: string,
): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [device, outputs] of Object.entries(devices)) {
    files[`captures/${device}/device.yaml`] = `platform: iosxe\ntakenAt: ${takenAt}\n`;
    for (const [name, text] of Object.entries(outputs)) files[`captures/${device}/${name}`] = text;
  }
  return files;
}
