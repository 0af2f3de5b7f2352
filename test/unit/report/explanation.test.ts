import { describe, expect, it } from 'vitest';
import { explainFinding } from '../../../src/app/explain-finding.ts';
import type { Baseline } from '../../../src/core/baseline.ts';
import { deviceName, epochMs } from '../../../src/core/brands.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { findingTypes, techniqueNames } from '../../../src/core/finding-types.ts';
import { verdicts } from '../../../src/core/verdict.ts';
import { iosxeVersions } from '../../../src/platforms/iosxe/versions.ts';
import { explanationJson, explanationText } from '../../../src/report/explanation.ts';
import { findingNotes } from '../../../src/report/finding-notes.ts';
import { verdictNotes } from '../../../src/report/verdict-notes.ts';
import { memoryRecord } from '../../integration/audit-kit.ts';
import { audit, finding, result } from '../../integration/sqlite-samples.ts';
import { baseline } from '../compare/scene.ts';

const seenAt = Date.UTC(2026, 0, 2);
const output = `Cisco IOS XE Software, Version 17.06.05\nline two\nline three\nSystem image file is "bootflash:x.bin"\nline five\n`;
const found = (more: Partial<Finding> = {}): Finding =>
  finding('f1', 'sw1', {
    observed: '17.06.05',
    expected: '17.09.04a or newer',
    lastSeen: epochMs(seenAt),
    step: { from: '17.09.04a', to: '17.06.05', at: null, between: null },
    ...more,
  });

/** A record with one observation of a device that shows this output. */
function recorded(one: Finding, text = output) {
  const record = memoryRecord();
  const { observation, judgement } = result('sw1', 'downgraded', { findings: [one], takenAt: seenAt, output: text });
  const facts = observation.facts === null ? null : { ...observation.facts, platform: 'iosxe' };
  record.startAudit(audit('a1', 'sw1'));
  record.recordResult({
    auditId: 'a1',
    observation: { ...observation, platform: 'iosxe', facts },
    judgement: { ...judgement, platform: 'iosxe', facts },
  });
  return record;
}
const forbidding = (text: string, reason: string): Baseline => {
  const range = iosxeVersions.range(text);
  if (!range.ok) throw new Error(range.error);
  return baseline(['17.12.04'], {
    forbidden: [
      { place: { file: 'b.yaml', line: 1, column: 1 }, range: range.value, reason, advisory: 'example-sa-1' },
    ],
  });
};

describe('the table of notes', () => {
  it.each(Object.keys(findingTypes))('has claim, refutation and what to do for %s', (type) => {
    const note = Object.entries(findingNotes).find(([key]) => key === type)?.[1];
    expect(note?.claim).toMatch(/\.$/);
    expect(note?.refutedBy).toMatch(/\.$/);
    expect(note?.now.length).toBeGreaterThan(0);
  });
  it('has every verdict, and a name for every technique', () => {
    expect(Object.keys(verdictNotes).sort()).toEqual([...verdicts].sort());
    for (const { techniques } of Object.values(findingTypes))
      for (const id of techniques) expect(techniqueNames[id], id).toBeDefined();
  });
  it('tells nobody to reload what may hold evidence in memory', () => {
    for (const type of ['image-hash-mismatch', 'runtime-text-writable', 'device-hash-lies', 'cli-rewritten'] as const)
      expect(findingNotes[type].now.join(' ')).toMatch(/Do not reload/);
  });
});

describe('an explained finding', () => {
  it('has the raw lines around what it is about, with level and digest of the output', () => {
    const explained = explainFinding(recorded(found()), [], found());
    expect(explained.evidence).toMatchObject([{ source: 'show version', level: 'E1' }]);
    expect(explained.evidence[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(explained.evidence[0]?.lines).toEqual(['Cisco IOS XE Software, Version 17.06.05', 'line two', 'line three']);
    const text = explanationText(explained);
    for (const part of [
      /^claim {8}The member runs an older release/m,
      /^E1 .*show version at 2026-01-02T/m,
      /^ {13}\| Cisco IOS XE Software, Version 17\.06\.05$/m,
      /^refuted by {3}\S/m,
      /^do now {7}1\. Do not reload/m,
      /T1601\.002 Downgrade System Image/,
      /November 2025/,
    ])
      expect(text).toMatch(part);
  });
  it.each([
    ['verify /sha512 bootflash:x.bin', 'E2'],
    ['show software authenticity running', 'E3'],
    ['scp -f bootflash:x.bin', 'E4'],
    ['show version', 'E1'],
    ['log collector', 'E1'],
    ['SSH handshake', 'E1'],
  ])('takes %s for evidence of level %s', (command, level) => {
    const one = found({ evidence: [command] });
    expect(explainFinding(recorded(one), [], one).evidence[0]?.level).toBe(level);
  });
  it('says what the older release opens again, by the baseline, and nothing that was open before', () => {
    const baselines = [forbidding('17.6.*', 'CVE-2000-0001'), forbidding('<=17.12.9', 'CVE-2000-0002')];
    const explained = explainFinding(recorded(found()), baselines, found());
    expect(explained.opensAgain).toEqual([{ release: '17.06.05', reason: 'CVE-2000-0001', advisory: 'example-sa-1' }]);
    expect(explanationText(explained)).toMatch(/^opens again {2}17\.06\.05: CVE-2000-0001, example-sa-1$/m);
  });
  it('names its outputs also where the record has them no more', () => {
    const gone = found({ lastSeen: epochMs(1), device: deviceName('sw9') });
    const explained = explainFinding(recorded(found()), [], gone);
    expect(explained.evidence).toMatchObject([{ source: 'show version', sha256: null, lines: [] }]);
    expect(explanationText(explained)).toMatch(/output not in the record/);
  });
  it('lets no device write to the terminal, nor more lines than it has', () => {
    const hostile = `Version 17.06.05 \u001b[2J\u001b]0;owned\u0007\u202e\u0000\r\nfinding      fake  compliant\n${'x'.repeat(100_000)} 17.06.05\n`;
    const one = found({ observed: '17.06.05 \u001b[31m\nclaim        nothing is wrong' });
    const explained = explainFinding(recorded(one, hostile), [], one);
    const text = explanationText(explained);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text.split('\n').filter((line) => line.startsWith('finding '))).toHaveLength(1);
    expect(text.split('\n').filter((line) => line.startsWith('claim '))).toHaveLength(1);
    expect(text.length).toBeLessThan(5_000);
    expect(JSON.stringify(explanationJson(explained))).not.toMatch(/\\u001b\[2J/);
  });
  it('is the same as JSON', () => {
    const json = explanationJson(explainFinding(recorded(found()), [], found()));
    expect(json).toMatchObject({
      schema: 'pawl/finding/v1',
      device: 'sw1',
      type: 'os-downgraded',
      step: { from: '17.09.04a', to: '17.06.05', at: null },
      excerpts: [{ source: 'show version', level: 'E1' }],
      levels: { E1: expect.stringMatching(/device prints/) },
      refutedBy: expect.any(String),
      now: expect.arrayContaining([expect.stringMatching(/reload/)]),
      opensAgain: [],
      attack: { techniques: [{ id: 'T1601.002', name: 'Downgrade System Image' }] },
    });
  });
});
