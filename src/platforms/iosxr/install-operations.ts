import type { Indicator } from '../../core/indicator.ts';

const common = {
  kind: 'install-op',
  techniques: ['T1601.002'],
  benign: 'each planned upgrade and patch; the version of the packages tells it apart',
  source: 'IOS XR system message guide, INSTALL-INSTMGR and PKT_INFRA-FM; lines of the log corpus',
} as const;

const line = (text: string): string =>
  `<189>306: lab-xr9 RP/0/RSP0/CPU0:Apr  2 02:11:45.101 UTC: instdir[255]: %INSTALL-INSTMGR-${text}`;
/** The admin plane of the 64-bit systems writes INFRA where the others write INSTALL. */
const family = /^(?:INSTALL-\w+|INFRA-INSTMGR)-\d-/;

/** Install messages of IOS XR, classic and 64-bit; those with the typed command are judged by the command first. */
export const installOperations: readonly Indicator[] = [
  {
    ...common,
    id: 'iosxr-install-error',
    detail: 'failed',
    needles: [
      'INSTALL_OPERATION_USER_ERROR',
      'OPERATION_FAIL',
      'INSTALL_OPERATION_ABORTED',
      'INSTALL_OPERATION_FAILED',
    ],
    mnemonic: /^(?:INSTALL|INFRA)-INSTMGR-\d-(?:INSTALL_)?OPERATION_(?:USER_ERROR|FAIL\w*|ABORTED)$/,
    outcome: 'failed',
    why: 'a package operation failed: an attempt',
    hits: [
      line(
        "3-INSTALL_OPERATION_USER_ERROR : User error occurred during install operation 7. See 'show install log 7 detail' for more information.",
      ),
    ],
    misses: [line('6-INSTALL_OPERATION_COMPLETED_SUCCESSFULLY : Install operation 41 completed successfully')],
  },
  {
    ...common,
    id: 'iosxr-not-committed',
    detail: 'not-committed',
    needles: ['ACTIVE_SOFTWARE_COMMITTED_INFO'],
    mnemonic: /ACTIVE_SOFTWARE_COMMITTED_INFO$/,
    message: /is not committed/,
    why: 'active and committed software differ: the next restart falls back',
    hits: [
      line(
        '4-ACTIVE_SOFTWARE_COMMITTED_INFO : The currently active software is not committed. If the system reboots then the committed software will be used.',
      ),
    ],
    misses: [
      line(
        '4-ACTIVE_SOFTWARE_COMMITTED_INFO : The currently active software is now the same as the committed software.',
      ),
    ],
  },
  {
    ...common,
    id: 'iosxr-committed',
    detail: 'committed',
    needles: ['ACTIVE_SOFTWARE_COMMITTED_INFO'],
    mnemonic: /ACTIVE_SOFTWARE_COMMITTED_INFO$/,
    why: 'active and committed software are the same now',
    hits: [
      line(
        '4-ACTIVE_SOFTWARE_COMMITTED_INFO : The currently active software is now the same as the committed software.',
      ),
    ],
    misses: [line('6-INSTALL_OPERATION_COMPLETED_SUCCESSFULLY : Install operation 41 completed successfully')],
  },
  {
    ...common,
    id: 'iosxr-install-completed',
    detail: 'completed',
    needles: ['INSTALL_OPERATION_COMPLETED', 'OPERATION_SUCCESS', 'SOFTWARE_CHANGE_END'],
    mnemonic: family,
    message: /operation|transaction/i,
    why: 'a package operation is done; the message has its number only, so the device must be asked',
    hits: [
      line('6-INSTALL_OPERATION_COMPLETED_SUCCESSFULLY : Install operation 41 completed successfully'),
      line('2-OPERATION_SUCCESS : Install operation 1 finished successfully'),
      line('2-OPERATION_SUCCESS : Install operation 1 finished successfully').replace('%INSTALL-', '%INFRA-'),
    ],
    misses: [line('3-INSTALL_OPERATION_USER_ERROR : User error occurred during install operation 7.')],
  },
  {
    ...common,
    id: 'iosxr-install-started',
    detail: 'started',
    needles: ['INSTALL_OPERATION_STARTED', 'SOFTWARE_CHANGE_RELOAD', 'SOFTWARE_CHANGE_START'],
    mnemonic: family,
    score: 40,
    why: 'a package operation began',
    hits: [
      line("6-INSTALL_OPERATION_STARTED : Install operation 9 '(admin) install x' started by user 'ops' via CLI"),
      line('7-SOFTWARE_CHANGE_RELOAD : Software change transaction 12 will reload affected nodes'),
    ],
    misses: [line('6-INSTALL_OPERATION_COMPLETED_SUCCESSFULLY : Install operation 41 completed successfully')],
  },
  {
    ...common,
    id: 'iosxr-install-alarm',
    detail: 'in-progress',
    needles: ['INSTALL-IN-PROGRESS :DECLARE', 'INSTALL_IN_PROGRESS'],
    mnemonic: /^PKT_INFRA-FM-\d-FAULT_/,
    message: /INSTALL-IN-PROGRESS ?: ?DECLARE/,
    score: 30,
    why: 'the system says that an install operation runs',
    hits: [
      'RP/0/RP0/CPU0:Apr  2 16:27:55.700 UTC: sdr_instmgr[1291]: %PKT_INFRA-FM-6-FAULT_INFO : INSTALL-IN-PROGRESS :DECLARE :0/RP0/CPU0: INSTALL_IN_PROGRESS Alarm : being DECLARED for the system',
    ],
    misses: [
      'RP/0/RP0/CPU0:Apr  2 16:47:55.700 UTC: sdr_instmgr[1291]: %PKT_INFRA-FM-6-FAULT_INFO : INSTALL-IN-PROGRESS :CLEAR :0/RP0/CPU0: INSTALL_IN_PROGRESS Alarm : being CLEARED for the system',
    ],
  },
];
