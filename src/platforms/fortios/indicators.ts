import type { Indicator } from '../../core/indicator.ts';

const common = {
  techniques: ['T1601.002'],
  benign: 'each planned upgrade; the two versions of the message tell it apart',
  source: 'FortiOS log message reference; lines of the log corpus',
} as const;

/** The last six digits are the message; the four before them type and subtype. */
const id = (...numbers: readonly string[]): RegExp => new RegExp(`^(?:\\d{2,4})?0{0,2}(?:${numbers.join('|')})$`);
const line = (logId: string, rest: string): string =>
  `<186>date=2026-04-02 time=02:11:45 devname="lab-fg9" devid="FG100F0000000009" logid="01000${logId}" type="event" subtype="system" level="critical" vd="root" eventtime=1775095905101000000 tz="+0000" ${rest}`;
const image =
  'logdesc="Image restored" user="ops" ui="https(198.51.100.7)" action="restore-image" status="success" msg="User ops restored the image from https(198.51.100.7) (v7.0.9 build0444 -> v6.2.11 build1234)"';
const attribute = (action: string, message: string): string =>
  line('44547', `logdesc="Object configured" user="ops" ui="https(198.51.100.7)" action="${action}" msg="${message}"`);

export const fortiosIndicators: readonly Indicator[] = [
  {
    ...common,
    id: 'fortios-image-restored',
    kind: 'software-change',
    detail: 'restored',
    needles: ['32202', '32199', '32235', '32200'],
    mnemonic: id('32202', '32199', '32235'),
    why: 'another image was loaded',
    hits: [
      line('32202', image),
      line('32199', 'logdesc="Image restored from USB" action="restore-image" msg="Image restored from USB"'),
    ],
    misses: [line('32222', 'logdesc="Virus database restored" action="restore" msg="Virus database restored 32202"')],
  },
  {
    ...common,
    id: 'fortios-image-confirmed',
    kind: 'image-transfer',
    detail: 'confirmed',
    needles: ['32262'],
    mnemonic: id('32262'),
    why: 'a user confirmed the image that is to be loaded',
    hits: [
      line(
        '32262',
        'logdesc="Image restore confirmed by user" user="ops" ui="https(198.51.100.7)" action="restore-image" status="success" msg="User ops confirmed image restore FGT_60F-v6.2.11-build1234-FORTINET.out"',
      ),
    ],
    misses: [line('32202', image)],
  },
  {
    ...common,
    id: 'fortios-downgraded',
    kind: 'software-change',
    detail: 'downgrade',
    needles: ['action=downgrade', 'action="downgrade"', 'act=downgrade'],
    fields: { action: /^downgrade$/ },
    message: /\bimage\b/i,
    score: 90,
    why: 'the device names its own step back',
    source: 'FortiWeb log reference, an example of a sister product; log corpus',
    hits: [
      'date=2026-04-02 time=15:22:38 log_id=10000020 msg_id=000000000001 device_id=FVVM040000000009 vd="root" type=event subtype="system" pri=critical user=ops ui=GUI action=downgrade status=success msg="User ops downgraded the image from GUI(198.51.100.7)"',
    ],
    misses: [
      'date=2026-04-02 time=15:22:38 log_id=10000021 device_id=FVVM040000000009 type=event subtype="system" pri=critical user=ops ui=GUI action=downgrade status=success msg="User ops downgraded the signature database"',
    ],
  },
  {
    ...common,
    id: 'fortios-upgraded',
    kind: 'software-change',
    detail: 'upgrade',
    needles: ['action=upgrade', 'action="upgrade"', 'act=upgrade'],
    fields: { action: /^upgrade$/ },
    message: /\b(?:upgraded?|downgraded?) the image\b/i,
    score: 20,
    why: 'another image was loaded, upwards as the device says',
    source: 'FortiWeb log reference, an example of a sister product; log corpus',
    hits: [
      'date=2026-04-02 time=15:26:51 log_id=10000019 msg_id=000000000002 device_id=FVVM040000000009 vd="root" type=event subtype="system" pri=critical user=ops ui=GUI action=upgrade status=success msg="User ops upgrade the image from GUI(198.51.100.7)"',
    ],
    misses: [
      line(
        '38404',
        'logdesc="FortiSwitch firmware upgraded" user="ops" ui="https(198.51.100.7)" action="upgrade" status="success" msg="FortiSwitch S108E00000009 firmware v7.2.5 upgrade done"',
      ),
    ],
  },
  {
    ...common,
    id: 'fortios-reboot',
    kind: 'reload-requested',
    needles: ['32138'],
    mnemonic: id('32138'),
    benign: 'every planned restart',
    why: 'a user restarted the firewall',
    hits: [
      line(
        '32138',
        'logdesc="Device rebooted" user="ops" ui="https(198.51.100.7)" action="reboot" msg="User ops rebooted the device from https(198.51.100.7)"',
      ),
    ],
    misses: [
      line(
        '53300',
        'logdesc="Automation stitch triggered" user="ops" action="stitch" msg="stitch:reboot-32138 is triggered."',
      ),
    ],
  },
  {
    ...common,
    id: 'fortios-started',
    kind: 'restarted',
    needles: ['32009'],
    mnemonic: id('32009'),
    benign: 'every restart',
    why: 'the firewall is back',
    hits: [line('32009', 'logdesc="FortiGate started" msg="Fortigate started"')],
    misses: [line('32001', 'logdesc="Admin login successful" msg="Administrator 32009 logged in"')],
  },
  {
    ...common,
    id: 'fortios-next-boot',
    kind: 'boot-change',
    detail: 'partition',
    needles: ['set-next-reboot'],
    message: /set-next-reboot (?:primary|secondary)/,
    why: 'the other partition boots next, where the release before lies',
    benign: 'going back after a failed upgrade',
    hits: [
      line(
        '44547',
        'logdesc="Object configured" user="ops" ui="ssh(198.51.100.7)" action="set-next-reboot" status="success" msg="execute set-next-reboot primary"',
      ),
    ],
    misses: [attribute('Add', 'Add firewall.address set-next-reboot')],
  },
  {
    id: 'fortios-syslog-removed',
    kind: 'logging-disabled',
    needles: ['log.syslogd', 'log.fortianalyzer', 'log.setting'],
    mnemonic: id('44546', '44547', '44545'),
    message:
      /^(?:Delete log\.(?:syslogd|fortianalyzer)\d?\.|Edit log\.(?:syslogd|fortianalyzer)\d?\.setting.{0,200}status\[enable->disable\])/,
    techniques: ['T1562.006'],
    why: 'a log target is removed: the steps that follow are no longer told',
    benign: 'moving to another collector',
    source: 'FortiOS log message reference, 44547; lines of the log corpus',
    hits: [
      attribute('Delete', 'Delete log.syslogd.setting '),
      attribute('Edit', 'Edit log.syslogd.setting status[enable->disable]'),
    ],
    misses: [
      attribute('Edit', 'Edit system.global '),
      attribute('Edit', 'Edit log.syslogd.setting server[198.51.100.8->198.51.100.9]'),
    ],
  },
];
