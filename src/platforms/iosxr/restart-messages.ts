import type { Indicator } from '../../core/indicator.ts';

const common = {
  techniques: ['T1601.002'],
  benign: 'every planned restart; FPD upgrades follow each version change and are not matched',
  source: 'IOS XR system message guide; lines of the log corpus',
} as const;

/** Restarts of IOS XR. */
export const restartMessages: readonly Indicator[] = [
  {
    ...common,
    id: 'iosxr-install-reload',
    kind: 'reload-requested',
    detail: 'install',
    needles: ['SYSTEM_RELOAD_INFO', 'OPERATION_TO_RELOAD'],
    mnemonic: /^(?:INSTALL-INSTMGR-\d-SYSTEM_RELOAD_INFO|INFRA-INSTMGR-\d-OPERATION_TO_RELOAD)$/,
    why: 'an install operation restarts the router',
    hits: [
      'RP/0/RP0/CPU0:Apr  2 16:33:03.633 UTC: sdr_instmgr[1291]: %INSTALL-INSTMGR-2-SYSTEM_RELOAD_INFO : The whole system will be reloaded to complete install operation 3',
      '0/RP0/ADMIN0:Apr  2 16:33:05.000 UTC: inst_mgr[3364]: %INFRA-INSTMGR-5-OPERATION_TO_RELOAD : This rack will now reload as part of the install operation',
    ],
    misses: [
      'RP/0/RP0/CPU0:Apr  2 16:32:58.916 UTC: sdr_instmgr[1291]: %MGBL-SCONBKUP-6-INTERNAL_INFO : Reload debug script successfully spawned',
    ],
  },
  {
    ...common,
    id: 'iosxr-user-reset',
    kind: 'reload-requested',
    needles: ['SHELFMGR-6-USER_RESET', 'USER_RESET'],
    mnemonic: /^PLATFORM-SHELFMGR-\d-USER_RESET$/,
    why: 'a node restarts because a user asked for it',
    hits: [
      '<189>316: lab-xr9 RP/0/RSP0/CPU0:Apr  2 02:11:45.101 UTC: shelfmgr[396]: %PLATFORM-SHELFMGR-6-USER_RESET : Node 0/RSP0/CPU0 is reset due to user reload request',
    ],
    misses: [
      '<189>316: lab-xr9 RP/0/RSP0/CPU0:Apr  2 02:11:45.101 UTC: shelfmgr[396]: %PLATFORM-SHELFMGR-6-NODE_STATE : 0/0/CPU0 IOS XR RUN',
    ],
  },
  {
    ...common,
    id: 'iosxr-restored',
    kind: 'restarted',
    needles: ['OIR_RESTORE'],
    mnemonic: /^MGBL-CONFIG-\d-OIR_RESTORE$/,
    message: /node '0\/RS?P\d/,
    why: 'the configuration of a route processor came back after its restart',
    hits: [
      "RP/0/RP0/CPU0:Apr  2 23:26:18.202 UTC: cfgmgr-rp[247]: %MGBL-CONFIG-6-OIR_RESTORE : Configuration for node '0/RP0/CPU0' has been restored.",
    ],
    misses: [
      "RP/0/RP0/CPU0:Apr  2 23:26:18.202 UTC: cfgmgr-rp[247]: %MGBL-CONFIG-6-OIR_RESTORE : Configuration for node '0/3/CPU0' has been restored.",
    ],
  },
];
