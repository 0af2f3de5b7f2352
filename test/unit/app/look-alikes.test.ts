import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../../src/app/configuration.ts';
import { deviceDirectory } from '../../../src/app/device-directory.ts';
import { alertJoiner } from '../../../src/app/join-alerts.ts';
import { lineJudge } from '../../../src/app/judge-line.ts';
import type { Alert } from '../../../src/core/alert.ts';

/** Harmless causes of the same lines, from the lines to the label that the alert gets (docs/detection.md, "Labels"). */
const hosts = `
sw1: {hostname: 198.51.100.21, platform: iosxe, username: pawl, data: {role: access}}
sw2: {hostname: 198.51.100.22, platform: iosxe, data: {role: access}}
r9: {hostname: 198.51.100.9, platform: ios, data: {role: branch}}
lab1: {hostname: 198.51.100.31, platform: iosxe, data: {role: access, environment: lab}}
mx1: {hostname: 198.51.100.41, platform: junos}
pa1: {hostname: 198.51.100.51, platform: panos}
leaf1: {hostname: 198.51.100.61, platform: nxos}
`;
const agent = `
windows:
  - {name: CHG0042, select: {device: [sw1, sw2, lab1]}, from: 2026-04-02T20:00Z, to: 2026-04-02T23:00Z, ticket: CHG0042, approvedBy: board, target: {version: 17.12.04}}
automation:
  - {name: catalyst-center, users: [dnac], sources: [192.0.2.10]}
  - {name: ncm, users: [svc-ncm], sources: [192.0.2.20]}
  - {name: ansible, users: [awx], sources: [192.0.2.30, 192.0.2.31]}
`;
const rules = `
name: access
approvedBy: network lead
match: {platform: iosxe}
approved: [{version: 17.12.04}, {version: 17.09.04a}]
rollback: [17.06.05]
`;

function alertsOf(lines: readonly string[], withRules = true): readonly Alert[] {
  const file = (name: string, text: string) => ({ file: name, text });
  const { configuration, problems } = configurationOf({
    inventory: { hosts: file('hosts.yaml', hosts), groups: null, defaults: null },
    agent: file('agent.yaml', agent),
    baselines: withRules ? [file('access.yaml', rules)] : [],
  });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const judge = lineJudge(deviceDirectory(configuration.inventory.devices));
  const joiner = alertJoiner({ configuration, recordedWindows: [], ownAddresses: ['192.0.2.5'] });
  const ended: Alert[] = [];
  for (const [index, text] of lines.entries()) {
    const judged = judge.line(text, { file: 'a.log', lineNumber: index + 1 }, Date.UTC(2026, 3, 3));
    if (judged !== null) ended.push(...joiner.add(joiner.weigh(judged)));
  }
  return [...ended, ...joiner.open()];
}

const at = (time: string, host = 'sw1', sequence = 100) => `<189>${sequence}: ${host}: Apr  2 2026 ${time}.000 UTC:`;
const runs = (time: string, version: string, host = 'sw1') =>
  `${at(time, host, 5)} %SYS-5-RESTART: System restarted --#012Cisco IOS Software [Cupertino], Catalyst L3 Switch Software (CAT9K_IOSXE), Version ${version}, RELEASE SOFTWARE (fc3)`;
const install = (time: string, what: string, host = 'sw1') =>
  `${at(time, host)} %INSTALL-5-INSTALL_START_INFO: Chassis 1 R0/0: install_engine: Started install ${what}`;
const logged = (time: string, command: string, host = 'sw1', user = 'ops') =>
  `${at(time, host)} %PARSER-5-CFGLOG_LOGGEDCMD: User:${user}  logged command:${command}`;
const typed = (time: string, command: string, { device = '198.51.100.21', user = 'ops', from = '198.51.100.7' } = {}) =>
  `<190>Apr  2 ${time} ise CISE_TACACS_Accounting 0000000001 1 0 2026-04-02 ${time}.101 +00:00 0018415201 3300 NOTICE Tacacs-Accounting: TACACS+ Accounting with Command, ConfigVersionId=1, Device IP Address=${device}, CmdSet=[ CmdAV=${command} <cr> ], User=${user}, Remote-Address=${from}, `;
