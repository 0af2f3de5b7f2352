import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSenders } from '../../src/app/report-senders.ts';
import { openAgentMemory } from '../../src/edge/sqlite/agent-memory.ts';
import { readAgentNotes } from '../../src/edge/sqlite/read-agent-notes.ts';

let folder = '';
let record = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pawl-notes-'));
  record = join(folder, 'pawl.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('what an agent keeps beside a record', () => {
  it('is nothing where none ever ran', () => {
    expect(readAgentNotes(record, 'senders')).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is read while the agent runs and holds its file locked, and the file is left as it is', () => {
    const memory = openAgentMemory(record);
    if (!memory.ok) throw new Error(memory.error.message);
    const heard = { address: '198.51.100.9', messages: 3, firstSeen: 1_000, lastSeen: 2_000, relays: false };
    memory.value.put('senders', 'unknown', [heard]);
    memory.value.put('senders', 'devices', { since: 500, seen: { edge1: 1_500 } });
    memory.value.put('other', 'unknown', 'not asked for');
    const before = readdirSync(folder).sort();
    expect(readSenders(readAgentNotes(record, 'senders'))).toEqual({
      since: 500,
      senders: [
        { name: 'edge1', device: 'edge1', relays: false, firstSeen: null, lastSeen: 1_500 },
        { name: '198.51.100.9', device: null, relays: false, firstSeen: 1_000, lastSeen: 2_000 },
      ],
    });
    expect(readdirSync(folder).sort()).toEqual(before);
    memory.value.put('senders', 'unknown', []);
    memory.value.close();
    expect(readAgentNotes(record, 'senders')).toHaveLength(2);
  });

  it('is nothing where the file is none of an agent', () => {
    writeFileSync(`${record}-agent`, 'no database at all');
    expect(readAgentNotes(record, 'senders')).toBeNull();
  });
});
