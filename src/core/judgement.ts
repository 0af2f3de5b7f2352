import type { DeviceName, EpochMs } from './brands.ts';
import type { CheckResult } from './cross-check.ts';
import type { DeviceFacts, MemberFacts, NextBoot } from './facts.ts';
import type { Finding } from './finding.ts';
import type { DeviceState, Reference } from './history.ts';
import type { Reason } from './reason.ts';
import type { Assurance, Verdict } from './verdict.ts';

/** The answer for one device, with everything it stands on. */
export type JudgedDevice = {
  readonly device: DeviceName;
  readonly platform: string;
  readonly verdict: Verdict;
  /** Null when decided. Beside findings it names what could not be decided all the same. */
  readonly reason: Reason | null;
  readonly assurance: Assurance | null;
  /** Age of the digests that the assurance stands on; null without digests. */
  readonly digestAgeMs: number | null;
  /** Start of our own history; null: none before this observation, so an earlier step back cannot be excluded. */
  readonly historySince: EpochMs | null;
  readonly evidenceAt: EpochMs | null;
  readonly facts: DeviceFacts | null;
  readonly members: readonly JudgedMember[];
  readonly baseline: { readonly name: string; readonly rule: string; readonly revision: string } | null;
  readonly images: readonly JudgedImage[];
  /** Open and acknowledged ones, authorised ones included. */
  readonly findings: readonly Finding[];
  /** What this observation opened, saw again or closed. */
  readonly changes: readonly FindingChange[];
  /** Cross-checks, in the order of their numbers. Absent: nothing was read, or judged before there were any. */
  readonly checks?: readonly CheckResult[];
};

/** What judging gives: the answer, and what is remembered of the device from now on. */
export type Judgement = JudgedDevice & { readonly state: DeviceState };

export type FindingChange = {
  readonly kind: 'opened' | 'seen-again' | 'reopened' | 'closed' | 'authorized';
  readonly finding: Finding;
};

export type JudgedMember = {
  readonly id: string;
  readonly facts: MemberFacts | null;
  readonly reference: Reference | null;
  readonly verdict: Verdict;
  readonly missing: readonly Reason[];
  readonly next: NextBoot | null;
};

export type JudgedImage = {
  readonly path: string;
  readonly member: string | null;
  readonly sizeBytes: number | null;
  readonly version: string | null;
  readonly digests: readonly {
    readonly algorithm: string;
    readonly value: string;
    readonly computedBy: 'device' | 'offbox';
    /** True, false, or null where no trusted value exists. */
    readonly knownGood: boolean | null;
    readonly source: string | null;
  }[];
};
