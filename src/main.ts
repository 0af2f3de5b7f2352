#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { runCommandLine } from './cli/program.ts';
import { err, ok, type Result } from './core/result.ts';
import { standardTerminal } from './edge/terminal.ts';

const textLimitBytes = 64 * 1024 * 1024;

async function readText(path: string): Promise<Result<string, string>> {
  try {
    if (path === '-') return ok(await wholeInput());
    const { size } = await stat(path);
    if (size > textLimitBytes) return err(`${path} has ${size} bytes; at most ${textLimitBytes} are read`);
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return err(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

async function wholeInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};
const terminal = standardTerminal(process.env);
try {
  process.exitCode = await runCommandLine(
    process.argv.slice(2),
    {
      terminal,
      readText,
      inputLines: () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
    },
    version,
  );
} catch (error) {
  terminal.say(`pawl: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 4;
}
