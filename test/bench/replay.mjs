// Speed of `pawl replay FILE --format ndjson` beside ripgrep (or grep) with the words of the rules, on a seeded stream of mixed lines.
// Usage: node test/bench/replay.mjs [LINES]   (default 2000000; needs a build: npm run build)
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { logStream } from './log-stream.mjs';

const lines = Number(process.argv[2] ?? 2_000_000);
const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
if (!existsSync(program)) throw new Error('build first: npm run build');
const folder = mkdtempSync(join(tmpdir(), 'pawl-bench-'));
const file = join(folder, 'mixed.log');
const wordsFile = join(folder, 'words.txt');

function best(command, args, runs = 3) {
  let least = Number.POSITIVE_INFINITY;
  let output = '';
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1024 * 1024 * 1024 });
    if (done.error !== undefined || done.status > 1) return null;
    least = Math.min(least, performance.now() - began);
    output = done.stdout;
  }
  return { ms: least, lines: output.split('\n').length - 1 };
}

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
  const ripgrep = best('rg', ['--no-config', '-N', '-i', '-F', '-f', wordsFile, file]);
  const other = ripgrep ?? best('grep', ['-i', '-F', '-f', wordsFile, file]);
  const own = best(process.execPath, [program, 'replay', file, '--format', 'ndjson', '-q']);
  if (other === null || own === null) throw new Error('a program could not be run');
  console.log(`${ripgrep === null ? 'grep' : 'ripgrep'}: ${rate(other.ms)}, ${other.lines} lines found`);
  console.log(`pawl:    ${rate(own.ms)}, ${own.lines} indicators`);
  console.log(`ratio    ${(other.ms / own.ms).toFixed(2)}`);
} finally {
  rmSync(folder, { recursive: true });
}
