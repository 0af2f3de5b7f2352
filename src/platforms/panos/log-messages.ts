import type { Indicator } from '../../core/indicator.ts';

const common = {
  mnemonic: /^SYSTEM$/,
  techniques: ['T1601.002'],
  benign: 'each planned upgrade; updates of content and signatures are other words and are not matched',
  source: 'PAN-OS syslog field descriptions, module upgrade; wordings of the log corpus (unsure)',
} as const;

const line = (module: string, text: string): string =>
  `<14>Apr  2 02:11:45 lab-fw9 1,2026/04/02 02:11:45,001234567890,SYSTEM,general,2817,2026/04/02 02:11:45,,general,,0,0,${module},high,"${text}",9003,0x0,0,0,0,0,,lab-fw9,0,0,2026-04-02T02:11:45.101+00:00`;

/** Descriptions of the SYSTEM log, held by the words that are about the system's own software. */
export const panosMessages: readonly Indicator[] = [
  {
    ...common,
    id: 'panos-downgraded',
    kind: 'software-change',
    detail: 'downgrade',
    needles: [
      'downgraded from',
      'owngrade of software',
      'owngrade of PAN-OS',
      'software downgrade',
      'Software downgrade',
    ],
    message: /^(?:PAN-?OS|[Ss]oftware|[Ss]ystem|Downgrade of (?:software|PAN-OS))\b(?!.{0,40}package)/i,
    score: 90,
    why: 'the firewall says that its software went back',
    hits: [line('upgrade', 'PAN-OS downgraded from 10.1.9 to 9.0.16')],
    misses: [line('upgrade', 'Antivirus package downgraded from version 4700-5200 to 4699-5199')],
  },
  {
    ...common,
    id: 'panos-installed',
    kind: 'software-change',
    needles: [
      'software version',
      'oftware job',
      'of software',
      'PAN-OS version',
      'panos version',
      'PAN-OS upgraded',
      'PanOS_',
      'oftware upgraded',
    ],
    message:
      /^(?:(?:Successfully )?[Ii]nstalled (?:panos|PAN-OS|PanOS\w{0,12}|software|system)\b|Software job: (?:install|upgrade|downgrade)|Upgrade of (?:software|PAN-OS)|PAN-?OS (?:was )?upgraded|(?:Software|System) (?:was )?upgraded|Install(?:ation|ing)? of (?:panos|PAN-OS|software|PanOS))/i,
    why: 'another release is being installed or is in place',
    hits: [
      line('upgrade', 'Installed panos software version 9.0.16'),
      line('upgrade', 'Software job: install of version 9.0.16 enqueued by ops, job id 7'),
      line('upgrade', 'Upgrade of software from 10.1.8 to 10.1.9 completed'),
    ],
    misses: [
      line('upgrade', 'Installed contents package: panupv2-all-contents-8700-8400'),
      line('upgrade', 'WildFire package upgraded from version 3 to 4 by Auto update agent'),
      line('general', 'New PAN-OS version 10.2.10 is available'),
      line('general', 'Failed to check system software: connection reset'),
    ],
  },
  {
    ...common,
    id: 'panos-image',
    kind: 'image-transfer',
    needles: ['oftware download', 'oftware image', 'PanOS_', 'oftware version'],
    message:
      /^(?:Software (?:image )?download|Software image|Downloaded (?:panos|PAN-OS|software)|(?:Image|File) PanOS|PanOS_\S{1,80} (?:downloaded|uploaded|imported))/i,
    why: 'a release was brought to the firewall',
    hits: [
      line('upgrade', 'Software downloaded: PanOS_3200-9.0.0'),
      line('upgrade', 'Software image PanOS_vm-9.0.0 uploaded by ops from 198.51.100.7'),
    ],
    misses: [
      line('upgrade', 'GlobalProtect Client package 5.2.10 downloaded'),
      line('general', 'Failed to check system software: connection reset'),
    ],
  },
  {
    ...common,
    id: 'panos-restart-requested',
    kind: 'reload-requested',
    needles: ['restart requested', 'shutting down', 'reboot requested', 'nitiated reboot', 'ebooting'],
    message:
      /^(?:System (?:restart|reboot|shutdown) requested|The system is (?:shutting down|rebooting)|.{0,60}[Ii]nitiated reboot)/,
    benign: 'every planned restart',
    why: 'the firewall restarts',
    hits: [
      line('general', 'System restart requested by ops'),
      line('general', 'The system is shutting down due to CLI Initiated reboot by ops'),
    ],
    misses: [line('general', 'Interface ethernet1/1 description reboot pending changed')],
  },
  {
    ...common,
    id: 'panos-started',
    kind: 'restarted',
    needles: ['system is starting', 'utocommit job started', 'system has started', 'after boot'],
    message: /^(?:The system (?:is starting up|has started)|Auto-?commit job started after boot)/i,
    benign: 'every restart; the start of the data plane alone is another message',
    why: 'the firewall is back',
    hits: [
      line('general', 'The system is starting up.'),
      line('general', 'Autocommit job started after boot, running version 9.0.16'),
    ],
    misses: [line('general', 'The dataplane is starting up.')],
  },
  {
    id: 'panos-syslog-deleted',
    kind: 'logging-disabled',
    needles: ['log-settings syslog', 'log-settings  syslog'],
    mnemonic: /^CONFIG$/,
    fields: { cmd: /^(?:delete|disable)$/, xpath: /\blog-settings {1,4}syslog\b/ },
    techniques: ['T1562.006'],
    why: 'a log target is removed: the steps that follow are no longer told',
    benign: 'moving to another collector',
    source: 'PAN-OS syslog field descriptions, configuration log',
    hits: [
      '<14>Apr  2 02:11:45 lab-fw9 1,2026/04/02 02:11:45,001234567890,CONFIG,0,2817,2026/04/02 02:11:45,198.51.100.7,,delete,ops,Web,Succeeded, shared log-settings syslog,9015,0x0,0,0,0,0,,lab-fw9,0,,0,2026-04-02T02:11:45.101+00:00',
    ],
    misses: [
      '<14>Apr  2 02:11:45 lab-fw9 1,2026/04/02 02:11:45,001234567890,CONFIG,0,2817,2026/04/02 02:11:45,198.51.100.7,,set,ops,Web,Succeeded, shared log-settings syslog,9015,0x0,0,0,0,0,,lab-fw9,0,,0,2026-04-02T02:11:45.101+00:00',
    ],
  },
];
