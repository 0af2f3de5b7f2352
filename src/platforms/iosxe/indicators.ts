import type { Indicator } from '../../core/indicator.ts';
import { ciscoBootIndicators } from '../shared/cisco-boot-indicators.ts';
import { ciscoCopyIndicators } from '../shared/cisco-copy-indicators.ts';
import { ciscoLoggingIndicators, ciscoRestartMessages } from '../shared/cisco-message-indicators.ts';
import { ciscoReloadIndicators } from '../shared/cisco-reload-indicators.ts';
import { applet } from './applet-indicators.ts';
import { installCommands } from './install-commands.ts';
import { installMessages } from './install-messages.ts';

export const iosxeIndicators: readonly Indicator[] = [
  ...installMessages,
  ...ciscoRestartMessages,
  {
    id: 'iosxe-chassis-reload',
    kind: 'restarted',
    detail: 'chassis',
    needles: ['reload chassis code', 'reload fru code', 'reload all fru'],
    mnemonic: /^PMAN-\d-EXITACTION$/,
    techniques: ['T1601.002'],
    why: 'the process manager ends every process because the chassis restarts',
    benign: 'every planned restart',
    source: 'lines of the log corpus',
    hits: [
      'Apr  2 09:22:53.836: %PMAN-5-EXITACTION: R0/0: pvp: Process manager is exiting: process exit with reload chassis code',
    ],
    misses: [
      'Apr  2 09:22:53.836: %PMAN-3-RELOAD_RP: R1/0: pvp: Reloading: RP switchover initiated. This RP will be reloaded',
    ],
  },
  ...installCommands,
  ...ciscoBootIndicators,
  ...ciscoCopyIndicators,
  ...ciscoReloadIndicators,
  ...ciscoLoggingIndicators,
  ...applet,
];
