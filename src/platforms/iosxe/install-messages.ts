import type { Indicator } from '../../core/indicator.ts';

const common = {
  kind: 'install-op',
  techniques: ['T1601.002'],
  benign: 'each planned upgrade in install mode; the version of the package tells it apart',
  source: 'IOS XE system message guide, INSTALL; lines of the log corpus',
} as const;

const line = (text: string): string => `<189>41: lab-sw9: Apr  2 02:11:45.101: %INSTALL-5-${text}`;
const needles = ['INSTALL-5-INSTALL_', 'INSTALL-5-OPERATION_', 'INSTALL-6-INSTALL_'];
const mnemonic = /^INSTALL-\d-(?:INSTALL|OPERATION)_(?:START|COMPLETED?)_INFO$/;
const began = 'Switch 1 R0/0: install_engine: Started';
const ended = 'Switch 1 R0/0: install_engine: Completed';

/** `%INSTALL-5-INSTALL_START_INFO: … Started install add flash:X`, `%INSTALL-5-INSTALL_COMPLETED_INFO: …`. */
export const installMessages: readonly Indicator[] = [
  {
    ...common,
    id: 'iosxe-install-failed',
    detail: 'failed',
    needles: ['OPERATION_ERROR_MESSAGE', 'INSTALL-3-OPERATION_ERROR'],
    mnemonic: /^INSTALL-3-OPERATION_ERROR/,
    outcome: 'failed',
    why: 'a package operation failed: an attempt',
    hits: [
      '<187>41: lab-sw9: Apr  2 02:11:45.101: %INSTALL-3-OPERATION_ERROR_MESSAGE: Switch 1 R0/0: install_engine: Failed to install add package flash:cat9k_iosxe.16.12.05.SPA.bin, Error: [1]: FAILED: install_add : Improper State',
    ],
    misses: [line(`INSTALL_COMPLETED_INFO: ${ended} install add PACKAGE flash:cat9k_iosxe.16.12.05.SPA.bin`)],
  },
  {
    ...common,
    id: 'iosxe-install-rollback',
    detail: 'rollback',
    needles,
    mnemonic,
    message: /\b(?:Started|Completed) install (?:rollback|deactivate|abort)/,
    score: 70,
    why: 'the device goes back to an earlier set of packages; the line has no version, so it must be asked',
    hits: [
      line(`INSTALL_START_INFO: ${began} install rollback`),
      line(`INSTALL_COMPLETED_INFO: ${ended} install rollback`),
    ],
    misses: [line(`INSTALL_START_INFO: ${began} install add flash:x.bin`)],
  },
  {
    ...common,
    id: 'iosxe-install-remove',
    detail: 'remove',
    needles,
    mnemonic,
    message: /\b(?:Started|Completed) install remove/,
    score: 20,
    why: 'packages are removed; the release to return to may go with them',
    hits: [line(`INSTALL_START_INFO: ${began} install remove`)],
    misses: [line(`INSTALL_START_INFO: ${began} install add flash:x.bin`)],
  },
  {
    ...common,
    id: 'iosxe-install-started',
    detail: 'started',
    needles,
    mnemonic: /^INSTALL-\d-(?:INSTALL|OPERATION)_START_INFO$/,
    score: 40,
    why: 'a package operation began',
    hits: [
      line(`INSTALL_START_INFO: ${began} install activate`),
      line(`INSTALL_START_INFO: ${began} install one-shot flash:cat9k_iosxe.16.12.05.SPA.bin`),
    ],
    misses: [line(`INSTALL_COMPLETED_INFO: ${ended} install commit PACKAGE`)],
  },
  {
    ...common,
    id: 'iosxe-install-completed',
    detail: 'completed',
    needles,
    mnemonic: /^INSTALL-\d-(?:INSTALL|OPERATION)_COMPLETED?_INFO$/,
    why: 'a package operation is done',
    hits: [line(`INSTALL_COMPLETED_INFO: ${ended} install one-shot PACKAGE flash:cat9k_iosxe.16.12.05.SPA.bin`)],
    misses: [line(`INSTALL_START_INFO: ${began} install commit`)],
  },
  {
    ...common,
    id: 'iosxe-auto-abort',
    detail: 'auto-abort-timer',
    needles: ['INSTALL_AUTO_ABORT_TIMER'],
    mnemonic: /^INSTALL-\d-INSTALL_AUTO_ABORT_TIMER/,
    score: 20,
    why: 'what was activated is not committed: unless it is, the device goes back by itself',
    hits: [
      line(
        'INSTALL_AUTO_ABORT_TIMER_PROGRESS: Switch 1 R0/0: install_mgr: Install auto abort timer will expire in 7200 seconds',
      ),
    ],
    misses: [line(`INSTALL_START_INFO: ${began} install commit`)],
  },
];
