import type { EpochMs } from '../core/brands.ts';
import type { Assurance, Verdict } from '../core/verdict.ts';
import type { ComplianceReport, ReportBaseline, ReportDevice } from './compliance-model.ts';
import type { DeviceEvent } from './device-events.ts';

/** The page of one device, before it takes a form. */
export type DevicePage = {
  readonly scope: ComplianceReport['scope'];
  readonly device: ReportDevice;
  /** What the operator's files say about it. */
  readonly listed: {
    readonly hostname: string;
    readonly role: string | null;
    readonly environment: string | null;
    readonly groups: readonly string[];
    readonly tags: readonly string[];
    readonly serials: readonly string[];
  };
  readonly timeline: ComplianceReport['timelines'][number] | null;
  /** Oldest first. */
  readonly events: readonly DeviceEvent[];
  readonly findings: ComplianceReport['findings'];
  /** The revision that ruled its verdict; null: none did. */
  readonly baseline: ReportBaseline | null;
  /** Newest first. */
  readonly evidence: readonly {
    readonly at: EpochMs;
    readonly audit: string;
    readonly verdict: Verdict;
    readonly assurance: Assurance | null;
    readonly link: number;
    readonly sha256: string;
    readonly source: 'ssh' | 'capture';
  }[];
  /** Raw outputs of the newest evidence, which `pawl records export` gives. */
  readonly outputs: readonly { readonly command: string; readonly sha256: string }[];
  readonly chain: ComplianceReport['chain'];
  /** A sentence where the period has no evidence; null else. */
  readonly note: string | null;
  /** Exit status: as that of the report over this device. */
  readonly status: 0 | 1 | 3;
};
