import type { Indicator } from '../../core/indicator.ts';
import { panosMessages } from './log-messages.ts';

const common = {
  techniques: ['T1601.002'],
  benign: 'each planned upgrade; the version tells it apart',
  source: 'PAN-OS CLI reference; audit lines of the log corpus (layout unsure)',
} as const;

export const panosIndicators: readonly Indicator[] = [
  ...panosMessages,
  {
    ...common,
    id: 'panos-cmd-download',
    kind: 'image-transfer',
    words: [
      'req|uest sys|tem sof|tware dow|nload',
      'scp imp|ort sof|tware',
      'tftp imp|ort sof|tware',
      'req|uest batch sof|tware dow|nload',
    ],
    why: 'a release is fetched to the firewall',
    hits: [
      'request system software download version 9.0.16',
      'scp import software from u@198.51.100.7:/PanOS_vm-9.0.0',
    ],
    misses: [
      'request system software info',
      'request system software check',
      'scp import configuration from u@198.51.100.7:/a.xml',
    ],
  },
  {
    ...common,
    id: 'panos-cmd-install',
    kind: 'software-change',
    words: [
      'req|uest sys|tem sof|tware ins|tall',
      'req|uest batch sof|tware ins|tall',
      'deb|ug swm load',
      'deb|ug swm install',
    ],
    why: 'a release is installed; the line says typed, not done',
    hits: ['request system software install version 9.0.16'],
    misses: ['request content upgrade install version latest', 'request system software info'],
  },
  {
    ...common,
    id: 'panos-cmd-revert',
    kind: 'software-change',
    detail: 'rollback',
    words: ['deb|ug swm rev|ert'],
    score: 75,
    why: 'the release that ran before is put back',
    hits: ['debug swm revert'],
    misses: ['debug swm status', 'debug swm history'],
  },
  {
    ...common,
    id: 'panos-cmd-delete',
    kind: 'image-transfer',
    detail: 'deleted',
    words: ['del|ete sof|tware'],
    command: /^delete software (?:version|image)/,
    why: 'a downloaded release is removed',
    hits: ['delete software version 10.2.9'],
    misses: ['delete config saved a.xml'],
  },
  {
    ...common,
    id: 'panos-cmd-restart',
    kind: 'reload-requested',
    words: ['req|uest rest|art sys|tem', 'req|uest shu|tdown sys|tem'],
    why: 'a restart is asked for by command',
    benign: 'every planned restart',
    hits: ['request restart system', 'request shutdown system'],
    misses: ['request license info', 'request restart software'],
  },
];
