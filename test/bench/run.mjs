// `npm run bench`: every figure against a real tool in the same run. Needs the build (`npm run build`) and GNU time.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { benchAudit } from './audit.mjs';
import { benchListen } from './listen.mjs';
import { benchOffBox } from './offbox.mjs';
import { benchReplay } from './replay.mjs';

const [only] = process.argv.slice(2);
if (only === undefined || only === 'audit') {
  await benchAudit(200, 5);
  await benchAudit(1000, 3);
}
if (only === undefined || only === 'replay') await benchReplay(2_000_000);
if (only === undefined || only === 'versions') await import('./versions.mjs');
if (only === undefined || only === 'offbox') await benchOffBox(500, 3);
if (only === undefined || only === 'report') {
  const { benchReport } = await import('./report.mjs');
  await benchReport(10_000, 52);
}
if (only === undefined || only === 'listen') await benchListen(10, [100_000], 2_000_000);
if (only === undefined || only === 'soak') {
  const soak = fileURLToPath(new URL('soak.mjs', import.meta.url));
  process.exitCode = spawnSync(process.execPath, ['--expose-gc', soak], { stdio: 'inherit' }).status ?? 1;
}
