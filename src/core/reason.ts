/** Why something could not be decided. The codes are those of the public contract. */
export type ReasonCode =
  | 'unreachable'
  | 'timeout'
  | 'auth'
  | 'account-stopped'
  | 'host-key'
  | 'no-common-algorithm'
  | 'session-closed'
  | 'prompt-lost'
  | 'truncated'
  | 'endless'
  | 'command-denied'
  | 'unsupported'
  | 'mode-not-supported'
  | 'version-unreadable'
  | 'boot-unresolved'
  | 'digest-missing'
  | 'digest-too-old'
  | 'image-adapted'
  | 'incomparable'
  | 'step-time-unknown'
  | 'member-missing'
  | 'identity-ambiguous'
  | 'device-not-trustworthy'
  | 'no-baseline'
  | 'cancelled'
  | 'internal';

export type Reason = { readonly code: ReasonCode; readonly message: string };

export const reason = (code: ReasonCode, message: string): Reason => ({ code, message });

/** `CODE: sentence`, as it is printed and stored. */
export const reasonText = ({ code, message }: Reason): string => `${code}: ${message}`;

/** What an operator can do about it. */
export const reasonAdvice: Readonly<Record<ReasonCode, string>> = {
  unreachable: 'check address, port, routes and access lists from this machine',
  timeout: 'raise `timeouts` of the device, or look at its load',
  auth: 'check account and secret; pawl tries once a device so that no account is locked',
  'account-stopped': 'three devices refused this account in this run; fix it, then `pawl audit --retry-failed`',
  'host-key': 'compare the fingerprint on the console, then `pawl hostkeys accept DEVICE`',
  'no-common-algorithm': 'set `ssh.algorithms: compat` (or `legacy`) for the device if its age justifies it',
  'session-closed': 'look at the device: VTY lines, session limits, exec time-outs',
  'prompt-lost': 'run with --save-captures and report the session; the prompt was not recognised',
  truncated: 'the output was cut; check paging and width rights of the account',
  endless: 'the command did not stop within the size limit; look at the device',
  'command-denied': 'allow the command for the audit account (`pawl commands` prints the list)',
  unsupported: 'the device does not know the command; the fact is not available on this release',
  'mode-not-supported': 'the device runs in a mode whose boot rules pawl does not know; verify by hand',
  'version-unreadable': 'send the output of the version command with a report; nothing is guessed',
  'boot-unresolved': 'hash the next-boot file (`pawl verify DEVICE`) or correct the boot statement',
  'digest-missing': 'audit with hashing, or set `require.digest` to what the platform can give',
  'digest-too-old': 'audit with hashing: the last digest is older than `require.maxAge`',
  'image-adapted': 'the device rewrites images of this kind; approve a digest per optimisation',
  incomparable: 'the two releases have no order; `pawl findings accept` settles the step once',
  'step-time-unknown': 'authorise the step itself: `pawl findings authorize ID --ticket T`',
  'member-missing': 'bring the member back, or record its removal with `pawl history DEVICE recommission`',
  'identity-ambiguous': 'give the device a serial number of its own',
  'device-not-trustworthy': 'do not reload; collect memory and off-box digests',
  'no-baseline': 'write a baseline that matches the device (`pawl baseline explain DEVICE`)',
  cancelled: '`pawl audit --resume` takes it up again',
  internal: 'a fault of pawl; the other devices are not affected. Please report it',
};
