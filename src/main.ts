#!/usr/bin/env -S node --max-semi-space-size=8
// The answers of a fleet are short-lived: a small young generation saves tens of megabytes (the option is set above).
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from './cli/program.ts';
import type { Services } from './cli/services.ts';
import { epochMs } from './core/brands.ts';
import { err, ok, type Result } from './core/result.ts';
import { compileLater } from './edge/compile-later.ts';
import { standardTerminal } from './edge/terminal.ts';

const textLimitBytes = 64 * 1024 * 1024;
const root = fileURLToPath(new URL('..', import.meta.url));
/** Smaller logs are read before another thread would have begun. */
const worthAThreadBytes = 16 * 1024 * 1024;
const clock = { now: () => epochMs(Date.now()) };
const terminal = standardTerminal(process.env);

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

async function readText(path: string): Promise<Result<string, string>> {
  try {
    if (path === '-') return ok(await wholeInput());
    const { size } = await stat(path);
    if (size > textLimitBytes) return err(`${path} has ${size} bytes; at most ${textLimitBytes} are read`);
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return err(`cannot read ${path}: ${errorCode(error)}`);
  }
}

async function wholeInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Whole or not at all; the folder is made where it is missing. */
async function writeWhole(path: string, text: string | Iterable<string>): Promise<Result<void, string>> {
  const { writeFileAtomically } = await import('./edge/files.ts');
  const made = await makeFolder(path);
  if (!made.ok) return made;
  const written = writeFileAtomically(path, text);
  return written.ok ? written : err(written.error.message);
}

async function writeNew(path: string, text: string): Promise<Result<'written' | 'exists', string>> {
  if (existsSync(path)) return ok('exists');
  const { writeNewFile } = await import('./edge/files.ts');
  const made = await makeFolder(path);
  if (!made.ok) return made;
  const written = writeNewFile(path, text);
  return written.ok ? ok('written') : err(written.error.message);
}

async function makeFolder(path: string): Promise<Result<void, string>> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return ok(undefined);
  } catch (error) {
    return err(`cannot make the folder of ${path}: ${errorCode(error)}`);
  }
}

/** The example files of the package: what `pawl init` writes and the demo runs on. */
async function examples(): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const files: { path: string; text: string }[] = [];
  for (const folder of ['inventory', 'baselines']) {
    for (const name of (await readdir(join(root, folder))).sort()) {
      files.push({ path: join(folder, name), text: await readFile(join(root, folder, name), 'utf8') });
    }
  }
  return files;
}

/** Edges are loaded when a command needs them: `pawl version` opens no database and no SSH. */
const { version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly engines: { readonly node: string };
};

