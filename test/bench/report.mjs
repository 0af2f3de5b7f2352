// Reports, lists and baselines of a large fleet: 10,000 devices × 52 weekly audits, written through the store itself.
// The record is made anew (some minutes) unless PAWL_BENCH_RECORD names a folder that holds one; it is made there then.
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deviceNameAt, writeFiles, writeRecord } from './report-record.mjs';
import { median, timed } from './timing.mjs';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** The last quarter of a year of audits, or the first of fewer. */
const quarterOf = (weeks) => (weeks > 39 ? '2026-Q4' : '2026-Q1');

/** The median run of several, with the most memory of any. */
function measured(cwd, runs, ...args) {
  const all = Array.from({ length: runs }, () =>
    timed(process.execPath, ['--max-semi-space-size=8', main, ...args], cwd),
  );
  return { wall: median(all.map(({ wall }) => wall)), rss: Math.max(...all.map(({ rss }) => rss)) };
}

const tell = (what, value, unit, limit) =>
  console.log(
    `${what.padEnd(44)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(3)} limit ${limit} ${value <= limit ? '' : 'OVER'}`,
  );
const megabytes = (bytes) => bytes / 1e6;

/** A baseline for each of 200 sites, each for one platform of it. */
function writeBaselines(folder) {
  mkdirSync(folder, { recursive: true });
  const platforms = ['ios', 'iosxe', 'iosxr', 'nxos', 'junos', 'eos', 'fortios'];
  const versions = ['15.4(3)M9', '17.09.04a', '7.10.2', '10.3(6)', '21.4R3-S5.4', '4.28.3M', '7.2.8'];
  for (let site = 0; site < 200; site += 1) {
    const which = site % platforms.length;
    writeFileSync(
      join(folder, `site-${site}.yaml`),
      `name: site-${site}\napprovedBy: R. Bench\nmatch: {platform: ${platforms[which]}, site: s${site}}\napproved:\n  - version: "${versions[which]}"\n`,
    );
  }
}

export async function benchReport(devices, weeks) {
  const kept = process.env.PAWL_BENCH_RECORD;
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'pawl-bench-report-'));
  try {
    if (!existsSync(join(folder, 'pawl.db'))) {
      mkdirSync(folder, { recursive: true });
      writeFiles(folder, devices);
      await writeRecord(join(folder, 'pawl.db'), devices, weeks);
    }
    writeBaselines(join(folder, 'many'));
    console.log(`report: ${devices} devices × ${weeks} audits, a quarter of them`);
    tell('database', megabytes(statSync(join(folder, 'pawl.db')).size), 'MB', 1000);
    for (const [format, seconds, runs] of [
      ['json', 3, 3],
      ['csv', 3, 3],
      ['html', 5, 3],
    ]) {
      const out = `out.${format}`;
      const { wall, rss } = measured(
        folder,
        runs,
        'report',
        '--period',
        quarterOf(weeks),
        '--format',
        format,
        '-o',
        out,
        '--exit-zero',
      );
      tell(`report --format ${format}`, wall, 's', seconds);
      if (format !== 'html') tell(`report --format ${format}, memory`, rss / 1e3, 'MB', 300);
      else tell('report --format html, size', megabytes(statSync(join(folder, out)).size), 'MB', 15);
    }
    // In turns with `--version`: what else the machine does falls on both.
    for (const args of [
      ['findings', 'list', '--limit', '100'],
      ['findings', 'list'],
      ['history', deviceNameAt(17)],
    ]) {
      const rounds = Array.from({ length: 9 }, () => [
        measured(folder, 1, '--version').wall,
        measured(folder, 1, ...args).wall,
      ]);
      const beyond = median(rounds.map(([version, wall]) => wall - version));
      tell(`${args.join(' ')}, beyond --version`, beyond * 1e3, 'ms', 100);
    }
    tell(
      'baseline explain, 200 baselines',
      measured(folder, 3, 'baseline', 'explain', deviceNameAt(8), '--baselines', 'many').wall,
      's',
      1,
    );
    tell('check, 200 baselines', measured(folder, 3, 'check', '--baselines', 'many').wall, 's', 1);
  } finally {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
