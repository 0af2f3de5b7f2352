import Database from 'better-sqlite3';
import { openRecord } from '../../src/edge/sqlite/record-store.ts';
import { audit, clock, finding, result } from './sqlite-samples.ts';

/**
 * A process that is killed: `FILE N` writes an audit of three devices and dies, without any clean-up, at its N-th
 * writing statement. It prints each result that the record acknowledged.
 */
const [, , file = '', lethal = '0'] = process.argv;
const prototype = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1'));
const run = prototype.run;
let statements = 0;

const opened = openRecord(file, { mode: 'create', now: clock() });
if (!opened.ok) throw new Error(opened.error.message);
const record = opened.value;
prototype.run = function counted(this: unknown, ...values: readonly unknown[]) {
  statements += 1;
  if (statements === Number(lethal)) process.kill(process.pid, 'SIGKILL');
  return run.apply(this, values);
};
record.startAudit(audit('a1', 'sw1', 'sw2', 'sw3'));
for (const device of ['sw1', 'sw2', 'sw3']) {
  const done = record.recordResult({
    auditId: 'a1',
    ...result(device, 'downgraded', { findings: [finding(`f-${device}`, device)] }),
  });
  if (done.ok) process.stdout.write(`${device}\n`);
}
process.stdout.write(`statements ${statements}\n`);
