import { collectDevice } from '../collect/collect-device.ts';
import { answerFrom, type SavedFile, savedOutputs } from '../collect/saved-outputs.ts';
import type { TrustedFiles } from '../compare/trusted-files.ts';
import type { DeviceName, EpochMs } from '../core/brands.ts';
import type { Device } from '../core/inventory.ts';
import type { Observation } from '../core/observation.ts';
import { reason } from '../core/reason.ts';
import { findPlatform, platforms } from '../platforms/index.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Observe } from './audit-fleet.ts';
import { wantDigests } from './want-digests.ts';

/** The saved outputs of one device (CONTRACT 5). */
export type Capture = {
  readonly device: DeviceName;
  readonly files: readonly SavedFile[];
  /** Of `device.yaml`. */
  readonly takenAt: EpochMs | null;
  readonly platform: string | null;
};

/** Observes from saved outputs; a device without any is a bug of the caller. */
export function fromCaptures(captures: readonly Capture[], trusted: TrustedFiles): Observe {
  const byName = new Map(captures.map((capture) => [capture.device, capture]));
  return async (device) => {
    const capture = byName.get(device.name);
    const platform = findPlatform(device.platform) ?? findPlatform(capture?.platform ?? '');
    if (capture === undefined || platform === null) throw new Error(`no capture of ${device.name}`);
    return observeCapture(device, platform, capture, trusted);
  };
}

/**
 * Reads saved outputs as an audit over SSH would: the same questions, answered from the folder. The time of the evidence
 * is `takenAt`, else the device's own clock in the text, else unknown; never the file's date.
 */
function observeCapture(
  device: Device,
  platform: Platform,
  capture: Capture,
  trusted: TrustedFiles,
): { readonly observation: Observation; readonly platform: Platform } {
  const outputs = savedOutputs(capture.files, {
    prompt: platform.session.prompt,
    forms: platform.commands.map(({ form }) => form),
  });
  const run = (now: EpochMs | null) => {
    const collection = collectDevice(
      platform,
      platforms,
      wantDigests({ trusted, hasTwin: () => true, hashing: true, now }),
    );
    let next = collection.next();
    while (next.done !== true) next = collection.next(answerFrom(outputs, next.value.command, platform.session, now));
    return next.value;
  };
  const first = run(capture.takenAt);
  const clock = capture.takenAt === null ? first.facts.deviceClock : null;
  // The start-up is reckoned from the time of the evidence, which the text itself told just now.
  const { facts, answers, platform: settled } = clock === null ? first : run(clock);
  const observation: Observation = {
    device: device.name,
    platform: device.platform,
    source: 'capture',
    takenAt: capture.takenAt ?? clock,
    facts,
    answers,
    ssh: null,
    failure: outputs.size === 0 ? reason('unsupported', 'the folder holds no output of this device') : null,
  };
  return { observation, platform: settled };
}
