// Speed of `pawl replay FILE --format ndjson` beside ripgrep (or grep) with the words of the rules, on a seeded stream of mixed lines.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { logStream } from './log-stream.mjs';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Both write what they find to a file: what reads a pipe slowly would slow the one that finds more. */
function best(command, args, target, runs = 3) {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const output = openSync(target, 'w');
    const began = performance.now();
    const done = spawnSync(command, args, { stdio: ['ignore', output, 'inherit'] });
    least = Math.min(least, performance.now() - began);
    closeSync(output);
    if (done.error !== undefined || done.status > 1) return null;
  }
  return { ms: least, lines: readFileSync(target).filter((byte) => byte === 10).length };
}

export async function benchReplay(lines) {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-bench-'));
  const file = join(folder, 'mixed.log');
  const wordsFile = join(folder, 'words.txt');
  const target = join(folder, 'found.txt');
  try {
    const out = openSync(file, 'w');
    for (const chunk of logStream({ seed: 20260402, lines })) writeSync(out, chunk);
    closeSync(out);
    // The words of the rules themselves, in any case: what the filter looks for too.
    const { ruleBook } = await import('../../dist/detect/rule-book.js');
    const { platforms } = await import('../../dist/platforms/index.js');
    const { rules } = ruleBook(platforms);
    const words = rules.flatMap(({ indicator, phrases }) => [
      ...(indicator.needles ?? []),
      ...phrases.map(([first]) => first.word.slice(0, first.min)),
    ]);
    writeFileSync(wordsFile, `${[...new Set(words)].join('\n')}\n`);
    const megabytes = statSync(file).size / 1e6;
    const rate = (ms) => `${(lines / ms / 1000).toFixed(2)} M lines/s, ${(megabytes / (ms / 1000)).toFixed(0)} MB/s`;
    console.log(`${lines} lines, ${megabytes.toFixed(0)} MB`);
    const ripgrep = best('rg', ['--no-config', '-N', '-i', '-F', '-f', wordsFile, file], target);
    const other = ripgrep ?? best('grep', ['-i', '-F', '-f', wordsFile, file], target);
    const own = best(process.execPath, [program, 'replay', file, '--format', 'ndjson', '-q'], target);
    if (other === null || own === null) throw new Error('a program could not be run');
    console.log(`${ripgrep === null ? 'grep' : 'ripgrep'}: ${rate(other.ms)}, ${other.lines} lines found`);
    console.log(`pawl:    ${rate(own.ms)}, ${own.lines} indicators`);
    console.log(`ratio    ${(other.ms / own.ms).toFixed(2)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
