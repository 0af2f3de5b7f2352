import { approvedEntry, forbiddenEntry } from '../compare/approval.ts';
import { placeText } from '../core/baseline.ts';
import type { EpochMs } from '../core/brands.ts';
import type { Device } from '../core/inventory.ts';
import { findBaseline, subjectOf } from '../core/match.ts';
import { findPlatform } from '../platforms/index.ts';
import type { RecordStore } from '../record-ports.ts';
import { type Configuration, waiversFor, windowsFor } from './configuration.ts';

export type BaselineExplanation = {
  readonly schema: 'pawl/baseline-explain/v1';
  readonly device: string;
  /** What is known of the device from its last observation; null before the first one. */
  readonly running: string | null;
  readonly models: readonly string[];
  readonly considered: readonly {
    readonly name: string;
    readonly place: string;
    readonly matched: string;
    readonly why: string;
  }[];
  readonly chosen: string | null;
  /** Two that fit equally well. */
  readonly tied: readonly string[];
  /** The entry that decides about the running release. */
  readonly rule: string | null;
  readonly waivers: readonly string[];
  readonly windows: readonly string[];
};

/** Every baseline considered for a device, why it did or did not match, and which rule decides. */
export function explainBaseline(
  configuration: Configuration,
  record: Pick<RecordStore, 'deviceState' | 'windows'> | null,
  device: Device,
  now: EpochMs,
): BaselineExplanation {
  const facts = record?.deviceState(device.name)?.last ?? null;
  const known = (values: readonly (string | null)[]): readonly string[] => [
    ...new Set(values.filter((value) => value !== null)),
  ];
  const models = known(facts?.members.map(({ model }) => model) ?? []);
  const subject = subjectOf(device, {
    platform: facts?.platform ?? null,
    models,
    serials: known(facts?.members.map(({ serial }) => serial) ?? []),
  });
  const { baseline, tied, considered } = findBaseline(subject, configuration.baselines);
  const running = facts?.members[0]?.version ?? null;
  const scheme = findPlatform(subject.platform)?.versions ?? null;
  let rule: string | null = null;
  if (baseline !== null && running !== null && scheme !== null) {
    const forbidden = forbiddenEntry(baseline, scheme, running);
    const approved = approvedEntry(baseline, scheme, running, now);
    if (forbidden !== null) rule = `${placeText(forbidden.place)}: ${running} is forbidden (${forbidden.range.text})`;
    else if (approved !== null)
      rule = `${placeText(approved.place)}: ${running} is approved (${approved.version ?? approved.range?.text ?? ''})`;
    else rule = `no entry approves ${running}`;
  }
  const windows = [...configuration.settings.windows, ...(record?.windows() ?? [])];
  return {
    schema: 'pawl/baseline-explain/v1',
    device: device.name,
    running,
    models,
    considered: considered.map(({ baseline: { name, place }, matched, why }) => ({
      name,
      place: placeText(place),
      matched,
      why,
    })),
    chosen: baseline?.name ?? null,
    tied: tied.map(({ name, place }) => `${name} (${placeText(place)})`),
    rule,
    waivers: waiversFor(configuration.baselines, subject).map(({ name, place }) => `${name} (${placeText(place)})`),
    windows: windowsFor(windows, subject).map(({ name }) => name),
  };
}
