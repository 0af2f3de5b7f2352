import { spawn } from 'node:child_process';
import { access, constants, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { err, ok, type Result } from '../core/result.ts';

const programs = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];
const timeoutMs = 120_000;

/**
 * Prints a page to a PDF with a Chromium of this machine, without network. The page is written to a private folder first;
 * the file appears whole or not at all.
 */
export async function printPdf(html: string, path: string, searchPath: string): Promise<Result<void, string>> {
  const program = await findProgram(searchPath);
  if (program === null)
    return err(`--pdf needs Chromium (one of ${programs.join(', ')} in PATH); or open the HTML report and print it`);
  const folder = await mkdtemp(join(tmpdir(), 'pawl-pdf-'));
  try {
    const page = join(folder, 'report.html');
    const target = join(folder, 'report.pdf');
    await writeFile(page, html, { mode: 0o600 });
    const failed = await run(program, [
      '--headless',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-extensions',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--proxy-server=127.0.0.1:9',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--no-pdf-header-footer',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--print-to-pdf=${target}`,
      pathToFileURL(page).href,
    ]);
    if (failed !== null) return err(`printing with ${program} failed: ${failed}`);
    if (!(await isFile(target))) return err(`${program} wrote no PDF`);
    const { copyFile } = await import('node:fs/promises');
    const draft = join(dirname(resolve(path)), `.${process.pid}.pdf.tmp`);
    await copyFile(target, draft);
    await rename(draft, path);
    return ok(undefined);
  } catch (error) {
    return err(
      `cannot write ${path}: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function findProgram(searchPath: string): Promise<string | null> {
  for (const folder of searchPath.split(delimiter).filter((each) => each !== '')) {
    for (const name of programs) {
      const path = join(folder, name);
      if (await isExecutable(path)) return path;
    }
  }
  return null;
}

const isExecutable = async (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile() && found.size > 0,
    () => false,
  );

/** Null when it ended well. */
function run(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((done) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let told = '';
    child.stderr.on('data', (chunk: Buffer) => {
      told = `${told}${chunk.toString('utf8')}`.slice(-2_000);
    });
    child.on('error', (error) => done(error.message));
    child.on('close', (code, signal) => {
      if (code === 0) done(null);
      else
        done(
          signal === null
            ? `status ${code}: ${told.trim().split('\n').at(-1) ?? ''}`
            : `stopped after ${timeoutMs / 1000} s`,
        );
    });
  });
}
