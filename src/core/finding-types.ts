import type { Severity } from './severity.ts';

/** What an open finding does to the verdict of its device (VERDICTS 4). */
export type Effect = 'tampered' | 'downgraded' | 'downgrade-pending' | 'noncompliant' | 'unverified' | 'none';

type TypeFacts = {
  readonly title: string;
  readonly severity: Severity;
  readonly effect: Effect;
  /** Effects at another severity than the usual one: the same thing outside the boot path, or that was there before. */
  readonly effectAt?: Readonly<Partial<Record<Severity, Effect>>>;
  readonly techniques: readonly string[];
  /** What to do next; one sentence. */
  readonly advice: string;
};

const reimage = 'Do not reload: memory evidence is lost. Collect off-box digests, then re-image from a verified file.';
const step = 'Find who did it and under which ticket; then upgrade, or `pawl findings authorize` the step.';
const approve = 'Upgrade to an approved release, or approve this one in the baseline.';
const look = 'Compare with the change record of the device; `pawl findings accept` where it was intended.';

/** Every type of finding with its severity and its effect on the verdict. Conditions: docs/findings.md. */
export const findingTypes = {
  'os-downgraded': {
    title: 'Runs an older release than before',
    severity: 'critical',
    effect: 'downgraded',
    techniques: ['T1601.002'],
    advice: step,
  },
  'os-downgrade-pending': {
    title: 'Will boot an older release',
    severity: 'high',
    effect: 'downgrade-pending',
    techniques: ['T1601.002'],
    advice: 'Correct the boot choice before the next reload.',
  },
  'os-downgrade-staged': {
    title: 'Older unapproved image placed on the device',
    severity: 'medium',
    effect: 'noncompliant',
    techniques: ['T1601.002'],
    advice: 'Find who copied it; remove it, or approve it.',
  },
  'os-below-baseline': {
    title: 'Below the approved release',
    severity: 'high',
    effect: 'noncompliant',
    techniques: [],
    advice: approve,
  },
  'os-not-approved': {
    title: 'Release not in the approved set',
    severity: 'medium',
    effect: 'noncompliant',
    techniques: [],
    advice: approve,
  },
  'os-forbidden': {
    title: 'Release is explicitly forbidden',
    severity: 'high',
    effect: 'noncompliant',
    techniques: [],
    advice: 'Upgrade now; the baseline names the reason.',
  },
  'os-member-mismatch': {
    title: 'Members run different releases',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1601.002'],
    advice: 'Bring the members to one release.',
  },
  'os-peer-mismatch': {
    title: 'HA peers run different releases',
    severity: 'medium',
    effect: 'noncompliant',
    techniques: ['T1601.002'],
    advice: 'Finish the rolling upgrade, or find out why it stopped.',
  },
  'os-incomparable-step': {
    title: 'Runs a release that cannot be ordered against before',
    severity: 'medium',
    effect: 'unverified',
    techniques: ['T1601.002'],
    advice: '`pawl findings accept` settles it once when the change was intended.',
  },
  'install-uncommitted': {
    title: 'Activated software is not committed',
    severity: 'medium',
    effect: 'noncompliant',
    techniques: ['T1601.002'],
    advice: 'Commit the installation or let it roll back.',
  },
  'rollback-inverted': {
    title: 'Inactive partition or slot holds a newer release than the running one',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1601.002'],
    advice: step,
  },
  'config-newer-than-os': {
    title: 'Saved configuration was written by a newer release',
    severity: 'medium',
    effect: 'noncompliant',
    techniques: ['T1601.002'],
    advice: step,
  },
  'patch-removed': {
    title: 'An active patch is gone',
    severity: 'high',
    effect: 'downgraded',
    techniques: ['T1601.002'],
    advice: step,
  },
  'patch-missing': {
    title: 'A required patch is not active',
    severity: 'medium',
    effect: 'noncompliant',
    techniques: [],
    advice: 'Install the patch that the baseline requires.',
  },
  'feature-set-changed': {
    title: 'Other feature set of the same release',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1600'],
    advice: look,
  },
  'member-missing': {
    title: 'A known member was not seen',
    severity: 'medium',
    effect: 'unverified',
    techniques: [],
    advice: 'Bring the member back, or record its removal with `pawl history DEVICE recommission`.',
  },
  'member-replaced': {
    title: 'A member has a new serial number',
    severity: 'low',
    effect: 'none',
    effectAt: { medium: 'noncompliant' },
    techniques: [],
    advice: 'Confirm the replacement with `pawl findings accept`.',
  },
  'boot-path-changed': {
    title: 'Boot choice differs from the last accepted state',
    severity: 'medium',
    effect: 'noncompliant',
    techniques: ['T1601.002'],
    advice: look,
  },
  'boot-path-unsaved': {
    title: 'Boot choice changed but not saved',
    severity: 'low',
    effect: 'none',
    techniques: ['T1601.002'],
    advice: 'Save or undo the change.',
  },
  'boot-file-missing': {
    title: 'Next-boot file does not exist',
    severity: 'high',
    effect: 'noncompliant',
    techniques: [],
    advice: 'Restore the file or correct the boot choice before the next reload.',
  },
  'boot-from-network': {
    title: 'Device boots or booted from the network',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1542.005'],
    advice: 'Boot from a local, verified image; check the server that it booted from.',
  },
  'boot-register-unsafe': {
    title: 'Register skips the configuration or stops in the loader',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1542'],
    advice: 'Set the configuration register back to the value of the baseline.',
  },
  'boot-implicit': {
    title: 'No boot statement: flash order decides',
    severity: 'low',
    effect: 'none',
    techniques: [],
    advice: 'Write a boot statement.',
  },
  'boot-removable': {
    title: 'Removable media or zero-touch may replace the image',
    severity: 'low',
    effect: 'none',
    techniques: ['T1542'],
    advice: 'Disable it where it is not needed.',
  },
  'reload-scheduled': {
    title: 'A reload is scheduled',
    severity: 'low',
    effect: 'none',
    techniques: [],
    advice: 'Check who scheduled it and what would boot.',
  },
  'reload-unexplained': {
    title: 'Restart without a matching change',
    severity: 'low',
    effect: 'none',
    techniques: [],
    advice: 'Look for the reason in the log collector.',
  },
  'image-hash-mismatch': {
    title: 'Image content is not the published one',
    severity: 'critical',
    effect: 'tampered',
    effectAt: { high: 'noncompliant' },
    techniques: ['T1601.001'],
    advice: reimage,
  },
  'image-size-mismatch': {
    title: 'Image size is not the published one',
    severity: 'medium',
    effect: 'noncompliant',
    techniques: ['T1601.001'],
    advice: 'Hash the file; copy it again if it is cut.',
  },
  'image-signature-invalid': {
    title: 'Signature check fails',
    severity: 'critical',
    effect: 'tampered',
    effectAt: { high: 'noncompliant' },
    techniques: ['T1601.001'],
    advice: reimage,
  },
  'image-signature-dev': {
    title: 'Development or special-key image',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1601.001'],
    advice: 'Replace it with a production image.',
  },
  'image-cert-changed': {
    title: 'Running and stored image have different certificates',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1601.001'],
    advice: look,
  },
  'image-changed': {
    title: 'Same path, other content',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1601'],
    advice: 'Hash the file (`pawl verify DEVICE`) and compare with the vendor value.',
  },
  'image-name-mismatch': {
    title: 'Content is another release than the name says',
    severity: 'medium',
    effect: 'noncompliant',
    techniques: ['T1601'],
    advice: look,
  },
  'image-missing': {
    title: 'File of the running image is gone',
    severity: 'medium',
    effect: 'noncompliant',
    techniques: ['T1070'],
    advice: 'Find who removed it; restore it before the next reload.',
  },
  'image-unknown': {
    title: 'Image-like file in no list',
    severity: 'medium',
    effect: 'noncompliant',
    effectAt: { low: 'none' },
    techniques: ['T1601'],
    advice: 'Find where it came from; remove it, or approve it.',
  },
  'image-withdrawn': {
    title: 'Vendor withdrew this image',
    severity: 'low',
    effect: 'none',
    techniques: [],
    advice: 'Plan an upgrade.',
  },
  'package-set-mismatch': {
    title: 'Installed packages differ from the release',
    severity: 'critical',
    effect: 'tampered',
    effectAt: { high: 'noncompliant' },
    techniques: ['T1601.001'],
    advice: reimage,
  },
  'extension-unapproved': {
    title: 'Patch or extension not approved',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1601.001'],
    advice: 'Remove it, or approve it in the baseline.',
  },
  'image-hash-unavailable': {
    title: 'Genuineness cannot be checked here',
    severity: 'info',
    effect: 'none',
    techniques: [],
    advice: 'Nothing to do: the verdict says what it stands on.',
  },
  'device-hash-lies': {
    title: 'Digest of the device differs from ours for the same bytes',
    severity: 'critical',
    effect: 'tampered',
    techniques: ['T1601.001', 'T1562'],
    advice: reimage,
  },
  'runtime-text-writable': {
    title: 'Code region of the system is writable',
    severity: 'critical',
    effect: 'tampered',
    techniques: ['T1601.001'],
    advice: reimage,
  },
  'runtime-text-outlier': {
    title: 'Code in memory differs from twins',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1601.001'],
    advice: reimage,
  },
  'bootloader-changed': {
    title: 'Boot loader changed or went back',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1542.004'],
    advice: look,
  },
  'boot-measurement-failed': {
    title: 'Hardware-signed boot record does not fit',
    severity: 'critical',
    effect: 'tampered',
    techniques: ['T1601.001', 'T1542.004'],
    advice: reimage,
  },
  'secure-boot-lowered': {
    title: 'Signature enforcement weakened',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1542', 'T1562.001'],
    advice: 'Restore the level that the device had.',
  },
  'cli-rewritten': {
    title: 'Something on the device rewrites its output',
    severity: 'critical',
    effect: 'unverified',
    techniques: ['T1562'],
    advice: reimage,
  },
  'channels-disagree': {
    title: 'Independent channels tell different versions',
    severity: 'high',
    effect: 'unverified',
    techniques: ['T1601'],
    advice: 'Compare both raw outputs; ask for off-box evidence.',
  },
  'uptime-disagrees': {
    title: 'Start-up time is contradicted',
    severity: 'high',
    effect: 'unverified',
    techniques: ['T1070'],
    advice: 'Compare with the log collector.',
  },
  'log-gap': {
    title: 'Local log has a gap at the change',
    severity: 'low',
    effect: 'none',
    techniques: ['T1070', 'T1562.003'],
    advice: 'Compare with the log collector.',
  },
  'identity-ambiguous': {
    title: 'Serial number empty, a placeholder, or on two devices',
    severity: 'low',
    effect: 'none',
    effectAt: { medium: 'unverified' },
    techniques: [],
    advice: 'Give the device a serial number of its own.',
  },
  'identity-changed': {
    title: 'Serial number or model differs',
    severity: 'high',
    effect: 'noncompliant',
    techniques: [],
    advice: '`pawl history DEVICE recommission` after an exchange; otherwise find out which device answers.',
  },
  'hostkey-changed': {
    title: 'SSH host key changed',
    severity: 'high',
    effect: 'unverified',
    techniques: [],
    advice: 'Compare the fingerprint on the console, then `pawl hostkeys accept DEVICE`.',
  },
  'ssh-crypto-weakened': {
    title: 'SSH offer became weaker',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1600', 'T1600.001'],
    advice: look,
  },
  'clock-skew': {
    title: 'Device clock is wrong',
    severity: 'low',
    effect: 'none',
    techniques: [],
    advice: 'Check NTP.',
  },
  'command-denied': {
    title: 'Audit account may not run a needed command',
    severity: 'info',
    effect: 'none',
    techniques: [],
    advice: 'Allow the command (`pawl commands`).',
  },
  'audit-account-misuse': {
    title: 'Audit account used from elsewhere',
    severity: 'high',
    effect: 'noncompliant',
    techniques: ['T1078'],
    advice: 'Change the secret of the account.',
  },
} as const satisfies Readonly<Record<string, TypeFacts>>;

