/** Numbers of the cross-checks (docs/findings.md); one is never given to another check. */
export type CheckId =
  | 'X01'
  | 'X02'
  | 'X03'
  | 'X04'
  | 'X05'
  | 'X06'
  | 'X07'
  | 'X10'
  | 'X11'
  | 'X12'
  | 'X13'
  | 'X14'
  | 'X15'
  | 'X16'
  | 'X17'
  | 'X18'
  | 'X19'
  | 'X20'
  | 'X21'
  | 'X22'
  | 'X23'
  | 'X24';

/** One side of a check: who says what, with the raw line where there is one. */
export type Claim = {
  /** Command, `SSH handshake`, `log collector`, `other devices`, `last audit`, `file name`. */
  readonly from: string;
  readonly says: string;
  readonly excerpt: string | null;
};

/** What a check gave on one device. Without its facts it cannot tell, and that is no agreement. */
export type CheckResult = {
  readonly id: CheckId;
  readonly outcome: 'agree' | 'disagree' | 'cannot-tell';
  readonly weight: 'strong' | 'weak';
  /** Both sides of a disagreement; [] otherwise. */
  readonly claims: readonly Claim[];
};

/** What holds where a check agrees. */
export const checkTitles: Readonly<Record<CheckId, string>> = {
  X01: 'the running release is the one in the name of its file',
  X02: 'the file of the running image is there',
  X03: 'what runs is what boots next',
  X04: 'uptime and stated start give one start',
  X05: 'the clock of the device is right',
  X06: 'nothing that the device remembers is newer than what runs',
  X07: 'the release was built when the last audit said',
  X10: 'every image is in a list',
  X11: 'running and stored image have one certificate',
  X12: 'the device computes the digest that we compute',
  X13: 'twins have the same digests',
  X14: 'code in memory is read-only',
  X15: 'nothing rewrites output, and two outputs tell one fact alike',
  X16: 'all members run one release',
  X17: 'peers run one release',
  X18: 'no newer release wrote the configuration',
  X19: 'the SSH server offers what it offered before',
  X20: 'the device knows the commands of its release',
  X21: 'listed files and free space make up the file system',
  X22: 'serial numbers are those of before',
  X23: 'the boot loader is the one of before',
  X24: 'the log collector saw the start that the device reports',
};
