import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceName, epochMs } from '../../src/core/brands.ts';
import type { Decision } from '../../src/core/decision.ts';
import { links } from '../../src/edge/sqlite/links.ts';
import { openDatabase } from '../../src/edge/sqlite/open-database.ts';
import { openRecord } from '../../src/edge/sqlite/record-store.ts';
import { verifyChain } from '../../src/edge/sqlite/verify-chain.ts';
import type { ChainCheck } from '../../src/record-ports.ts';
import { audit, clock, finding, result, state } from './sqlite-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'pawl-tamper-'));
const file = join(folder, 'pawl.db');
let db: Database.Database;

/** An output of which a little changes from audit to audit. */
const longOutput = (uptime: string): string =>
  `${Array.from({ length: 40 }, (_, port) => `port ${port * 7919} is up`).join('\r\n')}\r\nuptime is ${uptime}\r\n`;

/** A record with rows in every table. */
function fill(): void {
  const opened = openRecord(file, { mode: 'create', now: clock() });
  if (!opened.ok) throw new Error(opened.error.message);
  const record = opened.value;
  const decision: Decision = {
    id: 'd1',
    device: deviceName('sw2'),
    at: epochMs(5_000),
    by: 'ann',
    reason: 'planned',
    ticket: null,
    kind: 'accept',
    finding: 'f2',
  };
  const window = {
    name: 'CHG1',
    select: { device: ['sw1'] },
    from: epochMs(1_000),
    to: epochMs(2_000),
    ticket: null,
    approvedBy: 'board',
    target: { version: '1.2.3', patch: null, image: null },
    enteredAt: epochMs(500),
  };
  const outcomes = [
    record.startAudit(audit('a1', 'sw1', 'sw2')),
    record.recordResult({ auditId: 'a1', ...result('sw3', 'downgraded', { output: 'removed for its age' }) }),
    record.recordResult({ auditId: 'a1', ...result('sw3', 'downgraded', { takenAt: Date.UTC(2026, 0, 3) }) }),
    ...Array.from({ length: 8 }, () => record.prune(epochMs(Date.UTC(2030, 0, 1)), 50)),
    record.recordBaseline('sha256:1', 'name: x\n'.repeat(20)),
    record.addWindow(window, 'ann'),
    record.addWindow({ ...window, name: 'CHG2' }, 'ann'),
    record.endWindow({ name: 'CHG1', at: epochMs(1_500), by: 'ann', reason: null }),
    record.recordResult({
      auditId: 'a1',
      ...result('sw1', 'downgraded', { findings: [finding('f1', 'sw1')], output: longOutput('1 week') }),
    }),
    record.recordResult({
      auditId: 'a1',
      ...result('sw1', 'downgraded', {
        findings: [finding('f1', 'sw1', { lastSeen: epochMs(9_000) })],
        output: longOutput('2 weeks'),
      }),
    }),
    record.recordResult({ auditId: 'a1', ...result('sw2', 'downgraded', { findings: [finding('f2', 'sw2')] }) }),
    record.applyDecision(decision, state('sw2', [finding('f2', 'sw2', { status: 'closed' })], 3)),
    record.finishAudit({ id: 'a1', finishedAt: epochMs(9_000), outcome: 'finished' }),
    record.startAudit(audit('a2', 'sw1')),
    record.recordAlerts([
      {
        id: 'alert-1',
        device: 'sw1',
        platform: null,
        stage: 'staged',
        score: 35,
        disposition: 'open',
        labels: [],
        openedAt: 1_000,
        updatedAt: 2_000,
        steps: [],
      },
    ]),
  ];
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
  record.close();
}

/** Changes the database with every safeguard off, verifies, and takes the change back. */
function tampered(change: (db: Database.Database) => void): ChainCheck {
  db.exec('BEGIN');
  try {
    change(db);
    return verifyChain(db);
  } finally {
    db.exec('ROLLBACK');
  }
}

type Column = { readonly table: string; readonly column: string; readonly type: string };

function columns(): readonly Column[] {
  const memory = openDatabase(':memory:', { mode: 'create' });
  if (!memory.ok) throw new Error(memory.error.message);
  const all = memory.value
    .prepare<[], Column>(
      `SELECT m.name AS "table", c.name AS "column", c.type FROM sqlite_schema m JOIN pragma_table_info(m.name) c
       WHERE m.type = 'table' ORDER BY 1, c.cid`,
    )
    .all();
  memory.value.close();
  return all;
}

beforeAll(() => {
  fill();
  db = new Database(file);
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
});

afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