export type FindingType = keyof typeof findingTypes;

/** What a finding of this type and severity does to the verdict. */
export function effectOf(type: FindingType, severity: Severity): Effect {
  const facts: TypeFacts = findingTypes[type];
  return facts.effectAt?.[severity] ?? facts.effect;
}

/** Findings after which nothing that the device says about itself refutes anything (VERDICTS 4). */
export const poisonousTypes: ReadonlySet<FindingType> = new Set([
  'device-hash-lies',
  'cli-rewritten',
  'runtime-text-writable',
  'boot-measurement-failed',
]);

/**
 * ATT&CK tactics of the techniques above. Version 2.0 of T1601.002 (April 2026) moved it from defense evasion to
 * defense impairment; SIEM content still names the older one, so both are told.
 */
const tacticsOf: Readonly<Record<string, readonly string[]>> = {
  T1601: ['defense-evasion', 'defense-impairment'],
  'T1601.001': ['defense-evasion', 'defense-impairment'],
  'T1601.002': ['defense-evasion', 'defense-impairment'],
  T1600: ['defense-evasion', 'defense-impairment'],
  'T1600.001': ['defense-evasion', 'defense-impairment'],
  T1542: ['defense-evasion', 'persistence'],
  'T1542.004': ['defense-evasion', 'persistence'],
  'T1542.005': ['defense-evasion', 'persistence'],
  T1562: ['defense-evasion', 'defense-impairment'],
  'T1562.001': ['defense-evasion', 'defense-impairment'],
  'T1562.003': ['defense-evasion', 'defense-impairment'],
  T1070: ['defense-evasion'],
  T1078: ['defense-evasion', 'persistence', 'privilege-escalation', 'initial-access'],
};

export function tactics(type: FindingType): readonly string[] {
  return [...new Set(findingTypes[type].techniques.flatMap((technique) => tacticsOf[technique] ?? []))];
}

/** Names of the techniques as ATT&CK writes them. */
export const techniqueNames: Readonly<Record<string, string>> = {
  T1601: 'Modify System Image',
  'T1601.001': 'Patch System Image',
  'T1601.002': 'Downgrade System Image',
  T1600: 'Weaken Encryption',
  'T1600.001': 'Reduce Key Space',
  T1542: 'Pre-OS Boot',
  'T1542.004': 'ROMMONkit',
  'T1542.005': 'TFTP Boot',
  T1562: 'Impair Defenses',
  'T1562.001': 'Disable or Modify Tools',
  'T1562.003': 'Impair Command History Logging',
  T1070: 'Indicator Removal',
  T1078: 'Valid Accounts',
};

/** Which ATT&CK the ids and tactics are of: the two do not come from one release. */
export const attackEdition =
  'Enterprise ATT&CK as published in November 2025; tactic defense-impairment by version 2.0 of T1601.002 of April 2026';
