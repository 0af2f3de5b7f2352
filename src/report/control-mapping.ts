import type { ComplianceReport, ReportDevice } from './compliance-model.ts';

/**
 * What the report can say about a requirement. `deviations`: what was checked is not as it should be. `incomplete`: no
 * deviation where something was checked, and not everything was. `no deviation found` is never more than the words of
 * `checked`: whether a requirement is met is the assessor's to say.
 */
export type ControlResult = 'no deviation found' | 'deviations' | 'incomplete' | 'no evidence';

export type Control = {
  readonly framework: string;
  readonly ids: readonly string[];
  readonly requirement: string;
  /** What pawl looked at, with its figures. */
  readonly checked: string;
  /** What the requirement also asks and pawl did not look at. */
  readonly notChecked: string;
  readonly result: ControlResult;
};

type Figures = {
  readonly report: ComplianceReport;
  readonly inScope: readonly ReportDevice[];
  readonly withEvidence: number;
  readonly released: number;
  readonly notApproved: number;
  readonly hashed: number;
  readonly badDigest: number;
  readonly unexplained: number;
};

type Entry = Omit<Control, 'checked' | 'result'> & {
  readonly checked: (figures: Figures) => string;
  /** Deviations, and what the check should have covered and did not. */
  readonly count: (figures: Figures) => { readonly bad: number; readonly missing: number };
};

const nist = 'NIST SP 800-53';
const stig = 'DISA STIG';
const pci = 'PCI DSS 4';
const cis = 'CIS';

const releases = ({ released, inScope, notApproved }: Figures): string =>
  `release of ${released} of ${inScope.length} devices read and compared with the approved baseline; ${notApproved} not approved`;
const releaseCount = ({ notApproved, released, inScope }: Figures) => ({
  bad: notApproved,
  missing: inScope.length - released,
});
const digests = ({ hashed, inScope, badDigest }: Figures): string =>
  `image digest of ${hashed} of ${inScope.length} devices compared with a value of a named source; ${badDigest} devices with a digest that differs`;
const digestCount = ({ badDigest, hashed, inScope }: Figures) => ({ bad: badDigest, missing: inScope.length - hashed });

const dueOf = ({ schedules }: ComplianceReport['runs']): number => schedules.reduce((sum, { due }) => sum + due, 0);
const missedOf = ({ schedules }: ComplianceReport['runs']): number =>
  schedules.reduce((sum, { missed }) => sum + missed, 0);

