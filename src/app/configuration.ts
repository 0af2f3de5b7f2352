import { type TrustedFiles, trustedFiles } from '../compare/trusted-files.ts';
import type { AgentSettings } from '../core/agent.ts';
import type { Baseline, ChangeWindow, Waiver } from '../core/baseline.ts';
import type { Device, Inventory } from '../core/inventory.ts';
import { matches, type Subject } from '../core/match.ts';

/** What the operator's files say, read and valid. */
export type Configuration = {
  readonly inventory: Inventory;
  readonly baselines: readonly Baseline[];
  /** Text of each baseline file by revision, for the record. */
  readonly baselineTexts: ReadonlyMap<string, string>;
  readonly settings: AgentSettings;
  readonly trusted: TrustedFiles;
};

export const trustedOf = (baselines: readonly Baseline[]): TrustedFiles => trustedFiles(baselines);

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
