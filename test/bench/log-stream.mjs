// Makes a seeded stream of mixed log lines: `lines` lines, about one in a hundred of them interesting.
const pick = (random, items) => items[Math.floor(random() * items.length)];

/** Mulberry32: small, seeded, the same everywhere. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const host = (random) =>
  `${pick(random, ['acc', 'core', 'edge', 'dist', 'lab'])}-${pick(random, ['ams', 'fra', 'lon', 'par'])}-${Math.floor(random() * 400)}`;
const address = (random) => `198.51.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`;
const number = (random, below) => Math.floor(random() * below);
const clock = (random) =>
  `${String(number(random, 24)).padStart(2, '0')}:${String(number(random, 60)).padStart(2, '0')}:${String(number(random, 60)).padStart(2, '0')}`;
const user = (random) => pick(random, ['ops', 'netadmin', 'svc-backup', 'jane', 'copyright-bot', 'reloader']);
const relay = (random) =>
  `<${pick(random, [187, 188, 189, 190])}>Apr  2 ${clock(random)} ${host(random)} ${number(random, 999999)}: `;
const cisco = (random, text) =>
  `${relay(random)}Apr  2 ${clock(random)}.${String(number(random, 1000)).padStart(3, '0')} UTC: ${text}`;

const quiet = [
  (r) =>
    cisco(
      r,
      `%LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet1/0/${number(r, 48)}, changed state to ${pick(r, ['up', 'down'])}`,
    ),
  (r) =>
    cisco(
      r,
      `%SEC-6-IPACCESSLOGP: list ${number(r, 200)} denied tcp ${address(r)}(${number(r, 65535)}) -> ${address(r)}(${number(r, 65535)}), ${number(r, 90)} packets`,
    ),
  (r) => cisco(r, `%SYS-5-CONFIG_I: Configured from console by ${user(r)} on vty0 (${address(r)})`),
  (r) =>
    cisco(
      r,
      `%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: ${user(r)}] [Source: ${address(r)}] [localport: 22] at ${clock(r)} UTC Thu Apr 2 2026`,
    ),
  (r) =>
    cisco(
      r,
      `%PARSER-5-CFGLOG_LOGGEDCMD: User:${user(r)}  logged command:description uplink to boot system room ${number(r, 99)}`,
    ),
  (r) =>
    cisco(r, `%PARSER-5-CFGLOG_LOGGEDCMD: User:${user(r)}  logged command:interface GigabitEthernet0/${number(r, 48)}`),
  (r) =>
    `<189>: 2026 Apr  2 ${clock(r)} UTC: %ETHPORT-5-IF_DOWN_LINK_FAILURE: Interface Ethernet1/${number(r, 48)} is down (Link failure)`,
  (r) =>
    `<189>: 2026 Apr  2 ${clock(r)} UTC: %AAA-6-AAA_ACCOUNTING_MESSAGE: update:${address(r)}@pts/0:${user(r)}:show interface status (SUCCESS)`,
  (r) =>
    `<30>Apr  2 ${clock(r)} ${host(r)} rpd[${number(r, 9999)}]: BGP_IO_ERROR_CLOSE_SESSION: BGP peer ${address(r)} (External AS ${number(r, 65000)}): Error event Operation timed out(60) for I/O session - closing it`,
  (r) =>
    `<190>Apr  2 ${clock(r)} ${host(r)} mgd[${number(r, 9999)}]: UI_CMDLINE_READ_LINE: User '${user(r)}', command 'show interfaces terse | match ge-0/0/${number(r, 48)} '`,
  (r) =>
    `<189>date=2026-04-02 time=${clock(r)} devname="${host(r)}" devid="FG100F00000${number(r, 90000) + 10000}" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" eventtime=${1775095905101000000 + number(r, 1e9)} tz="+0000" srcip=${address(r)} srcport=${number(r, 65535)} dstip=${address(r)} dstport=443 sessionid=${number(r, 1e9)} proto=6 action="close" policyid=${number(r, 900)} service="HTTPS" sentbyte=${number(r, 1e6)} rcvdbyte=${number(r, 1e7)}`,
  (r) =>
    `<14>Apr  2 ${clock(r)} ${host(r)} 1,2026/04/02 ${clock(r)},00${number(r, 1e10)},TRAFFIC,end,2561,2026/04/02 ${clock(r)},${address(r)},${address(r)},0.0.0.0,0.0.0.0,allow-web,,,web-browsing,vsys1,trust,untrust,ethernet1/1,ethernet1/2,fwd,2026/04/02 ${clock(r)},${number(r, 1e6)},1,${number(r, 65535)},443,0,0,0x1c,tcp,allow,${number(r, 1e5)},${number(r, 1e5)},0,9`,
  (r) =>
    `<165>Apr  2 ${clock(r)} ${host(r)} Ebra: %LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet${number(r, 48)} changed state to up`,
  (r) =>
    `<181>Apr  2 ${clock(r)} ise-${number(r, 9)} CISE_Passed_Authentications ${String(number(r, 1e10)).padStart(10, '0')} 1 0 2026-04-02 ${clock(r)}.101 +00:00 ${number(r, 1e10)} 5200 NOTICE Passed-Authentication: Authentication succeeded, ConfigVersionId=91, Device IP Address=${address(r)}, UserName=${user(r)}, Protocol=Radius, RequestLatency=${number(r, 90)}, NetworkDeviceName=${host(r)}`,
  (r) =>
    `Apr  2 ${clock(r)} ${address(r)} ${user(r)}\ttty${number(r, 9)}\t${address(r)}\tstop\ttask_id=${number(r, 9999)}\ttimezone=UTC\tservice=shell\tpriv-lvl=15\tcmd=show running-config <cr>`,
];

const loud = [
  (r) =>
    cisco(r, `%SYS-5-RELOAD: Reload requested by ${user(r)} on vty0 (${address(r)}). Reload Reason: Reload Command.`),
  (r) =>
    cisco(
      r,
      `%PARSER-5-CFGLOG_LOGGEDCMD: User:${user(r)}  logged command:boot system flash:c2960-lanbasek9-mz.122-${number(r, 60)}.SE${number(r, 9)}.bin`,
    ),
  (r) =>
    cisco(
      r,
      `%INSTALL-5-INSTALL_START_INFO: Switch 1 R0/0: install_engine: Started install add flash:cat9k_iosxe.17.0${number(r, 9)}.0${number(r, 9)}.SPA.bin`,
    ),
  (r) =>
    `<189>: 2026 Apr  2 ${clock(r)} UTC: %AAA-6-AAA_ACCOUNTING_MESSAGE: update:${address(r)}@pts/0:${user(r)}:configure terminal ; boot nxos bootflash:nxos.9.3.${number(r, 14)}.bin (SUCCESS)`,
  (r) =>
    `<190>Apr  2 ${clock(r)} ${host(r)} mgd[${number(r, 9999)}]: UI_CMDLINE_READ_LINE: User '${user(r)}', command 'request system software add /var/tmp/junos-install-mx-x86-64-19.4R${number(r, 4)}.tgz no-validate '`,
  (r) =>
    `Apr  2 ${clock(r)}\t${address(r)}\t${user(r)}\ttty1\t${address(r)}\tstop\ttask_id=${number(r, 9999)}\tservice=shell\tcmd=copy tftp://${address(r)}/c2960-lanbasek9-mz.122-58.SE2.bin flash: <cr>`,
];

/** Yields chunks of text of about a megabyte. */
export function* logStream({ seed, lines, interesting = 0.01, templates = { quiet, loud } }) {
  const random = seeded(seed);
  let chunk = [];
  for (let line = 0; line < lines; line++) {
    chunk.push(pick(random, random() < interesting ? templates.loud : templates.quiet)(random));
    if (chunk.length === 5000) {
      yield `${chunk.join('\n')}\n`;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield `${chunk.join('\n')}\n`;
}

/** Other templates than those of the bench, so that the filter is not fitted to it. */
export const otherTemplates = {
  quiet: [
    (r) =>
      `<46>Apr  2 ${clock(r)} ${host(r)} eventd[${number(r, 9999)}]: SYSTEM_ABNORMAL: request for a copy of the boot messages in file ${number(r, 99)}`,
    (r) =>
      `RP/0/RP0/CPU0:Apr  2 ${clock(r)}.101 UTC: SSHD_[${number(r, 99999)}]: %SECURITY-SSHD-6-INFO_GENERAL : Reload of keys by ${user(r)}`,
    (r) =>
      cisco(
        r,
        `%DHCPD-4-PING_CONFLICT: DHCP address conflict: request by ${address(r)}, install log archive, delete entry`,
      ),
    (r) => cisco(r, `%PARSER-5-CFGLOG_LOGGEDCMD: User:${user(r)}  logged command:no logging console`),
    (r) => `\u0000\u0001 garbage ${number(r, 1e9)} \ufffd copy reload boot`,
  ],
  loud: [
    (r) =>
      `<165>Apr  2 ${clock(r)} ${host(r)} Aaa: %ACCOUNTING-6-CMD: ${user(r)} vty3 ${address(r)} stop task_id=${number(r, 9999)} start_time=1.5 timezone=UTC service=shell priv-lvl=15 cmd=rel in 0:${number(r, 59)} force <cr>`,
    (r) => cisco(r, `%PARSER-5-CFGLOG_LOGGEDCMD: User:${user(r)}  logged command:BOO SYS fl:old-${number(r, 99)}.bin`),
    (r) =>
      `<186>date=2026-04-02 time=${clock(r)} devname="${host(r)}" devid="FG100F0000000009" logid="0100032202" type="event" subtype="system" level="critical" vd="root" action="restore-image" msg="User ops restored the image from ssh(${address(r)}) (v7.2.5 build1517 -> v7.0.${number(r, 9)} build1966)"`,
    (r) =>
      `Apr  2 ${clock(r)} ${address(r)} ${user(r)}\ttty${number(r, 9)}\t${address(r)}\tstop\tcmd=cop tft: fl: <cr>`,
  ],
};
