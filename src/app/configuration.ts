import { type TrustedFiles, trustedFiles } from '../compare/trusted-files.ts';
import {
  type ConfigurationFiles,
  type Configuration as ReadConfiguration,
  readConfiguration,
} from '../config/configuration.ts';
import type { ConfigProblem } from '../config/problem.ts';
import type { Baseline, ChangeWindow, Waiver } from '../core/baseline.ts';
import type { Device } from '../core/inventory.ts';
import { matches, type Subject } from '../core/match.ts';
import type { Measurement } from '../known-good/list.ts';
import { findPlatform } from '../platforms/index.ts';

/** What the operator's files say, with what follows from it. */
export type Configuration = ReadConfiguration & {
  readonly trusted: TrustedFiles;
  /** Boot measurements of the lists that the baselines name. Absent: none were read. */
  readonly measurements?: readonly Measurement[];
  /** Pinned roots of device identities (PEM) by the name of the baseline that asks for the measurement. */
  readonly measurementRoots?: ReadonlyMap<string, Uint8Array>;
  /** Text of each baseline file by revision, for the record. */
  readonly baselineTexts: ReadonlyMap<string, string>;
};

/** Reads the operator's files under the rules of the known platforms; problems are told all at once. */
export function configurationOf(files: ConfigurationFiles): {
  readonly configuration: Configuration;
  readonly problems: readonly ConfigProblem[];
} {
  const { configuration, problems } = readConfiguration(files, {
    platformId: (name) => findPlatform(name)?.id ?? null,
    schemeOf: (platform) => findPlatform(platform)?.versions ?? null,
  });
  const texts = new Map(files.baselines.map(({ file, text }) => [file, text]));
  return {
    configuration: {
      ...configuration,
      trusted: trustedFiles(configuration.baselines),
      baselineTexts: new Map(
        configuration.baselines.map(({ revision, place }) => [revision, texts.get(place.file) ?? '']),
      ),
    },
    problems,
  };
}

/** Windows that name a device: those of agent.yaml and those on record. */
export function windowsFor(windows: readonly ChangeWindow[], subject: Subject): readonly ChangeWindow[] {
  return windows.filter(({ select }) => matches(select, subject).matched === 'yes');
}

/** Waivers of every baseline that name a device; the baseline that they stand in need not match it. */
export function waiversFor(baselines: readonly Baseline[], subject: Subject): readonly Waiver[] {
  return baselines.flatMap(({ waivers }) => waivers).filter(({ select }) => matches(select, subject).matched === 'yes');
}

/** True while a device is left out of audits by decision. */
export const isExcluded = ({ excluded }: Device, now: number): boolean =>
  excluded !== null && (excluded.until === null || now < excluded.until);