/** Texts of the requirements after the public catalogues, in short. Only what pawl has evidence for. */
const entries: readonly Entry[] = [
  {
    framework: nist,
    ids: ['CM-2'],
    requirement: 'A baseline configuration is kept under control',
    checked: ({ report }) =>
      `${report.baselines.length} baseline revisions with digest; ${report.baselines.filter(({ approvedBy }) => approvedBy === null).length} with no approver recorded`,
    notChecked: 'configuration beyond operating system, image and boot choice; the periodic review of the baseline',
    count: ({ report, inScope }) => ({
      bad: report.baselines.filter(({ approvedBy, devices }) => approvedBy === null && devices > 0).length,
      missing: inScope.filter(({ baseline }) => baseline === null).length,
    }),
  },
  {
    framework: nist,
    ids: ['CM-3'],
    requirement: 'Changes are approved and documented',
    checked: ({ report, unexplained }) =>
      `${report.changes.filter(({ kind }) => kind === 'release').length} changes of a running release seen between audits; ${unexplained} without a window or ticket on record`,
    notChecked: 'changes of configuration; changes that were undone between two audits; the approval process itself',
    count: ({ unexplained, inScope, withEvidence }) => ({ bad: unexplained, missing: inScope.length - withEvidence }),
  },
  {
    framework: nist,
    ids: ['CM-6'],
    requirement: 'Settings follow the approved configuration',
    checked: releases,
    notChecked: 'settings other than running release, patches, next boot and boot register',
    count: releaseCount,
  },
  {
    framework: nist,
    ids: ['CM-8'],
    requirement: 'System components are inventoried',
    checked: ({ report: { population }, withEvidence }) =>
      `${population.inInventory} devices listed, ${withEvidence} seen with model, serial number, release and members; ${population.notInInventory.length} on record and no longer listed${population.list === null ? '' : `; against ${population.list.name}: ${population.list.missingHere.length} missing here`}${population.logs === null ? '' : `; ${population.logs.unknownSenders.length} senders of log lines not listed`}`,
    notChecked: 'whether devices exist that no inventory lists and that send no logs here',
    count: ({ report: { population }, inScope, withEvidence }) => ({
      bad:
        population.notInInventory.length +
        (population.list?.missingHere.length ?? 0) +
        (population.logs?.unknownSenders.length ?? 0),
      missing: inScope.length - withEvidence,
    }),
  },
  {
    framework: nist,
    ids: ['SI-2'],
    requirement: 'Flaws are corrected in time',
    checked: (figures) => `${releases(figures)}; age of each finding is listed`,
    notChecked: 'which flaws the approved releases have; vendor advisories after the baseline was approved',
    count: releaseCount,
  },
  {
    framework: nist,
    ids: ['SI-7'],
    requirement: 'Unauthorised changes of software and firmware are detected',
    checked: ({ inScope }) =>
      `${inScope.filter(({ verdict }) => verdict === 'tampered' || verdict === 'downgraded' || verdict === 'downgrade-pending').length} of ${inScope.length} devices tampered, downgraded or about to be`,
    notChecked: 'memory of running devices; a device that lies about itself is caught only by what contradicts it',
    count: ({ inScope, withEvidence }) => ({
      bad: inScope.filter(
        ({ verdict }) => verdict === 'tampered' || verdict === 'downgraded' || verdict === 'downgrade-pending',
      ).length,
      missing: inScope.length - withEvidence,
    }),
  },
  {
    framework: nist,
    ids: ['SI-7(1)'],
    requirement: 'Integrity is checked at a set frequency',
    checked: ({ report: { runs } }) =>
      `${runs.audits.length} audits; ${missedOf(runs)} of ${dueOf(runs)} scheduled runs missed; ${runs.weeksWithout.length} of ${runs.weeks} weeks without an audit; ${runs.devicesNotWeekly} devices not seen weekly; ${runs.resultsMissing} results missing`,
    notChecked: 'checks at start-up of the device itself (secure boot) beyond what it prints',
    count: ({ report: { runs } }) => ({
      bad: runs.weeksWithout.length + missedOf(runs),
      missing: runs.devicesNotWeekly + runs.resultsMissing,
    }),
  },
  {
    framework: nist,
    ids: ['SI-7(6)'],
    requirement: 'Cryptographic mechanisms detect unauthorised changes',
    checked: digests,
    notChecked: 'a digest computed by a device is its own report; only digests computed off the box do not rely on it',
    count: digestCount,
  },
  {
    framework: nist,
    ids: ['SI-7(7)'],
    requirement: 'Detection is part of incident response',
    checked: ({ report }) =>
      `${report.alerts.length} alerts from log lines; ${report.findings.length} findings with time, evidence and techniques; ${report.changes.filter(({ kind }) => kind === 'decision').length} decisions with person and reason`,
    notChecked: 'what was done outside pawl: incident tickets, forensics, recovery',
    count: ({ report }) => ({
      bad: report.findings.filter(
        ({ status, authorizedBy, severity }) =>
          status === 'open' && authorizedBy === null && (severity === 'critical' || severity === 'high'),
      ).length,
      missing: 0,
    }),
  },
  {
    framework: nist,
    ids: ['CM-14', 'SA-10(1)'],
    requirement: 'Components are signed, or verified with the developer’s hashes',
    checked: digests,
    notChecked: 'the signature on the vendor’s own list; whether devices enforce signed images',
    count: digestCount,
  },
  {
    framework: nist,
    ids: ['AU-9', 'AU-10'],
    requirement: 'Records are protected and cannot be denied',
    checked: ({ report: { chain } }) => `evidence chain of ${chain.links} links: ${chain.state}`,
    notChecked: 'who can write the database; a record replaced as a whole is seen only against a head kept elsewhere',
    count: ({ report: { chain } }) => ({
      bad: chain.state === 'broken' ? 1 : 0,
      missing: chain.state === 'not walked' ? 1 : 0,
    }),
  },
  {
    framework: stig,
    ids: ['CISC-ND-001470', 'V-220137', 'V-220621', 'V-220569', 'SRG-APP-000516-NDM-000351'],
    requirement: 'CAT I: the device runs a release that the vendor supports',
    checked: releases,
    notChecked: 'the vendor’s list of supported releases: the baseline stands for it, as its approver says',
    count: releaseCount,
  },
  {
    framework: stig,
    ids: ['SRG-APP-000131-NDM-000243', 'V-202047'],
    requirement: 'CAT II: no component without a verified signature is installed',
    checked: digests,
    notChecked: 'the setting that makes a device refuse unsigned images; this is supporting evidence only',
    count: digestCount,
  },
  {
    framework: pci,
    ids: ['1.2.2'],
    requirement: 'Changes of network security controls follow change control',
    checked: ({ unexplained }) => `${unexplained} changes of a release without a window or ticket on record`,
    notChecked: 'changes of rules and configuration',
    count: ({ unexplained, inScope, withEvidence }) => ({ bad: unexplained, missing: inScope.length - withEvidence }),
  },
  {
    framework: pci,
    ids: ['1.2.7'],
    requirement: 'Configurations are reviewed at least every six months',
    checked: ({ report }) => `this report, for ${report.scope.period.text}`,
    notChecked: 'the review and its sign-off; rules and configuration',
    count: ({ inScope, withEvidence }) => ({ bad: 0, missing: inScope.length - withEvidence }),
  },
  {
    framework: pci,
    ids: ['6.3.3'],
    requirement: 'Components are protected by installed patches',
    checked: releases,
    notChecked: 'which patches are critical; the month in which they must be in',
    count: releaseCount,
  },
  {
    framework: pci,
    ids: ['11.5.2'],
    requirement: 'Changes of critical files are detected at least weekly',
    checked: ({ report: { runs } }) =>
      `${runs.weeksWithout.length} of ${runs.weeks} weeks without an audit; ${runs.devicesNotWeekly} devices not seen weekly`,
    notChecked: 'files other than images and boot choice',
    count: ({ report: { runs } }) => ({ bad: runs.weeksWithout.length, missing: runs.devicesNotWeekly }),
  },
  {
    framework: cis,
    ids: ['Controls 12.1'],
    requirement: 'Network infrastructure is kept up to date',
    checked: releases,
    notChecked: 'the monthly review of releases by a person',
    count: releaseCount,
  },
  {
    framework: cis,
    ids: ['Cisco ASA 9 benchmark 1.3.1 and its like'],
    requirement: 'Image integrity is verified',
    checked: digests,
    notChecked: 'the check before each upgrade; images that lie on no device',
    count: digestCount,
  },
];

/** Every requirement with what was checked, what was not, and what that gave. */
export function controlMapping(report: ComplianceReport): readonly Control[] {
  const inScope = report.devices.filter(({ excluded }) => !excluded);
  const figures: Figures = {
    report,
    inScope,
    withEvidence: inScope.filter(({ evidence }) => evidence !== null).length,
    released: inScope.filter(({ release }) => release !== 'not known').length,
    notApproved: inScope.filter(({ release }) => release === 'not approved').length,
    hashed: inScope.filter(({ digests: all }) => all.some(({ knownGood }) => knownGood !== null)).length,
    badDigest: inScope.filter(({ digests: all }) => all.some(({ knownGood }) => knownGood === false)).length,
    unexplained: report.changes.filter(
      (change) => change.kind === 'release' && change.window === null && change.ticket === null,
    ).length,
  };
  return entries.map(({ checked, count, ...entry }) => {
    const { bad, missing } = count(figures);
    return {
      ...entry,
      checked: checked(figures),
      result:
        figures.withEvidence === 0
          ? 'no evidence'
          : bad > 0
            ? 'deviations'
            : missing > 0
              ? 'incomplete'
              : 'no deviation found',
    };
  });
}
