import type { AgentLog } from '../../agent-ports.ts';
import type { Clock } from '../../ports.ts';
import type { RecordStore } from '../../record-ports.ts';

const most = 1_000;

/**
 * Ends on record the audits that an earlier run of the agent was in when it was killed: nobody goes on with them, and
 * until then they look as if they ran. Audits of commands beside the agent name nobody who asked, and are left alone.
 */
export function endCutAudits(
  record: Pick<RecordStore, 'audits' | 'finishAudit' | 'together'>,
  clock: Clock,
  log: AgentLog,
): void {
  const cut = record
    .audits({ states: ['running'], triggers: ['schedule', 'api', 'alert'], page: { after: null, limit: most } })
    .filter(({ by }) => by !== null);
  if (cut.length === 0) return;
  record.together(() => {
    for (const { id } of cut) record.finishAudit({ id, finishedAt: clock.now(), outcome: 'cancelled' });
  });
  for (const { id, by, trigger } of cut)
    if (trigger !== 'alert') log('warn', `audit ${id} (${by}) was cut short by the end of the run before`);
}
