import type { Indicator } from '../../core/indicator.ts';
import { ciscoBootIndicators } from '../shared/cisco-boot-indicators.ts';
import { ciscoCopyIndicators } from '../shared/cisco-copy-indicators.ts';
import { ciscoLoggingIndicators, ciscoRestartMessages } from '../shared/cisco-message-indicators.ts';
import { ciscoReloadIndicators } from '../shared/cisco-reload-indicators.ts';

export const iosIndicators: readonly Indicator[] = [
  ...ciscoRestartMessages,
  ...ciscoBootIndicators,
  ...ciscoCopyIndicators,
  ...ciscoReloadIndicators,
  ...ciscoLoggingIndicators,
  {
    id: 'ios-ap-upgrade',
    kind: 'software-change',
    detail: 'access-point',
    needles: ['SYS-5-UPGRADE'],
    mnemonic: /^SYS-5-UPGRADE$/,
    score: 10,
    techniques: ['T1601.002'],
    why: 'an access point takes the software of its controller, which may be older',
    benign: 'an access point that joins a controller of another release',
    source: 'access point lines of the log corpus',
    hits: [
      'Apr  2 12:10:15 wlc-9: AP:aaaa.bbbb.cccc: Apr  2 12:10:15 AP7 %SYS-5-UPGRADE: AP firmware upgrade initiated from controller 198.51.100.4',
    ],
    misses: ['Apr  2 12:10:15 wlc-9: AP:aaaa.bbbb.cccc: Apr  2 12:10:15 AP7 %SYS-5-RESTARTX: AP joined'],
  },
];
