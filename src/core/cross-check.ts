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
