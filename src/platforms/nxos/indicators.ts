import type { Indicator } from '../../core/indicator.ts';
import { ciscoCopyIndicators } from '../shared/cisco-copy-indicators.ts';
import { ciscoLoggingIndicators } from '../shared/cisco-message-indicators.ts';
import { ciscoReloadIndicators } from '../shared/cisco-reload-indicators.ts';
import { nxosMessages } from './log-messages.ts';

const common = {
  techniques: ['T1601.002'],
  benign: 'each planned upgrade; the version of the image tells it apart',
  source: 'NX-OS fundamentals command reference; accounting lines of the log corpus',
} as const;

export const nxosIndicators: readonly Indicator[] = [
  ...nxosMessages,
  {
    ...common,
    id: 'nxos-no-boot',
    kind: 'boot-change',
    detail: 'removed',
    words: ['boo|t nxos', 'boo|t kick|start', 'boo|t sys|tem'],
    command: /^no boot (?:nxos|kickstart|system)(?: sup-\d)?$/,
    score: 60,
    why: 'the boot variable is emptied',
    hits: ['no boot nxos', 'configure terminal ; no boot kickstart'],
    misses: ['boot nxos bootflash:x.bin', 'show boot'],
  },
  {
    ...common,
    id: 'nxos-boot',
    kind: 'boot-change',
    words: ['boo|t nxos', 'boo|t kick|start', 'boo|t sys|tem', 'boo|t order', 'boo|t poap'],
    command: /^(?:no )?boot (?:nxos|kickstart|system|order|poap)(?!.*\?$)/,
    why: 'what boots next is changed',
    hits: [
      'configure terminal ; boot nxos bootflash:nxos.9.3.8.bin',
      'boot kickstart bootflash:n7000-s2-kickstart.6.2.16.bin',
      'conf t ; boo sys bootflash:x.bin',
    ],
    misses: [
      'configure terminal ; interface Ethernet1/1 ; description boot system uplink',
      'show boot',
      'boot auto-copy',
    ],
  },
  {
    ...common,
    id: 'nxos-install-rollback',
    kind: 'install-op',
    detail: 'rollback',
    words: ['ins|tall dea|ctivate', 'ins|tall rol|lback'],
    score: 70,
    why: 'a patch is taken out',
    hits: ['install deactivate nxos.CSCvq99999-n9k_ALL-1.0.0-9.3.8.lib32_n9000.rpm'],
    misses: ['show install inactive'],
  },
  {
    ...common,
    id: 'nxos-install-remove',
    kind: 'install-op',
    detail: 'remove',
    words: ['ins|tall rem|ove'],
    score: 20,
    why: 'a package is removed from the device',
    hits: ['install remove nxos.CSCvq99999-n9k_ALL-1.0.0-9.3.8.lib32_n9000.rpm'],
    misses: ['install all nxos bootflash:x.bin'],
  },
  {
    ...common,
    id: 'nxos-install',
    kind: 'install-op',
    words: ['ins|tall all', 'ins|tall add', 'ins|tall act|ivate', 'ins|tall com|mit', 'ins|tall reset'],
    command: /^install (?:all|add|activate|commit|reset)(?! impact)(?!.* show-impact)(?!.*\?$)/,
    why: 'a package operation is typed',
    hits: [
      'install all nxos bootflash:nxos.9.3.8.bin',
      'install all kickstart bootflash:k.bin system bootflash:s.bin',
      'install activate nxos.CSCvq99999-n9k_ALL-1.0.0-9.3.8.lib32_n9000.rpm',
    ],
    misses: [
      'show install all impact nxos bootflash:nxos.9.3.8.bin',
      'install feature-set fex',
      'install license bootflash:x.lic',
    ],
  },
  {
    ...common,
    id: 'nxos-job-reload',
    kind: 'reload-scheduled',
    detail: 'scheduler',
    words: ['rel|oad'],
    command: /^scheduled reload(?: |$)/,
    benign: 'a nightly job that somebody set up on purpose',
    why: 'a scheduler job restarts the device',
    hits: ['configure terminal ; scheduler job name nightly ; reload'],
    misses: ['configure terminal ; scheduler job name nightly ; copy running-config startup-config', 'reload'],
  },
  ...ciscoCopyIndicators,
  ...ciscoReloadIndicators,
  ...ciscoLoggingIndicators,
];
