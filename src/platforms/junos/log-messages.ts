import type { Indicator } from '../../core/indicator.ts';

const common = {
  techniques: ['T1601.002'],
  benign: 'every planned restart',
  source: 'Junos system log reference; lines of the log corpus',
} as const;

/** Messages of Junos about restarts and log targets; commands are rules of their own. */
export const junosMessages: readonly Indicator[] = [
  {
    ...common,
    id: 'junos-reboot-event',
    kind: 'reload-requested',
    needles: ['UI_REBOOT_EVENT'],
    mnemonic: /^UI_REBOOT_EVENT$/,
    why: 'the management process restarts the device for a user',
    hits: ["<28>Apr  2 02:12:02 lab-mx9 mgd[7729]: UI_REBOOT_EVENT: System rebooted by 'ops'"],
    misses: [
      "<28>Apr  2 02:12:02 lab-mx9 mgd[7729]: UI_COMMIT: User 'ops' requested 'commit' operation (comment: UI_REBOOT_EVENT)",
    ],
  },
  {
    ...common,
    id: 'junos-kernel-banner',
    kind: 'restarted',
    needles: ['kernel: JUNOS ', 'kernel - - - JUNOS ', ' JUNOS '],
    message: /^JUNOS \d\d\.\d\S{0,30} Kernel/,
    why: 'the kernel started; its banner names the release',
    hits: ['<5>Apr  2 02:18:31 lab-mx9 kernel: JUNOS 19.4R3-S2 Kernel 64-bit  JNPR-11.0-20200501.builder_stable_11'],
    misses: ['<5>Apr  2 02:18:31 lab-mx9 kernel: rts_commit_proposal: JUNOS nothing'],
  },
  {
    ...common,
    id: 'junos-operational',
    kind: 'restarted',
    needles: ['SYSTEM_OPERATIONAL', 'SNMPD_TRAP_COLD_START'],
    mnemonic: /^(?:SYSTEM_OPERATIONAL|SNMPD_TRAP_COLD_START)$/,
    why: 'the device is back',
    hits: [
      '<46>Apr  2 02:18:29 lab-mx9 eventd[5110]: SYSTEM_OPERATIONAL: System is operational',
      '<29>Apr  2 02:18:55 lab-mx9 snmpd[5222]: SNMPD_TRAP_COLD_START: trap_generate_cold: SNMP trap: cold start',
    ],
    misses: [
      '<29>Apr  2 02:18:55 lab-mx9 snmpd[5222]: SNMPD_TRAP_WARM_START: trap_generate_warm: SNMP trap: warm start',
    ],
  },
  {
    ...common,
    id: 'junos-syslog-deleted',
    kind: 'logging-disabled',
    needles: ['UI_CFG_AUDIT_'],
    mnemonic: /^UI_CFG_AUDIT_/,
    fields: { action: /^(?:delete|deactivate)$/, pathname: /^system syslog(?: host\b|$)/ },
    techniques: ['T1562.006'],
    benign: 'moving to another collector, where a new target is set in the same commit',
    why: 'a log target is removed: the steps that follow are no longer told',
    hits: [
      "<182>Apr  2 02:11:45 lab-mx9 mgd[7729]: UI_CFG_AUDIT_OTHER: User 'ops' delete: [system syslog host 198.51.100.9]",
    ],
    misses: [
      '<182>Apr  2 02:11:45 lab-mx9 mgd[7729]: UI_CFG_AUDIT_SET: User \'ops\' set: [system syslog host 198.51.100.9] "x -> "any"',
      "<182>Apr  2 02:11:45 lab-mx9 mgd[7729]: UI_CFG_AUDIT_OTHER: User 'ops' delete: [system ntp server 198.51.100.9]",
    ],
  },
];
