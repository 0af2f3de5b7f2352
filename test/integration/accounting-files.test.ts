import { appendFileSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { followAccounting } from '../../src/app/agent/accounting-files.ts';
import { err } from '../../src/core/result.ts';
import { followFile } from '../../src/edge/listen/follow-file.ts';
import { agentConfiguration, memoryOf, type TestIntake, testIntake } from '../unit/app/agent/intake-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'pawl-accounting-'));
const fleet = agentConfiguration('sw1: {hostname: 192.0.2.21, platform: ios, username: audit}');
let number = 0;
const record = (image: string, device = '192.0.2.21') =>
  `Apr  2 02:00:00\t${device}\tops\ttty1\t198.51.100.7\tstop\ttask_id=${++number}\tservice=shell\tcmd=copy tftp://198.51.100.1/${image} flash: <cr>\n`;
const after = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms / 50);
  return () => clearTimeout(timer);
};
const follow = (given: TestIntake, path: string, memory = memoryOf()) =>
  followAccounting({ files: [path], follow: followFile, intake: given.intake, memory, after, log: () => undefined });
const imagesOf = ({ heard }: TestIntake): readonly (string | null)[] => heard.map(({ step }) => step.image);

describe('accounting files', () => {
  it('are followed through rotation, and name the accounted device', async () => {
    const path = join(folder, 'acct-rotated');
    writeFileSync(path, record('before.bin'));
    const given = testIntake(fleet);
    const files = follow(given, path);
    const memory = given.metric;
    await new Promise((resolve) => setTimeout(resolve, 50));
    appendFileSync(path, record('c2960-one.bin'));
    await vi.waitFor(() => expect(imagesOf(given)).toEqual(['c2960-one.bin']));
    appendFileSync(path, record('c2960-two.bin'));
    renameSync(path, `${path}.1`);
    writeFileSync(path, record('c2960-three.bin'));
    await vi.waitFor(() => expect(imagesOf(given)).toEqual(['c2960-one.bin', 'c2960-two.bin', 'c2960-three.bin']));
    expect(given.heard.at(-1)?.alert.device).toBe('sw1');
    expect(given.heard.at(-1)?.step.file).toBe(path);
    expect(memory('pawl_lines_received_total accounting indicator')).toBe(3);
    await files.close();
  });

  it('are read on from where the last run stored, without a gap and without doubles', async () => {
    const path = join(folder, 'acct-restart');
    writeFileSync(path, '');
    const memory = memoryOf();
    let full = false;
    const first = testIntake(fleet, {
      refuse: () => (full ? err({ kind: 'full', message: 'no space', advice: '' }) : null),
    });
    follow(first, path, memory);
    await new Promise((resolve) => setTimeout(resolve, 50));
    appendFileSync(path, record('c2960-one.bin'));
    await vi.waitFor(() => expect(memory.get('accounting', path)).toMatchObject({ offset: expect.any(Number) }));
    await vi.waitFor(() => expect(imagesOf(first)).toEqual(['c2960-one.bin']));
    const stored = memory.get('accounting', path);
    full = true;
    appendFileSync(path, record('c2960-two.bin'));
    await vi.waitFor(() => expect(first.logged.join()).toContain('indicators wait'));
    // The disk is full and the run ends here: the position must not be behind the line that was not stored.
    expect(memory.get('accounting', path)).toEqual(stored);
    const second = testIntake(fleet);
    const [known] = first.heard;
    if (known !== undefined) second.intake.restore([known.alert]);
    const files = follow(second, path, memory);
    await vi.waitFor(() => expect(imagesOf(second)).toEqual(['c2960-two.bin']));
    await files.close();
    expect(memory.get('accounting', path)).not.toEqual(stored);
  });

  it('give a line once whose position was not remembered any more', async () => {
    const path = join(folder, 'acct-crash');
    writeFileSync(path, '');
    const memory = memoryOf();
    const first = testIntake(fleet);
    const files = follow(first, path, memory);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = memory.get('accounting', path);
    appendFileSync(path, record('c2960-one.bin'));
    await vi.waitFor(() => expect(imagesOf(first)).toEqual(['c2960-one.bin']));
    await files.close();
    memory.put('accounting', path, before);
    const second = testIntake(fleet);
    const [known] = first.heard;
    if (known !== undefined) second.intake.restore([known.alert]);
    const again = follow(second, path, memory);
    appendFileSync(path, record('c2960-two.bin'));
    await vi.waitFor(() => expect(imagesOf(second)).toEqual(['c2960-two.bin']));
    await again.close();
  });

  it('of any length wait for room in the queue', async () => {
    const path = join(folder, 'acct-long');
    writeFileSync(path, '');
    const given = testIntake(fleet, { limits: { queue: { messages: 6000, bytes: 8e6 } } });
    const files = follow(given, path);
    await new Promise((resolve) => setTimeout(resolve, 50));
    appendFileSync(path, Array.from({ length: 20_000 }, (_, n) => record(`c2960-${n}.bin`)).join(''));
    await vi.waitFor(() => expect(given.heard).toHaveLength(20_000), { timeout: 20_000 });
    expect(given.metric('pawl_lines_received_total accounting shed')).toBe(0);
    await files.close();
  });
});
