// `npm run bench`: every figure against a real tool in the same run. Needs the build (`npm run build`) and GNU time.
import { benchAudit } from './audit.mjs';
import { benchOffBox } from './offbox.mjs';

const [only] = process.argv.slice(2);
if (only === undefined || only === 'audit') {
  await benchAudit(200, 5);
  await benchAudit(1000, 3);
}
if (only === undefined || only === 'versions') await import('./versions.mjs');
if (only === undefined || only === 'offbox') await benchOffBox(500, 3);
if (only === undefined || only === 'report') {
  const { benchReport } = await import('./report.mjs');
  await benchReport(10_000, 52);
}
