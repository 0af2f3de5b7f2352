import type { FindingType } from '../core/finding-types.ts';

/** What a person on call has to know of a type of finding beside its title. */
export type FindingNote = {
  /** What the evidence claims, no more. */
  readonly claim: string;
  /** What would show that it is not so, or not so any more. */
  readonly refutedBy: string;
  /** What to do now, in this order. */
  readonly now: readonly string[];
};

const keepMemory =
  'Do not reload: what was changed in memory is lost with it. Get memory and core first (the vendor tells how), then the off-box digests of every image.';
const whoDidIt =
  'Find account, address and ticket in the accounting of the hour of the step; the alert of the device lists its lines.';
const isolate =
  'Take management access away from everybody but the people who look at it; change secrets that were typed on it.';
const reimage = 'Load an image whose digest was checked off the device, and audit again with `--offbox-hash`.';
const upgradeOrDecide =
  'Go back to the approved release, or record who decided: `pawl findings authorize ID` for this step, `accept` for good.';
const fixBoot =
  'Correct the boot choice and save it before anything reloads; check who may reload and what is scheduled.';
const compareChange = 'Compare with the change record; where it was intended, `pawl findings accept ID`.';
const approveOrMove = 'Plan the upgrade, or approve the release in the baseline if it is right.';
const askAgain = 'Allow the command for the audit account (`pawl commands`) and audit again.';
const synful =
  'The implant SYNful Knock survives a reload and loads its modules into memory: a scanner for it (fireeye/synfulknock) knows one variant only, so its silence proves nothing.';

