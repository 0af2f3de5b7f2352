import type { Finding } from '../core/finding.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { RecordStore } from '../record-ports.ts';

/** A finding by its id or the beginning of it, where that is enough to tell it. */
export function findingByPrefix(record: RecordStore, id: string): Result<Finding, string> {
  const exact = record.findingById(id);
  if (exact !== null) return ok(exact);
  const fitting = id.length < 4 ? [] : record.findings({}).filter((finding) => finding.id.startsWith(id));
  const [first] = fitting;
  if (first !== undefined && fitting.length === 1) return ok(first);
  return err(
    fitting.length > 1
      ? `"${id}" fits ${fitting.length} findings; write more of it`
      : `no finding "${id}"; \`pawl findings list\` shows them`,
  );
}
