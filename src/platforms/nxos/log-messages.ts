import type { Indicator } from '../../core/indicator.ts';

const common = {
  techniques: ['T1601.002'],
  benign: 'every planned upgrade or restart',
} as const;
const seen = 'NX-OS system messages reference; lines of the log corpus';
const unsure = 'ids of the NX-OS system messages reference; the wording was not seen on a device';
const line = (text: string): string => `<189>: 2026 Apr  2 02:11:45 UTC: %${text}`;

/** Messages of NX-OS about images, boot variables and restarts. */
export const nxosMessages: readonly Indicator[] = [
  {
    ...common,
    id: 'nxos-manual-restart',
    kind: 'reload-requested',
    needles: ['PFM_SYSTEM_RESET'],
    mnemonic: /^PLATFORM-\d-PFM_SYSTEM_RESET$/,
    why: 'the device restarts because a user asked for it',
    source: seen,
    hits: [line('PLATFORM-2-PFM_SYSTEM_RESET: Manual system restart from Command Line Interface')],
    misses: [line('PLATFORM-2-PFM_MODULE_RESET: Manual restart of Module 3 from Command Line Interface')],
  },
  {
    ...common,
    id: 'nxos-ready',
    kind: 'restarted',
    needles: ['CONF_CONTROL: System ready', 'VDC_ONLINE'],
    mnemonic: /^(?:ASCII-CFG-\d-CONF_CONTROL|VDC_MGR-\d-VDC_ONLINE)$/,
    why: 'the device is back',
    source: seen,
    hits: [line('ASCII-CFG-2-CONF_CONTROL: System ready'), line('VDC_MGR-2-VDC_ONLINE: vdc 1 has come online')],
    misses: [line('ASCII-CFG-2-CONF_CONTROL: Binary restore')],
  },
  {
    ...common,
    id: 'nxos-bootvar',
    kind: 'boot-change',
    detail: 'boot-variable',
    needles: ['BOOTVAR-'],
    mnemonic: /^BOOTVAR-\d-(?:NEIGHBOR_UPDATE_AUTOCOPY|IMAGE_NOTEXISTS|AUTOCOPY_FAILED|\w*UPDATE\w*)$/,
    score: 30,
    why: 'the boot variable was changed, and the image is missing or goes to the other supervisor',
    source: unsure,
    hits: [
      line("BOOTVAR-2-IMAGE_NOTEXISTS: Warning: image nxos.9.3.8.bin doesn't exist on sup1"),
      line('BOOTVAR-5-NEIGHBOR_UPDATE_AUTOCOPY: auto-copy supported by neighbor supervisor, starting...'),
    ],
    misses: [line('BOOTCONF-5-X: nothing')],
  },
  {
    ...common,
    id: 'nxos-issu',
    kind: 'install-op',
    detail: 'started',
    needles: ['ISSU_PROCESS_START', 'SWITCH_SW_UPGRADE', 'ISSU_PROCESS_'],
    mnemonic: /^(?:ISSU|INSTALLER)-\d-(?:ISSU_PROCESS_START\w*|ISSU_START\w*)$/,
    score: 40,
    why: 'the installer began',
    source: unsure,
    hits: [line('ISSU-5-ISSU_PROCESS_START: Switch software upgrade started')],
    misses: [
      '<189>153: lab-sw9: Apr  2 02:11:45.101: %ISSU-5-ISSU_PROCESS: Switch 1 R0/0: install_engine: ISSU compatibility check only, no change',
    ],
  },
  {
    ...common,
    id: 'nxos-install-done',
    kind: 'software-change',
    needles: ['INSTALL_DONE'],
    mnemonic: /^INSTALLER-\d-INSTALL_DONE$/,
    why: 'the installer says that another image is in place',
    source: unsure,
    hits: [line('INSTALLER-5-INSTALL_DONE: Install of image nxos.9.3.8.bin complete, reload required')],
    misses: [line('LICMGR-2-LOG_LIC_GRACE_EXPIRED: Installed license has expired grace period')],
  },
];