/** One entry a type; the type of the table makes a missing one an error. */
export const findingNotes: Readonly<Record<FindingType, FindingNote>> = {
  'os-downgraded': {
    claim: 'The member runs an older release than it was seen to run before, or than it remembers itself.',
    refutedBy: 'The running release is the reference or newer; or a recorded decision covers exactly this step.',
    now: ['Do not reload yet: logs and memory of the step are on the device.', whoDidIt, upgradeOrDecide],
  },
  'os-downgrade-pending': {
    claim: 'The saved boot choice leads to an older release than the one that runs.',
    refutedBy: 'The resolved next boot is the running release or newer, by digest, signature or the install state.',
    now: [fixBoot, whoDidIt],
  },
  'os-downgrade-staged': {
    claim: 'An older image that nobody approved was placed on the device since the last audit.',
    refutedBy: 'It was there before and is covered, or its release is approved.',
    now: [
      whoDidIt,
      'Hash it before it is removed: the digest tells whether it is the genuine old image.',
      'Remove it, or approve it.',
    ],
  },
  'os-below-baseline': {
    claim: 'The running release is older than every approved one.',
    refutedBy: 'It is in the approved set.',
    now: [approveOrMove],
  },
  'os-not-approved': {
    claim: 'The running release, file or next boot is not in the approved set.',
    refutedBy: 'It is in the approved set.',
    now: [approveOrMove],
  },
  'os-forbidden': {
    claim: 'The baseline forbids the release by name.',
    refutedBy: 'Another release runs and boots next.',
    now: ['Upgrade now; until then close what the advisory names.', whoDidIt],
  },
  'os-member-mismatch': {
    claim: 'Members of one device run different releases.',
    refutedBy: 'All members show one release.',
    now: ['Look which member has the odd one, and since when (`pawl history DEVICE`).', 'Bring them to one release.'],
  },
  'os-peer-mismatch': {
    claim: 'The HA peers run different releases for longer than a rolling upgrade takes.',
    refutedBy: 'Both show one release.',
    now: ['Finish the upgrade, or find out why it stopped; a fail-over runs the older one.'],
  },
  'os-incomparable-step': {
    claim: 'The running release cannot be ordered against the one before: neither older nor newer is proven.',
    refutedBy: 'A release that can be ordered runs; or a person accepts the step once.',
    now: [compareChange],
  },
  'install-uncommitted': {
    claim: 'Software is active that the next reload, or a timer, takes back.',
    refutedBy: 'Active and committed set are one.',
    now: ['Commit it or let it go back, and say which in the change record.'],
  },
  'rollback-inverted': {
    claim: 'The slot, partition or rollback point beside the running one holds a newer release: a sign of a step back.',
    refutedBy: 'The other one is older, which is normal after an upgrade.',
    now: [whoDidIt, upgradeOrDecide],
  },
  'config-newer-than-os': {
    claim: 'A newer release wrote the saved configuration: the device ran it before.',
    refutedBy: 'The header names the running release or an older one.',
    now: [whoDidIt, upgradeOrDecide],
  },
  'patch-removed': {
    claim: 'A patch that was active is gone and no newer release runs: what it mended is open again.',
    refutedBy: 'The patch is active again, or a newer release runs.',
    now: [whoDidIt, 'Install the patch again, or record who decided (`pawl findings authorize ID`).'],
  },
  'patch-missing': {
    claim: 'A patch that the baseline requires is not active.',
    refutedBy: 'The list of active patches has it.',
    now: ['Install the patch.'],
  },
  'feature-set-changed': {
    claim: 'The same release runs with another feature set; one without strong encryption weakens every session.',
    refutedBy: 'The feature set is the one of before, or the approved one.',
    now: [compareChange, 'Check what it lacks, encryption first.'],
  },
  'member-missing': {
    claim: 'A member that was seen before, or that the chassis lists, was not shown.',
    refutedBy: 'It is shown again.',
    now: ['Bring it back and audit again, or record its removal with `pawl history DEVICE recommission`.'],
  },
  'member-replaced': {
    claim: 'Hardware with a new serial number took a place in a known stack.',
    refutedBy: 'The former serial number is shown.',
    now: [compareChange],
  },
  'boot-path-changed': {
    claim: 'The saved boot choice is another one than in the last state that was not in question.',
    refutedBy: 'It is that choice again, or leads to an approved local image.',
    now: [fixBoot, compareChange],
  },
  'boot-path-unsaved': {
    claim: 'The boot choice was changed and not saved.',
    refutedBy: 'Both are one.',
    now: ['Save the change or undo it.'],
  },
  'boot-file-missing': {
    claim: 'The file that boots next is not in the complete listing.',
    refutedBy: 'It is listed.',
    now: ['Restore it from a checked copy, or correct the boot choice, before anything reloads.'],
  },
  'boot-from-network': {
    claim: 'The device booted from the network, or will.',
    refutedBy: 'Running image and next boot are local files.',
    now: ['Do not reload. Keep the image of that server as evidence and check the server.', fixBoot],
  },
  'boot-register-unsafe': {
    claim: 'The next start skips the configuration, or stops in the loader and waits for a person.',
    refutedBy: 'The register is the one of the baseline.',
    now: ['Set it back and save; ask who recovered a password.'],
  },
  'boot-implicit': {
    claim: 'No statement names the image: the order of files in flash decides.',
    refutedBy: 'A boot statement is saved.',
    now: ['Write a boot statement.'],
  },
  'boot-removable': {
    claim: 'A stick or a server may bring another image at the next start.',
    refutedBy: 'The device says that it is disabled.',
    now: ['Disable it where it is not needed.'],
  },
  'reload-scheduled': {
    claim: 'A reload is scheduled outside every window.',
    refutedBy: 'None is scheduled, or a window covers it.',
    now: ['Ask who scheduled it, and look what would boot before it comes.'],
  },
  'reload-unexplained': {
    claim: 'The device started since the last audit, by command or for a reason that it does not tell.',
    refutedBy: 'A window covers it, or the reason is a fault or a loss of power.',
    now: ['Look for the reason in the lines of the log collector.'],
  },
  'image-hash-mismatch': {
    claim: 'The content of the file is not what its publisher published under this name, or not what its twins have.',
    refutedBy: 'A digest that pawl computes itself (E4) equals the published value.',
    now: [keepMemory, isolate, synful, reimage],
  },
  'image-size-mismatch': {
    claim: 'The file has not the published size: cut, or another one.',
    refutedBy: 'Its digest is right. The right size alone says little: implants keep it.',
    now: ['Hash it (`pawl verify DEVICE`); copy it again if it is cut.'],
  },
  'image-signature-invalid': {
    claim: 'The signature of the image does not hold, by the word of the device.',
    refutedBy: 'The signature holds when it is checked off the device (`pawl image inspect FILE`).',
    now: [keepMemory, isolate, reimage],
  },
  'image-signature-dev': {
    claim: 'A key for development or special images signed it, or the firmware is not certified.',
    refutedBy: 'A production key signed the image that runs.',
    now: ['Ask the vendor whether it gave this image to you; else treat it as tampered.', reimage],
  },
  'image-cert-changed': {
    claim: 'The image in memory and the file that it came from were signed with different certificates.',
    refutedBy: 'Both serial numbers are equal.',
    now: ['Do not reload: the file is not what runs.', 'Hash the file off the box and compare.', compareChange],
  },
  'image-changed': {
    claim: 'Under the same path lies other content than in the last state that was not in question.',
    refutedBy: 'Its digest is trusted, or it is the former content again.',
    now: ['Hash it (`pawl verify DEVICE`) before anything reloads.', whoDidIt],
  },
  'image-name-mismatch': {
    claim: 'Name and content of the image, or name and running release, tell different releases.',
    refutedBy: 'Both tell the same.',
    now: ['Hash the file and look which release the digest is published for.', compareChange],
  },
  'image-missing': {
    claim: 'The file that the running system came from is gone: the next start boots something else.',
    refutedBy: 'It is in the listing.',
    now: ['Do not reload.', whoDidIt, 'Restore it from a checked copy.'],
  },
  'image-unknown': {
    claim: 'An image lies on the device that no list names.',
    refutedBy: 'Name, size or digest is in a list.',
    now: ['Find where it came from; hash it; remove or approve it.'],
  },
  'image-withdrawn': {
    claim: 'The vendor took the image back.',
    refutedBy: 'Its list has it as active.',
    now: ['Read why, and plan an upgrade.'],
  },
  'package-set-mismatch': {
    claim: 'A package is not the published one, or not the one that its twins have.',
    refutedBy: 'Its digest equals the published value; or the twins turn out to be the changed ones.',
    now: [keepMemory, isolate, reimage],
  },
  'extension-unapproved': {
    claim: 'Code that the baseline does not allow is added to the image.',
    refutedBy: 'It is gone, or allowed.',
    now: ['Keep a copy as evidence, then remove it or allow it.', whoDidIt],
  },
  'image-hash-unavailable': {
    claim: 'Nothing can be compared here: the verdict stands on what the device says of itself.',
    refutedBy: 'A digest was compared with a trusted value.',
    now: ['Nothing. Import published values where there are some (`pawl baseline import`).'],
  },
  'device-hash-lies': {
    claim: 'For the same bytes the device computes another digest than pawl: it lies, or it altered the stream.',
    refutedBy: 'Both are equal twice in a row, with the same size and date before and after.',
    now: [keepMemory, isolate, 'Believe nothing that it prints, this audit included, until it was re-imaged.', reimage],
  },
  'runtime-text-writable': {
    claim: 'The memory that holds the code of the running system can be written: it was, or can be, patched.',
    refutedBy: 'The region is read-only after a start from a checked image.',
    now: [keepMemory, isolate, synful, reimage],
  },
  'runtime-text-outlier': {
    claim: 'The code in memory is not the one that other devices with this image have.',
    refutedBy: 'The digest is theirs. Late releases place code at random addresses: then all differ.',
    now: [keepMemory, 'Compare with more devices of this image.', synful],
  },
  'bootloader-changed': {
    claim: 'The boot loader is another one than in the last state that was not in question.',
    refutedBy: 'It is the former one, or the change was accepted.',
    now: ['Compare with the vendor’s list of loaders; an older one can start unsigned images.', compareChange],
  },
  'boot-measurement-failed': {
    claim: 'The record that the hardware signed over the boot does not hold, or does not show the published stages.',
    refutedBy: 'Signature, nonce, chain and every measured value fit.',
    now: [keepMemory, isolate, 'Ask again once: a record that was cut fails too.', reimage],
  },
  'secure-boot-lowered': {
    claim: 'The device demands less of the signature of an image than it did.',
    refutedBy: 'The level is the former one.',
    now: ['Set it back on the console; look what was loaded since.'],
  },
  'cli-rewritten': {
    claim: 'Something on the device changes what commands print, or two commands tell one fact in two ways.',
    refutedBy: 'No policy and no alias acts on a command of the audit, and both commands agree.',
    now: ['Save policies and aliases as evidence before they are removed.', keepMemory, isolate],
  },
  'channels-disagree': {
    claim: 'Two independent sources tell different releases or builds of the same start.',
    refutedBy: 'They agree, and none is older than the last start.',
    now: ['Compare both raw lines.', 'Ask for off-box evidence: `pawl verify DEVICE --offbox-hash`.', keepMemory],
  },
  'uptime-disagrees': {
    claim: 'The start that the device reports is contradicted by another output or by the log collector.',
    refutedBy: 'All give one start, within two minutes after the difference of the clocks.',
    now: ['Compare with the lines of the log collector around both times.', keepMemory],
  },
  'log-gap': {
    claim: 'A restart that the device reports is not in what the log collector received.',
    refutedBy: 'The line is found.',
    now: ['Look for it on other collectors; check whether logging was off.'],
  },
  'identity-ambiguous': {
    claim: 'The serial number does not tell this hardware from another; its history proves less.',
    refutedBy: 'It shows a serial number that no other device has.',
    now: ['Give the device a serial number of its own.'],
  },
  'identity-changed': {
    claim: 'Under this name answers other hardware than before.',
    refutedBy: 'The former serial number is shown.',
    now: ['After an exchange: `pawl history DEVICE recommission`. Else find out which device answers.'],
  },
  'hostkey-changed': {
    claim: 'The server has another key than the pinned one. No password was sent.',
    refutedBy: 'The pinned key is shown; or the new one was compared on the console and accepted.',
    now: [
      'Compare the fingerprint on the console, then `pawl hostkeys accept DEVICE`.',
      'Until then do not log in by hand.',
    ],
  },
  'ssh-crypto-weakened': {
    claim: 'The SSH server offers weaker methods than before, or no more its strong ones.',
    refutedBy: 'The offer is as strong as before; or a change of its configuration was accepted.',
    now: ['Look for a step back of the release first: an older server offers less.', compareChange],
  },
  'clock-skew': {
    claim: 'The clock of the device is off: dates of its files and lines are not to be trusted.',
    refutedBy: 'It is within a minute.',
    now: ['Check NTP.'],
  },
  'command-denied': {
    claim: 'The account may not run a command whose answer is needed.',
    refutedBy: 'The command is answered.',
    now: [askAgain],
  },
  'audit-account-misuse': {
    claim: 'The audit account was at work from an address that is not the auditor’s.',
    refutedBy: 'The address turns out to be the auditor’s own (address translation, a second interface).',
    now: [
      'Change its secret on every device.',
      'Read what it typed: the alert of the device lists the lines.',
      isolate,
    ],
  },
};

/** What a piece of evidence of a level proves. */
export const evidenceLevels = {
  E1: 'text that the device prints of itself, or that it sent elsewhere: a contradiction proves that something is wrong, agreement little',
  E2: 'a digest that the device computed: right only as far as the device is honest',
  E3: 'the word of the device on a signature: as E2',
  E4: 'a digest that pawl computed over the bytes as they were served',
  E5: 'a record that the hardware signed over a nonce of ours, checked off the device',
} as const;
export type EvidenceLevel = keyof typeof evidenceLevels;
