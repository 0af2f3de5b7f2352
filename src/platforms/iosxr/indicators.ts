import type { Indicator } from '../../core/indicator.ts';
import { ciscoBootIndicators } from '../shared/cisco-boot-indicators.ts';
import { ciscoCopyIndicators } from '../shared/cisco-copy-indicators.ts';
import { ciscoLoggingIndicators } from '../shared/cisco-message-indicators.ts';
import { ciscoReloadIndicators } from '../shared/cisco-reload-indicators.ts';
import { installOperations } from './install-operations.ts';
import { restartMessages } from './restart-messages.ts';

const common = {
  kind: 'install-op',
  techniques: ['T1601.002'],
  benign: 'each planned upgrade and patch; the version of the packages tells it apart',
  source: 'IOS XR system management command reference, install; log corpus',
} as const;

export const iosxrIndicators: readonly Indicator[] = [
  {
    ...common,
    id: 'iosxr-cmd-install-rollback',
    detail: 'rollback',
    words: ['ins|tall rol|lback', 'ins|tall dea|ctivate'],
    score: 70,
    why: 'packages are taken out or an earlier set comes back',
    hits: ['install rollback to committed', 'install deactivate disk0:asr9k-k9sec-px-6.2.3'],
    misses: ['show install rollback', 'install commit'],
  },
  {
    ...common,
    id: 'iosxr-cmd-install-remove',
    detail: 'remove',
    words: ['ins|tall rem|ove'],
    score: 20,
    why: 'packages are removed; the release to return to may go with them',
    hits: ['install remove inactive all'],
    misses: ['show install inactive'],
  },
  {
    ...common,
    id: 'iosxr-cmd-install',
    words: [
      'ins|tall add',
      'ins|tall act|ivate',
      'ins|tall com|mit',
      'ins|tall upd|ate',
      'ins|tall upg|rade',
      'ins|tall rep|lace',
      'ins|tall pac|kage',
      'ins|tall app|ly',
      'ins|tall pre|pare',
      'ins|tall sou|rce',
    ],
    why: 'a package operation is typed',
    hits: [
      'install add source tftp://198.51.100.7/ asr9k-mini-px.pie-5.3.3',
      'install replace /harddisk:/ncs5500-goldenk9-x-7.3.1.iso commit',
      'admin install activate 41',
    ],
    misses: ['show install active summary', 'install extract x.tar', 'install verify packages'],
  },
  ...installOperations,
  ...restartMessages,
  {
    id: 'iosxr-hw-module-reload',
    kind: 'reload-requested',
    words: ['hw-m|odule loc|ation'],
    command: /^hw-module location (?:all|\d\/(?:rp|rsp)\S{0,16}) reload/,
    techniques: ['T1601.002'],
    why: 'the whole router or its route processor restarts',
    benign: 'every planned restart',
    source: 'IOS XR command reference, hw-module location reload',
    hits: ['hw-module location all reload', 'admin hw-module location all reload'],
    misses: ['hw-module location 0/1/cpu0 reload'],
  },
  ...ciscoBootIndicators,
  ...ciscoCopyIndicators,
  ...ciscoReloadIndicators,
  ...ciscoLoggingIndicators,
];