const services: Services = {
  terminal,
  clock,
  // A storm of alerts asks for thousands within a second: five bytes keep them apart.
  newId: () =>
    `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${randomBytes(5).toString('hex')}`,
  readText,
  async openImage(path) {
    const { openImage } = await import('./edge/image-source.ts');
    return openImage(path);
  },
  async expandPath(pattern) {
    const { expandPath } = await import('./edge/log-source.ts');
    return expandPath(pattern);
  },
  fileExists: (path) =>
    stat(path).then(
      () => true,
      () => false,
    ),
  ownAddresses: () =>
    Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address)),
  async openLog(path) {
    const { fileStat, readLog } = await import('./edge/log-source.ts');
    const { fromThread } = await import('./edge/other-thread.ts');
    const { recordBatches } = await import('./app/record-batches.ts');
    const file = await fileStat(path);
    return {
      file: path,
      writtenAt: file?.writtenAt ?? clock.now(),
      records(input, filter) {
        if (filter === null || file === null || file.sizeBytes < worthAThreadBytes)
          return recordBatches(readLog(path), input, filter);
        return fromThread(new URL('./log-thread.js', import.meta.url), { path, input });
      },
    };
  },
  inputLines: () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
  writeNew,
  writeFile: writeWhole,
  async writeTogether(files) {
    const { writeTogether } = await import('./edge/write-together.ts');
    return writeTogether(files);
  },
  async readIfPresent(path) {
    const { readTextFileIfPresent } = await import('./edge/files.ts');
    const read = readTextFileIfPresent(path);
    return read.ok ? read : err(read.error.message);
  },
  async importFiles(path, layout) {
    if (path === '-') {
      const text = await readText(path);
      return text.ok ? ok([{ file: 'standard input', text: text.value }]) : text;
    }
    const { readImportFiles } = await import('./edge/import-files.ts');
    return readImportFiles(path, layout);
  },
  async restPages({ tokenVariable, ...request }) {
    const { fetchRestPages } = await import('./edge/rest-pages.ts');
    const token = tokenVariable === null ? null : (process.env[tokenVariable] ?? null);
    return fetchRestPages({ ...request, token: token === '' ? null : token, pageTimeoutMs: 60_000 });
  },
  async readConfiguration(folders) {
    const [{ readBeside, readConfigFolders }, { configurationOf }, { addKnownGood }, { inOrder, problemText }] =
      await Promise.all([
        import('./edge/config-folder.ts'),
        import('./app/configuration.ts'),
        import('./app/known-good.ts'),
        import('./config/problem.ts'),
      ]);
    const files = readConfigFolders(folders);
    if (!files.ok) return files;
    const read = configurationOf(files.value);
    const { configuration, problems } = await addKnownGood(read.configuration, readBeside, clock.now());
    return ok({
      configuration,
      problems: inOrder([...read.problems, ...problems]).map((problem) => ({
        text: problemText(problem),
        severity: problem.severity,
      })),
    });
  },
  async openRecord(file, mode) {
    const { openRecord } = await import('./edge/sqlite/record-store.ts');
    const opened = openRecord(file, { mode: mode === 'write' ? 'create' : 'read', now: clock.now });
    return opened.ok ? opened : err(`${opened.error.message}; ${opened.error.advice}`);
  },
  async agentNotes(database, kind) {
    const { readAgentNotes } = await import('./edge/sqlite/read-agent-notes.ts');
    return readAgentNotes(database, kind);
  },
  async observeOverSsh(inventoryFolder, configuration, devices) {
    const [{ openKnownHosts }, { sshTransport }, { secretStore }, { overSsh }, { missingSecrets }] = await Promise.all([
      import('./edge/ssh/known-hosts.ts'),
      import('./edge/ssh/ssh-transport.ts'),
      import('./edge/secrets.ts'),
      import('./app/audit-fleet.ts'),
      import('./app/check-secrets.ts'),
    ]);
    const secrets = secretStore(process.env);
    const missing = await missingSecrets(devices, configuration.inventory, secrets);
    if (missing.length > 0) return err(missing);
    const knownHosts = await openKnownHosts(join(inventoryFolder, 'known_hosts'));
    for (const problem of knownHosts.problems) terminal.say(problem);
    const transport = sshTransport({
      knownHosts,
      clock,
      agentSocket: process.env['SSH_AUTH_SOCK'] ?? null,
      hashThread: new URL('./hash-thread.js', import.meta.url),
    });
    return ok(overSsh(configuration, transport, secrets, clock));
  },
  async readCaptures(folder) {
    const { readCaptureFolders } = await import('./edge/capture-folders.ts');
    return readCaptureFolders(folder);
  },
  async saveCapture(folder, observation) {
    const { writeCaptureFolder } = await import('./edge/capture-folders.ts');
    await writeCaptureFolder(folder, observation);
  },
  onInterrupt(stop) {
    let asked = false;
    const handler = (): void => {
      if (asked) process.exit(130);
      asked = true;
      stop();
    };
    process.on('SIGINT', handler);
    process.on('SIGTERM', handler);
    return () => {
      process.off('SIGINT', handler);
      process.off('SIGTERM', handler);
    };
  },
  async sleep(ms, signal) {
    await setTimeout(ms, undefined, { signal }).catch(() => undefined);
  },
  async openAgent({ configuration, inventoryFolder, database, verbose }) {
    const [{ openAgent }, { agentLog }] = await Promise.all([import('./agent-main.ts'), import('./edge/log.ts')]);
    const log = agentLog({
      write: (line) => void process.stderr.write(line),
      level: verbose ? 'debug' : 'info',
      pretty: process.stderr.isTTY === true,
    });
    return openAgent({
      configuration,
      inventoryFolder,
      database,
      environment: process.env,
      newId: services.newId,
      clock,
      version,
      log,
      hashThread: new URL('./hash-thread.js', import.meta.url),
      listenThread: new URL('./listen-thread.js', import.meta.url),
    });
  },
  onHangup(reload) {
    let running = Promise.resolve();
    const handler = (): void => {
      running = running.then(reload);
    };
    process.on('SIGHUP', handler);
    return () => void process.off('SIGHUP', handler);
  },
  async schemas() {
    const { jsonSchemas } = await import('./config/json-schemas.ts');
    return jsonSchemas();
  },
  async pinnedKeys(inventoryFolder, devices) {
    const { pinnedFingerprints } = await import('./edge/ssh/scan-host-keys.ts');
    return pinnedFingerprints(join(inventoryFolder, 'known_hosts'), devices);
  },
  async scanKeys(inventoryFolder, devices, mode) {
    const { scanHostKeys } = await import('./edge/ssh/scan-host-keys.ts');
    return scanHostKeys(join(inventoryFolder, 'known_hosts'), devices, mode);
  },
  async examineHost(ports) {
    const { examineHost } = await import('./edge/examine-host.ts');
    return { host: await examineHost(ports), neededNode: engines.node };
  },
  async freeBytes(file) {
    const { freeBytes } = await import('./edge/examine-host.ts');
    return freeBytes(dirname(file));
  },
  async releaseMemory() {
    const { releaseMemory } = await import('./edge/release-memory.ts');
    releaseMemory();
  },
  async printPdf(html, path) {
    const { printPdf } = await import('./edge/print-pdf.ts');
    return printPdf(html, path, process.env['PATH'] ?? '');
  },
  async demo() {
    const [{ readConfigFolders }, { runDemo }] = await Promise.all([
      import('./edge/config-folder.ts'),
      import('./demo/run-demo.ts'),
    ]);
    const files = readConfigFolders({ inventory: join(root, 'inventory'), baselines: join(root, 'baselines') });
    return files.ok ? runDemo(files.value, { print: terminal.out, width: terminal.width }) : files;
  },
  examples,
};

// Before the rest of the program is loaded, so that it counts from the start.
if (process.argv[2] === 'audit' || process.argv[2] === 'verify') compileLater();
try {
  process.exitCode = await runCommandLine(process.argv.slice(2), services, version);
} catch (error) {
  terminal.say(`pawl: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 4;
}
