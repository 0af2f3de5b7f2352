import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fromCaptures } from '../../src/app/audit-captures.ts';
import { collectOverSsh } from '../../src/app/collect-over-ssh.ts';
import { fleetMemory } from '../../src/app/fleet-memory.ts';
import { fleetTurns } from '../../src/app/fleet-run.ts';
import { trustedFiles } from '../../src/compare/trusted-files.ts';
import { deviceName, epochMs } from '../../src/core/brands.ts';
import type { DeviceFacts } from '../../src/core/facts.ts';
import { readCaptureFolders, writeCaptureFolder } from '../../src/edge/capture-folders.ts';
import { findPlatform, platforms } from '../../src/platforms/index.ts';
import { play, savedDevice as savedOutput } from '../unit/platforms/play-collection.ts';
import { auditOrder, inventoryDevice } from './audit-kit.ts';
import { repliesOf, savedDevices, serve, unknownCommand } from './saved-device.ts';
import { never, target, transport } from './ssh-kit.ts';

/** Through SSH, prompts, pagers and echoes come the same facts as from the folder. */
test.each(savedDevices)('$platform/$name over SSH gives the facts of its saved outputs', async (saved) => {
  const platform = findPlatform(saved.platform);
  if (platform === null) throw new Error(`no platform ${saved.platform}`);
  const server = await serve(platform.id, repliesOf(saved));
  const folder = await mkdtemp(join(tmpdir(), 'pawl-saved-'));
  try {
    const device = inventoryDevice({ name: deviceName('dut'), platform: platform.id });
    const clock = { now: () => saved.takenAt ?? epochMs(0) };
    const want = { now: saved.takenAt, hash: () => [...platform.hashes].reverse() };
    const { observation } = await collectOverSsh(
      {
        device,
        platform,
        siblings: platforms,
        target: target(server, { rules: platform.session }),
        want: () => want,
        hashTurn: (task) => task(),
        signal: never,
      },
      transport(server.knownHosts),
      clock,
    );
    expect(observation.failure).toBeNull();
    const fromFolder = play(
      platform.collect(want),
      (step) => savedOutput(saved.folder)(step) ?? unknownCommand(platform.id, step.command.text),
      platform.session,
    );
    expect(comparable(observation.facts)).toEqual(comparable(fromFolder.facts));

    // What --save-captures wrote reads back as what was seen.
    await writeCaptureFolder(folder, observation);
    const captures = await readCaptureFolders(folder);
    if (!captures.ok) throw new Error(captures.error);
    const observe = fromCaptures(captures.value, trustedFiles([]));
    const shared = {
      turns: fleetTurns({ total: 1, perSite: 1, hashPerSite: 1 }),
      fleet: fleetMemory({ fleetEntries: () => [] }),
    };
    const again = await observe(device, auditOrder([device]), shared);
    const members = (facts: typeof observation.facts) =>
      facts?.members.map(({ id, version, serial, model, boot, startedAt, patches }) => ({
        id,
        version,
        serial,
        model,
        startedAt: saved.takenAt === null ? null : startedAt,
        patches,
        next: boot.next.kind,
        list: boot.list,
      }));
    expect(members(again.observation.facts)).toEqual(members(observation.facts));
    expect(again.platform.id).toBe(platform.id);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

/** Without the words of reasons, and with start-ups to the minute. */
function comparable(facts: DeviceFacts | null): unknown {
  const plain = JSON.stringify(facts, (key, value) => {
    if (key === 'message' || key === 'notes') return null;
    return key === 'startedAt' && typeof value === 'number' ? Math.round(value / 60_000) : value;
  });
  return JSON.parse(plain);
}