const image = 'cat9k_iosxe.17.12.04.SPA.bin';
const upgrade = (time: (minutes: number) => string) => [
  typed(time(0), `copy scp://192.0.2.40/${image} flash:`),
  install(time(10), `add flash:${image}`),
  install(time(20), 'activate'),
  `${at(time(25))} %SYS-5-RELOAD: Reload requested by ops on vty0 (198.51.100.7). Reload Reason: Image Install.`,
  runs(time(35), '17.12.4'),
];
const from = (hour: number) => (minutes: number) =>
  `${String(hour + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;

describe('a planned upgrade', () => {
  it('to the target of its window, in it, is authorized and labelled', () => {
    expect(alertsOf(upgrade(from(21)))).toMatchObject([
      { device: 'sw1', disposition: 'authorized', labels: ['window:CHG0042'], stage: 'restarted', chains: ['C2'] },
    ]);
  });
  it('begun before the window is open, and says which window it reaches into', () => {
    expect(alertsOf(upgrade((minutes) => from(19)(minutes + 55)))).toMatchObject([
      { disposition: 'open', labels: ['window:CHG0042'] },
    ]);
  });
  it('outside any window is open without a label', () => {
    expect(alertsOf(upgrade(from(10)))).toMatchObject([{ disposition: 'open', labels: [] }]);
  });
  it('on a device that the window does not name is open', () => {
    expect(
      alertsOf([logged('21:00:00', 'boot system flash:c2900-universalk9-mz.SPA.152-4.M3.bin', 'r9')]),
    ).toMatchObject([{ device: 'r9', disposition: 'open', labels: [] }]);
  });
  it('in bundle mode, with the old boot line kept behind the new one, is authorized', () => {
    const old = 'cat9k_iosxe.17.09.04a.SPA.bin';
    expect(
      alertsOf([
        logged('21:00:00', `no boot system flash:${old}`),
        logged('21:00:10', `boot system flash:${image}`),
        logged('21:00:20', `boot system flash:${old}`),
      ]),
    ).toMatchObject([{ disposition: 'authorized', labels: ['window:CHG0042'], stage: 'boot-changed' }]);
  });
});

describe('automation', () => {
  const script = (user: string, address: string, device = '198.51.100.21') => [
    typed('10:00:00', `copy http://192.0.2.10/${image} flash:`, { user, from: address, device }),
    typed('10:05:00', `install add file flash:${image} activate commit`, { user, from: address, device }),
  ];
  it.each([
    ['catalyst-center', 'dnac', '192.0.2.10'],
    ['ncm', 'svc-ncm', '192.0.2.20'],
    ['ansible', 'awx', '192.0.2.31'],
  ])('%s is labelled, and open all the same', (name, user, address) => {
    expect(alertsOf(script(user, address))).toMatchObject([{ labels: [`automation:${name}`], disposition: 'open' }]);
  });
  it('is labelled on each of many devices', () => {
    const alerts = alertsOf([...script('dnac', '192.0.2.10'), ...script('dnac', '192.0.2.10', '198.51.100.22')]);
    expect(alerts.map(({ device, labels }) => [device, labels])).toEqual([
      ['sw1', ['automation:catalyst-center']],
      ['sw2', ['automation:catalyst-center']],
    ]);
  });
  it('is labelled where the logged command lacks the address and its accounting tells it', () => {
    const command = `boot system flash:${image}`;
    const both = (address: string) => [
      logged('10:05:00', command, 'sw1', 'dnac'),
      typed('10:05:01', command, { user: 'dnac', from: address }),
    ];
    expect(alertsOf(both('192.0.2.10'))).toMatchObject([{ labels: ['automation:catalyst-center'], steps: [{}] }]);
    expect(alertsOf(both('203.0.113.9'))).toMatchObject([{ labels: [] }]);
  });
  it.each([
    ['its account from another address', 'dnac', '203.0.113.9'],
    ['another account from its address', 'ops', '192.0.2.10'],
    ["its account from another entry's address", 'dnac', '192.0.2.20'],
  ])('is not believed of %s', (_, user, address) => {
    expect(alertsOf(script(user, address))).toMatchObject([{ labels: [] }]);
  });
  it('is not believed where a person took part', () => {
    expect(alertsOf([...script('dnac', '192.0.2.10'), typed('10:10:00', 'reload')])).toMatchObject([{ labels: [] }]);
  });
});

describe('a rollback after a failed upgrade', () => {
  it('is labelled and open, whatever may be rolled back to', () => {
    expect(
      alertsOf([...upgrade(from(21)).slice(0, 3), install('21:40:00', 'rollback'), runs('21:50:00', '17.6.5')]),
    ).toMatchObject([{ disposition: 'open', labels: ['window:CHG0042', 'rollback'], stage: 'restarted' }]);
  });
  it('on Junos is labelled', () => {
    expect(
      alertsOf([
        "<190>Apr  2 21:17:45 mx1 mgd[4163]: UI_CMDLINE_READ_LINE: User 'ops', command 'request system software rollback '",
      ]),
    ).toMatchObject([{ device: 'mx1', labels: ['rollback'], disposition: 'open' }]);
  });
});

