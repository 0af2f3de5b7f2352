import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { epochMs } from '../../src/core/brands.ts';
import { openAgentMemory } from '../../src/edge/sqlite/agent-memory.ts';
import { openRecord } from '../../src/edge/sqlite/record-store.ts';

const databaseFile = (): string => join(mkdtempSync(join(tmpdir(), 'pawl-')), 'pawl.db');

function memoryOf(file: string) {
  const opened = openAgentMemory(file);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

describe('the memory of the agent', () => {
  it('lasts over a restart, beside the record, and the chain of the record still holds', () => {
    const file = databaseFile();
    const first = memoryOf(file);
    first.put('file', '/var/log/a', { offset: 12 });
    first.put('file', '/var/log/b', { offset: 3 });
    first.remove('file', '/var/log/b');
    first.close();
    const record = openRecord(file, { mode: 'create', now: () => epochMs(0) });
    if (!record.ok) throw new Error(record.error.message);
    const second = memoryOf(file);
    expect(second.get('file', '/var/log/a')).toEqual({ offset: 12 });
    expect(second.get('file', '/var/log/b')).toBeNull();
    expect(second.list('file')).toEqual([{ name: '/var/log/a', value: { offset: 12 } }]);
    expect(second.isWritable()).toBe(true);
    expect(record.value.verifyChain().ok).toBe(true);
    second.close();
    record.value.close();
  });
});

describe('the lock of the agent', () => {
  it('refuses a second agent, and lets the next one in after the first has ended', () => {
    const file = databaseFile();
    const first = openAgentMemory(file);
    if (!first.ok) throw new Error(first.error.message);
    const second = openAgentMemory(file);
    expect(second.ok ? null : second.error.message).toBe(`another agent serves ${file}`);
    first.value.close();
    const third = openAgentMemory(file);
    expect(third.ok).toBe(true);
    if (third.ok) third.value.close();
  });

  it('is released by the kernel when a process is killed', async () => {
    const file = databaseFile();
    const script = `
      const Database = require('better-sqlite3');
      const db = new Database(process.argv[1]);
      db.pragma('locking_mode = EXCLUSIVE');
      db.exec('BEGIN EXCLUSIVE');
      console.log('held');
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['-e', script, `${file}-agent`], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(openAgentMemory(file).ok).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const held = openAgentMemory(file);
    expect(held.ok).toBe(true);
    if (held.ok) held.value.close();
  });
});