describe('a change of the record', () => {
  it('that never happened is not seen', () => {
    expect(tampered(() => undefined)).toMatchObject({ ok: true, links: 25, removed: 2 });
  });

  it.each(columns().map((each) => [each.table, each.column, each.type] as const))(
    'of %s.%s is seen in every row',
    (table, column, type) => {
      const count = Number(db.prepare(`SELECT count(*) FROM "${table}"`).pluck().get());
      expect(count).toBeGreaterThan(0);
      for (let offset = 0; offset < count; offset += 1) {
        const check = tampered((open) => {
          const value =
            type === 'INTEGER'
              ? `coalesce("${column}", 0) + 1000`
              : type === 'BLOB'
                ? `zeroblob(length("${column}"))`
                : `coalesce("${column}", '') || 'x'`;
          const pick = `SELECT "${column}" AS c, rank FROM (SELECT "${column}", row_number() OVER () AS rank FROM "${table}")`;
          const target = open.prepare<[], { c: string }>(`${pick} WHERE rank = ${offset + 1}`).get();
          open.prepare(`UPDATE "${table}" SET "${column}" = ${value} WHERE "${column}" IS ?`).run(target?.c);
        });
        expect(check.ok, `${table}.${column} row ${offset}`).toBe(false);
      }
    },
  );

  const tables = [...new Set(columns().map(({ table }) => table))];

  it.each(tables)('by which any row of %s is gone is seen', (table) => {
    const key = db.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}') WHERE pk = 1`).pluck().get();
    const last = db.prepare('SELECT max(seq) FROM link').pluck().get();
    for (const value of db.prepare(`SELECT "${key}" FROM "${table}"`).pluck().all()) {
      // The last link with its row is what only an anchor outside can miss.
      if (table === 'link' && value === last) continue;
      const check = tampered((open) => open.prepare(`DELETE FROM "${table}" WHERE "${key}" = ?`).run(value));
      expect(check.ok, `${table} ${String(value)}`).toBe(false);
    }
  });

  it.each(tables.filter((table) => !['blob', 'near_blob', 'link'].includes(table)))(
    'that puts a row into %s is seen',
    (table) => {
      const own = columns().filter((column) => column.table === table);
      const check = tampered((open) => {
        const values = own.map(({ column, type }) =>
          column === 'link' ? '9999' : type === 'TEXT' ? `"${column}" || '-more'` : `"${column}"`,
        );
        const unique = own.some(({ column }) => column === 'observation')
          ? values.map((value) => (value === '"observation"' ? '9998' : value))
          : values;
        open.exec(`INSERT INTO "${table}" SELECT ${unique.join(', ')} FROM "${table}" LIMIT 1`);
      });
      expect(check.ok).toBe(false);
    },
  );

  it('that swaps the outputs of two commands is seen', () => {
    const [a, b] = db.prepare<[], string>('SELECT sha256 FROM blob LIMIT 2').pluck().all();
    const check = tampered((open) => {
      open.prepare("UPDATE blob SET sha256 = 'swap' WHERE sha256 = ?").run(a);
      open.prepare('UPDATE blob SET sha256 = ? WHERE sha256 = ?').run(a, b);
      open.prepare("UPDATE blob SET sha256 = ? WHERE sha256 = 'swap'").run(b);
    });
    expect(check).toMatchObject({ ok: false, why: expect.stringContaining('was changed') });
  });

  it('that takes a finding back to an earlier form is seen', () => {
    const earlier = db.prepare("SELECT min(seq) FROM link WHERE kind = 'finding' AND subject = 'f2'").pluck().get();
    const check = tampered((open) =>
      open.prepare("UPDATE finding SET link = ?, status = 'open' WHERE id = 'f2'").run(earlier),
    );
    expect(check.ok).toBe(false);
  });

  it('tells the first link that does not hold', () => {
    const check = tampered((open) =>
      open.prepare("UPDATE link SET body = replace(body, 'downgraded', 'compliant') WHERE kind = 'judgement'").run(),
    );
    const first = db.prepare("SELECT min(seq) FROM link WHERE kind = 'judgement'").pluck().get();
    expect(check).toMatchObject({ ok: false, brokenAt: first, why: expect.stringContaining('content was changed') });
  });
});

describe('walking the chain', () => {
  it('goes at tens of thousands of links a second', () => {
    const opened = openDatabase(join(folder, 'long.db'), { mode: 'create' });
    if (!opened.ok) throw new Error(opened.error.message);
    const long = opened.value;
    const chain = links(long, clock());
    const insert = long.prepare('INSERT INTO window (link, name, begins, ends) VALUES (?, ?, 1, 2)');
    const count = 60_000;
    long
      .transaction(() => {
        for (let n = 0; n < count; n += 1)
          insert.run(
            chain.append('window', `w${n}`, `{"by":"ann","window":{"from":1,"name":"w${n}","to":2}}`),
            `w${n}`,
          );
      })
      .immediate();
    const started = performance.now();
    expect(verifyChain(long)).toMatchObject({ ok: true, links: count });
    const rate = count / ((performance.now() - started) / 1_000);
    long.close();
    // Alone on two slow cores it is 100 000; other tests share the machine.
    expect(rate).toBeGreaterThan(20_000);
  });
});