describe('pre-staging', () => {
  const known = runs('01:00:00', '17.9.4a');
  it('of a newer image is labelled', () => {
    const [, alert] = alertsOf([known, typed('10:00:00', `copy scp://192.0.2.40/${image} flash:`)]);
    expect(alert).toMatchObject({ labels: ['prestage'], stage: 'staged', disposition: 'open' });
  });
  it('with the boot line put in front is labelled still', () => {
    const [, alert] = alertsOf([
      known,
      typed('10:00:00', `copy scp://192.0.2.40/${image} flash:`),
      logged('10:10:00', `boot system flash:${image}`),
    ]);
    expect(alert).toMatchObject({ labels: ['prestage'], stage: 'boot-changed', chains: ['C4'] });
  });
  it('of an older image is none, and weighs more', () => {
    const [, alert] = alertsOf([known, typed('10:00:00', 'copy scp://192.0.2.40/cat9k_iosxe.17.06.05.SPA.bin flash:')]);
    expect(alert).toMatchObject({ labels: [], score: 60 });
  });
  it('is over with the restart', () => {
    const [, alert] = alertsOf([
      known,
      typed('10:00:00', `copy scp://192.0.2.40/${image} flash:`),
      typed('10:20:00', 'reload'),
    ]);
    expect(alert).toMatchObject({ labels: [], stage: 'reload-pending' });
  });
});

describe('a lab', () => {
  it('is labelled and judged like any other device', () => {
    const steps = (host: string) => [logged('10:00:00', 'boot system flash:cat9k_iosxe.17.06.05.SPA.bin', host)];
    const [lab] = alertsOf(steps('lab1'));
    const [other] = alertsOf(steps('sw1'));
    expect(lab).toMatchObject({ labels: ['lab'], disposition: 'open' });
    expect(lab?.score).toBe(other?.score);
  });
});

describe('what is approved', () => {
  const boot = (version: string) => [logged('10:00:00', `boot system flash:cat9k_iosxe.${version}.SPA.bin`)];
  it('raises what is older than all of it, where nothing is known to run', () => {
    expect(alertsOf(boot('17.06.05'))).toMatchObject([
      { score: 75, steps: [{ direction: 'older', detail: 'below-baseline' }] },
    ]);
    expect(alertsOf(boot('17.06.05'), false)).toMatchObject([{ score: 45, steps: [{ direction: null }] }]);
  });
  it('raises nothing that is approved or lies between', () => {
    for (const version of ['17.12.04', '17.09.04a', '17.10.01'])
      expect(alertsOf(boot(version))).toMatchObject([{ score: 45 }]);
  });
  it('does not excuse a step back between two approved releases', () => {
    const [, alert] = alertsOf([runs('01:00:00', '17.12.4'), ...boot('17.09.04a')]);
    expect(alert).toMatchObject({ score: 75, steps: [{ direction: 'older', detail: 'downgrade' }] });
  });
  it('raises a restart with a release below it', () => {
    expect(alertsOf([runs('01:00:00', '17.6.5')])).toMatchObject([{ score: 95, chains: ['C3'] }]);
  });
});

describe('what is no step', () => {
  it('a safety reload that is taken back weighs nothing', () => {
    expect(alertsOf([typed('10:00:00', 'reload in 10'), typed('10:05:00', 'reload cancel')])).toMatchObject([
      { score: 0, stage: 'cancelled', labels: ['ended:cancelled'] },
    ]);
  });
  it('a boot line that is named and taken out again is labelled', () => {
    expect(
      alertsOf([logged('10:00:00', 'boot system flash:x.bin'), logged('10:02:00', 'no boot system flash:x.bin')]),
    ).toMatchObject([{ labels: ['ended:undone'], disposition: 'open' }]);
  });
  it.each([
    ['an image copied away from the device', typed('10:00:00', `copy flash:${image} scp://192.0.2.40/${image}`)],
    [
      'a content update of PAN-OS',
      '<14>Apr  2 10:00:12 pa1 1,2026/04/02 10:00:12,001234567890,SYSTEM,general,0,2026/04/02 10:00:12,,general,,0,0,general,informational,"Installed content package: panupv2-all-contents-8790-8500",77,0x0,0,0,0,0,,pa1',
    ],
    [
      'the other member of a stack coming back',
      `${at('10:00:00')} %STACKMGR-4-SWITCH_ADDED: Switch 2 has been ADDED to the stack`,
    ],
    ['a hash check', typed('10:00:00', `verify /sha512 flash:${image}`)],
    ['a description', logged('10:00:00', `description boot system flash:${image}`)],
  ])('%s', (_, line) => {
    expect(alertsOf([line])).toEqual([]);
  });
});

describe("pawl's own account", () => {
  const reload = (address: string) => typed('10:00:00', 'reload', { user: 'pawl', from: address });
  it('is set aside from its own address and an alarm from any other', () => {
    expect(alertsOf([reload('192.0.2.5')])).toEqual([]);
    expect(alertsOf([reload('203.0.113.9')])).toMatchObject([{ score: 35, disposition: 'open' }]);
  });
});
