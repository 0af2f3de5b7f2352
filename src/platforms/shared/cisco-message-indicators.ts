import type { Indicator } from '../../core/indicator.ts';

const technique = ['T1601.002'];
const source = 'IOS system message guide; lines of the log corpus';

/** Restart messages of IOS and IOS XE (`%SYS-5-RELOAD` also of EOS). */
export const ciscoRestartMessages: readonly Indicator[] = [
  {
    id: 'cisco-msg-reload',
    kind: 'reload-requested',
    needles: ['SYS-5-RELOAD'],
    mnemonic: /^(?:\w+-)?SYS-5-RELOAD$/,
    techniques: technique,
    why: 'the device says that it restarts now, by whom and why',
    benign: 'every planned restart',
    source,
    hits: [
      '<189>31: lab-r9: Apr  2 04:00:01.000 UTC: %SYS-5-RELOAD: Reload requested by ops on vty0 (198.51.100.7). Reload Reason: Reload Command.',
    ],
    misses: [
      '<189>31: lab-r9: Apr  2 04:00:01.000 UTC: %SYS-5-RELOADED_X: nothing',
      '<189>31: lab-r9: Apr  2 04:00:01.000 UTC: %SYS-5-CONFIG_I: see SYS-5-RELOAD',
    ],
  },
  {
    id: 'cisco-msg-reload-scheduled',
    kind: 'reload-scheduled',
    needles: ['SCHEDULED_RELOAD'],
    mnemonic: /^SYS-5-SCHEDULED_RELOAD$/,
    techniques: technique,
    why: 'a restart is scheduled; the message tells for when and by whom',
    benign: 'a safety reload before a risky change',
    source,
    hits: [
      '<189>32: lab-r9: Apr  2 04:00:01.000 UTC: %SYS-5-SCHEDULED_RELOAD: Reload requested for 05:00:00 UTC Thu Apr 2 2026 at 04:00:01 UTC Thu Apr 2 2026 by ops on vty0 (198.51.100.7). Reload Reason: Reload Command.',
    ],
    misses: [
      '<189>33: lab-r9: Apr  2 04:00:01.000 UTC: %SYS-5-SCHEDULED_RELOAD_CANCELLED:  Scheduled reload cancelled at 04:10:01 UTC Thu Apr 2 2026',
    ],
  },
  {
    id: 'cisco-msg-reload-cancelled',
    kind: 'reload-cancelled',
    needles: ['SCHEDULED_RELOAD_CANCELLED', 'SYS-5-RELOAD_CANCEL'],
    mnemonic: /^SYS-5-(?:SCHEDULED_RELOAD_CANCELLED|RELOAD_CANCEL(?:LED)?)$/,
    techniques: technique,
    why: 'a scheduled restart was taken back; the public rule counts this line as a schedule',
    benign: 'the end of a safety reload',
    source: `${source}; the wording RELOAD_CANCEL stands on the public rule's page only`,
    hits: [
      '<189>33: lab-r9: Apr  2 04:10:01.000 UTC: %SYS-5-SCHEDULED_RELOAD_CANCELLED:  Scheduled reload cancelled at 04:10:01 UTC Thu Apr 2 2026',
      '<189>33: lab-r9: Apr  2 04:10:01.000 UTC: %SYS-5-RELOAD_CANCEL: ops cancel reload process',
    ],
    misses: [
      '<189>31: lab-r9: Apr  2 04:00:01.000 UTC: %SYS-5-RELOAD: Reload requested by ops on vty0 (198.51.100.7). Reload Reason: Reload Command.',
    ],
  },
  {
    id: 'cisco-msg-restart',
    kind: 'restarted',
    needles: ['SYS-5-RESTART', 'SNMP-5-COLDSTART', 'SYS-6-BOOTTIME', 'BOOT-5-OPMODE_LOG'],
    mnemonic: /^(?:SYS-5-RESTART|SNMP-5-COLDSTART|SYS-6-BOOTTIME|BOOT-5-OPMODE_LOG)$/,
    techniques: technique,
    why: 'the device is back; the restart message names the software that runs now',
    benign: 'every restart, power failures included',
    source,
    hits: [
      '<189>12: lab-r9: *Mar  1 00:00:40.001 UTC: %SYS-5-RESTART: System restarted --#012Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 12.2(58)SE2, RELEASE SOFTWARE (fc1)',
      '<189>13: lab-r9: *Mar  1 00:00:41.001 UTC: %SNMP-5-COLDSTART: SNMP agent on host lab-r9 is undergoing a cold start',
    ],
    misses: [
      '<189>14: lab-r9: Apr  2 04:00:01.000 UTC: %OSPF-5-ADJCHG: Process 1, neighbor restarted',
      'RP/0/RP0/CPU0:Apr  2 04:00:01.000 UTC: processmgr[51]: %OS-SYSMGR-6-RESTART : Process bgp(1) restarted by user request',
    ],
  },
];

/** Syslog host taken away, seen from the device. Other `no logging` commands turn off a screen or a buffer only. */
export const ciscoLoggingIndicators: readonly Indicator[] = [
  {
    id: 'cisco-no-logging',
    kind: 'logging-disabled',
    words: ['logg|ing'],
    command:
      /^(?:no|default) logging (?:host |server |on$|enable$|trap$|(?:vrf \S+ )?(?:host )?[0-9a-f]{0,4}[.:\d][0-9a-f.:]{3,44}(?: |$))/,
    techniques: ['T1562.006'],
    why: 'a log target is removed: the steps that follow are no longer told',
    benign: 'moving to another collector, where a new target is set in the same session',
    source: 'IOS and NX-OS command references, logging host and logging server',
    hits: [
      'no logging host 198.51.100.9',
      'no logging 198.51.100.9',
      'no logg host 198.51.100.9',
      'no logging server 198.51.100.9',
      'no logging on',
    ],
    misses: ['logging host 198.51.100.9', 'no logging console', 'no logging event link-status', 'no logging monitor'],
  },
  {
    id: 'cisco-msg-logging-stopped',
    kind: 'logging-disabled',
    needles: ['LOGGINGHOST_STARTSTOP'],
    mnemonic: /^SYS-6-LOGGINGHOST_STARTSTOP$/,
    message: /stopped - CLI initiated/,
    techniques: ['T1562.006'],
    why: 'sending to a syslog host was stopped by command',
    benign: 'moving to another collector',
    source: 'IOS system message guide, SYS-6-LOGGINGHOST_STARTSTOP',
    hits: [
      '<190>40: lab-r9: Apr  2 04:00:01.000 UTC: %SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 198.51.100.9 port 514 stopped - CLI initiated',
    ],
    misses: [
      '<190>40: lab-r9: Apr  2 04:00:01.000 UTC: %SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 198.51.100.9 port 514 started - CLI initiated',
    ],
  },
];
