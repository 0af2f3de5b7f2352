import { describe, expect, it } from 'vitest';
import { readLine } from '../../../src/syslog/read-line.ts';

const received = (iso: string): { readonly receivedAt: number } => ({ receivedAt: Date.parse(iso) });
const summer = received('2026-07-01T00:00:00Z');
const at = (line: string, context: Parameters<typeof readLine>[1] = summer): string | null => {
  const time = readLine(line, context).time?.at ?? null;
  return time === null ? null : new Date(time).toISOString();
};

describe('time of a line', () => {
  it('without a year is in the year nearest to the time of receipt', () => {
    expect(at('<189>Jan  1 00:00:00 r1 %X-1-Y: z', received('2026-12-31T23:59:58Z'))).toBe('2027-01-01T00:00:00.000Z');
    expect(at('<189>Dec 31 23:59:59 r1 %X-1-Y: z', received('2027-01-01T00:00:02Z'))).toBe('2026-12-31T23:59:59.000Z');
    expect(at('<189>Feb 29 12:00:00 r1 %X-1-Y: z', received('2026-02-28T12:00:00Z'))).toBe(null);
  });

  it('takes the relay as reference where the time of receipt is not known', () => {
    expect(at('2025-12-31T23:59:59Z r1 7: Jan  1 00:00:00.000: %X-1-Y: z', { receivedAt: null })).toBe(
      '2026-01-01T00:00:00.000Z',
    );
    expect(at('Jan  1 00:00:00.000: %X-1-Y: z', { receivedAt: null })).toBe(null);
  });

  it('is resolved with the zone that the device prints', () => {
    expect(at('<189>5: Jul 15 2022 23:42:47.129 CEST: %X-1-Y: z')).toBe('2022-07-15T21:42:47.129Z');
    expect(at('<189>5: Jul 15 2022 23:42:47.129 UTC+2: %X-1-Y: z')).toBe('2022-07-15T21:42:47.129Z');
    expect(at('<189>5: Jul 15 2022 23:42:47.129 UTC+07:30: %X-1-Y: z')).toBe('2022-07-15T16:12:47.129Z');
  });

  it('with an ambiguous zone lies nearest to the time of receipt, or where the device is configured', () => {
    const line = '<189>5: Jul 15 2022 12:00:00.000 IST: %X-1-Y: z';
    expect(at(line, received('2022-07-15T06:30:02Z'))).toBe('2022-07-15T06:30:00.000Z');
    expect(at(line, received('2022-07-15T10:00:02Z'))).toBe('2022-07-15T10:00:00.000Z');
    expect(at(line, { receivedAt: null })).toBe(null);
    expect(at(line, { receivedAt: null, deviceZone: 60 })).toBe('2022-07-15T11:00:00.000Z');
    expect(readLine(line, summer).time?.assumed).toEqual(['zone']);
  });

  it('with an unknown zone word is placed by the configured zone alone', () => {
    const line = '<189>5: Jul 15 2022 12:00:00.000 XMT: %X-1-Y: z';
    expect(readLine(line, summer)).toMatchObject({ host: null, time: { zone: 'XMT', at: null } });
    expect(at(line, { receivedAt: null, deviceZone: -60 })).toBe('2022-07-15T13:00:00.000Z');
  });

  it('keeps the trust that the device itself has in its clock', () => {
    expect(readLine('*Mar  1 00:00:41.227: %X-1-Y: z', summer).time?.clock).toBe('unsynchronised');
    expect(readLine('.Mar  1 00:00:41.227: %X-1-Y: z', summer).time?.clock).toBe('lost-sync');
    expect(readLine('Mar  1 00:00:41.227: %X-1-Y: z', summer).time?.clock).toBe(null);
  });

  it('of FortiOS is the same instant for every unit of eventtime', () => {
    for (const epoch of ['1650619870000000000', '1650619870000', '1650619870']) {
      const line = `<185>date=2022-04-22 time=11:31:10 devname="fw1" eventtime=${epoch} tz="+0200" logid="1" msg="a, b=c"`;
      expect(at(line)).toBe('2022-04-22T09:31:10.000Z');
      expect(readLine(line, summer)).toMatchObject({ host: 'fw1', text: 'a, b=c' });
    }
    expect(at('date=2022-04-22 time=11:31:10 eventtime=1650619870 logid="1"')).toBe('2022-04-22T09:31:10.000Z');
  });

  it('of PAN-OS is the precise one at the end of the record', () => {
    const line =
      '1,2027/01/02 03:04:05,1,SYSTEM,general,0,2027/01/02 03:04:04,,general,,0,0,general,low,text,78,0x0,0,0,0,0,,pa,0,0,2027-01-02T03:04:04.500+02:00';
    expect(at(line)).toBe('2027-01-02T01:04:04.500Z');
  });
});

describe('the device of a line', () => {
  it.each([
    ['<189>237: *Jan  8 19:46:03.295: %SYS-5-CONFIG_I: x', null, null],
    ['<188>179767: rtr1: Nov 23 22:23:27.833 GMT: %SYS-5-RELOAD: x', 'rtr1', null],
    ['<190>421370: 421366: .Nov 23 22:23:27: %X-6-Y: x', null, null],
    ['<189>3132785: 0.0.0.0: 3132781: Jul 11 2023 19:30:04.771 UTC: %SYS-5-CONFIG_I: x', null, null],
    ['<189>Nov 23 22:23:27 relay1 88: rtr1: Nov 23 22:23:27.833: %X-6-Y: x', 'rtr1', 'relay1'],
    ['<189>2026-11-25T12:00:00+00:00 lasthop 4321: edge1: *Nov 25 12:00:00.123 UTC: %X-6-Y: x', 'edge1', 'lasthop'],
    [
      '<189>1 2026-11-25T12:00:00+00:00 lasthop 4321 - - -  edge1: *Nov 25 12:00:00.123 UTC: %X-6-Y: x',
      'edge1',
      'lasthop',
    ],
    ['<189>1 2026-11-25T12:00:00+00:00 192.0.2.9 - - - - Nov 25 12:00:00 leaf1 Aaa: %X-6-Y: x', 'leaf1', '192.0.2.9'],
    ['<189>edge1: %X-6-Y: x', 'edge1', null],
    ['<189>77: edge1: %X-6-Y: x', 'edge1', null],
    ['<189>77: edge1: 000123: 1w2d: %X-6-Y: x', 'edge1', null],
    ['<189>Nov 25 12:00:00 UTC leaf1 Aaa: %X-6-Y: x', 'leaf1', null],
    ['Nov 25 12:00:00 2001:db8::7 77: Nov 25 12:00:00.123: %X-6-Y: x', '2001:db8::7', null],
    [
      'Nov 25 12:00:00 core.example.net 77: Nov 25 12:00:00.123: last message repeated 3 times',
      'core.example.net',
      null,
    ],
    ['<190>3132783: 2001:db8::: 3132779: Jul 14 2023 08:23:43.398 UTC: %X-6-Y: x', '2001:db8::', null],
    [
      '<190>3132517: Jul 13 08:23:43 192.0.2.7 sw01: 3132779: Jul 14 2023 08:23:43.398 UTC: %X-6-Y: x',
      'sw01',
      '192.0.2.7',
    ],
    ['<190>Jul 13 08:23:43 1sw.example.net %X-6-Y: x', '1sw.example.net', null],
    ['<187>Jun 14 11:34:35 sr1 AEST: %X-3-Y: x', 'sr1', null],
    ['<132>wlc7: *apfMsgTask: May 26 18:52:01.958: %X-4-Y: x', 'wlc7', null],
    [
      '<190>Original Address=192.0.2.7 1 2025-06-23T16:13:32.168Z kiwi Kiwi_SyslogNet_Server 3356 MSGOUT r7: *Jun 23 15:52:38.534: %X-6-Y: x',
      'r7',
      '192.0.2.7',
    ],
    ['<189>84027: Jan 27 2022 07:57:58 VIENNA: %X-6-Y: x', null, null],
    ['<189>84027: Jan 27 07:57:58 VIENNA: %X-6-Y: x', null, null],
    ['2026-11-25 12:00:00\tLocal7.Notice\t192.0.2.9\t77: *Nov 25 12:00:00.123: %X-6-Y: x', '192.0.2.9', null],
  ])('in %j is %j behind %j', (line, host, relay) => {
    expect(readLine(line, summer)).toMatchObject({ host, relay });
  });

  it('gives its zone where a relay put the host before it', () => {
    expect(
      readLine(
        '<187>Jun 14 11:34:35 sr1 AEST: %SYS-SW1-6-LOGOUT_C6K: User eve has exited tty session 2(192.0.2.3)',
        summer,
      ),
    ).toMatchObject({
      host: 'sr1',
      format: 'cisco',
      user: 'eve',
      source: '192.0.2.3',
      time: { zone: 'AEST' },
    });
  });

  it('is never the word after the header of an ordinary message', () => {
    expect(readLine('<30>1 2026-11-25T12:00:00Z r1 kmd 9 - - IKE negotiation failed', summer)).toMatchObject({
      host: 'r1',
      text: 'IKE negotiation failed',
    });
    expect(readLine('<30>Nov 25 12:00:00 r1 sshd[9]: Nov 25 12:00:00 again', summer)).toMatchObject({
      host: 'r1',
      text: 'Nov 25 12:00:00 again',
    });
  });
});

describe('priority and framing', () => {
  it('are taken off, and refused where they are none', () => {
    expect(readLine('<189>x', summer)).toMatchObject({ pri: 189, facility: 'local7', severity: 5, text: 'x' });
    expect(readLine('<192>x', summer)).toMatchObject({ pri: null, facility: null, text: '<192>x' });
    expect(readLine('<>x', summer).pri).toBe(null);
    expect(readLine('83 <14>1 - - - - - - x', summer)).toMatchObject({
      pri: 14,
      fields: { framing: 'octet-counted' },
      text: 'x',
    });
  });
});

describe('structured data and byte-order mark', () => {
  it('are taken off the text', () => {
    const line =
      "<165>1 2026-01-05T10:11:12Z qfx1 mgd 3046 UI_CMDLINE_READ_LINE - \ufeffUser 'ops', command 'request system software rollback '";
    expect(readLine(line, summer)).toMatchObject({
      text: "User 'ops', command 'request system software rollback '",
      command: 'request system software rollback',
    });
  });

  it('keep escaped brackets and quotes in their values', () => {
    const line =
      '<165>1 2026-01-05T10:11:12Z q mgd 3 UI_CMDLINE_READ_LINE [junos@2636.1.1.1.2.29 username="a\\"b\\]c" command="show \\\\x "] text';
    expect(readLine(line, summer)).toMatchObject({ user: 'a"b]c', command: 'show \\x', text: 'text' });
  });
});

describe('commands of accounting records', () => {
  it('lose their end mark and say when they were cut', () => {
    const path = 'p/'.repeat(130);
    const line = `Mar 10 02:11:45\t192.0.2.1\tu\ttty2\t192.0.2.20\tstop\tcmd=copy scp://o@192.0.2.50/${path}c2900`;
    expect(readLine(line, summer)).toMatchObject({ host: '192.0.2.1', fields: { truncated: 'true' } });
    expect(
      readLine('Mar 10 02:11:45\t192.0.2.1\tu\ttty2\t192.0.2.20\tstop\tcmd=boot system flash0:old.bin <cr>', summer)
        .command,
    ).toBe('boot system flash0:old.bin');
  });

  it('are not called cut where the end mark is there', () => {
    const long = `copy scp://o@192.0.2.50/${'p/'.repeat(130)}c2900.bin flash: <cr>`;
    for (const between of [' ', '\t']) {
      const line = ['Mar 10 02:11:45', '192.0.2.1', 'u', 'tty2', '192.0.2.20', 'stop', 'task_id=1', `cmd=${long}`].join(
        between,
      );
      expect(readLine(line, summer).fields['truncated']).toBe(undefined);
      expect(readLine(line, summer)).toMatchObject({
        host: '192.0.2.1',
        user: 'u',
        fields: { image: 'c2900.bin', task_id: '1' },
      });
    }
  });

  it('cannot bring attributes of their own into a record of ISE', () => {
    const line =
      '<181>Mar 10 02:11:45 ise CISE_TACACS_Accounting 1 1 0 2026-03-10 02:11:45.101 +00:00 1 3300 NOTICE Tacacs-Accounting: x, Device IP Address=192.0.2.1, CmdSet=[ CmdAV=show CmdArgAV=a, User=root CmdArgAV=<cr> ], User=eve, Remote-Address=192.0.2.2';
    expect(readLine(line, summer)).toMatchObject({
      host: '192.0.2.1',
      user: 'eve',
      command: 'show a, User=root',
      relay: 'ise',
    });
  });
});

describe('messages of Junos', () => {
  const head = '<182>1 2026-03-10T02:11:45Z mx7 mgd 77';

  it('without text say the same as with it', () => {
    const data =
      'junos@2636.1.1.1.2.29 username="eve" action="delete" pathname="[system syslog host 192.0.2.30\\]" delimiter="" value=""';
    expect(readLine(`${head} UI_CFG_AUDIT_OTHER [${data}]`, summer)).toMatchObject({
      text: "User 'eve' delete: [system syslog host 192.0.2.30]",
      user: 'eve',
      fields: { action: 'delete', pathname: 'system syslog host 192.0.2.30' },
    });
    expect(
      readLine(
        `${head} UI_CMDLINE_READ_LINE [junos@2636.1.1.1.2.29 username="eve" command="request system reboot "]`,
        summer,
      ),
    ).toMatchObject({
      text: "User 'eve', command 'request system reboot '",
      command: 'request system reboot',
    });
  });

  it('of a change tell action and path', () => {
    expect(
      readLine(
        "<182>Mar 10 02:11:45 mx7 mgd[77]: UI_CFG_AUDIT_OTHER: User 'eve' delete: [system syslog host 192.0.2.30]",
        summer,
      ),
    ).toMatchObject({
      command: null,
      fields: { action: 'delete', pathname: 'system syslog host 192.0.2.30' },
    });
  });

  it('of a commit are no command', () => {
    const line = `${head} UI_COMMIT [junos@2636.1.1.1.2.29 username="eve" command="commit confirmed 5" comment="none"] User 'eve' requested 'commit confirmed 5' operation (comment: none)`;
    expect(readLine(line, summer)).toMatchObject({
      command: null,
      user: 'eve',
      fields: { operation: 'commit confirmed 5' },
    });
  });

  it('of a login tell the address', () => {
    const line =
      "<37>Mar 10 02:11:45 mx7 mgd[77]: UI_LOGIN_EVENT: User 'eve' login, class 'j-super-user' [77], ssh-connection '192.0.2.3 50022 192.0.2.1 22', client-mode 'cli'";
    expect(readLine(line, summer)).toMatchObject({ user: 'eve', source: '192.0.2.3' });
  });
});

describe('records of EOS', () => {
  it('are told from NX-OS by their process where the year comes first', () => {
    const line =
      '2026 Mar 10 02:11:45 UTC leaf9 Aaa: 77: %ACCOUNTING-6-CMD: eve vty5 192.0.2.3 stop task_id=1 service=shell priv-lvl=15 cmd=reload now <cr>';
    expect(readLine(line, summer)).toMatchObject({
      format: 'arista',
      host: 'leaf9',
      user: 'eve',
      command: 'reload now',
      time: { zone: 'UTC', at: Date.UTC(2026, 2, 10, 2, 11, 45) },
    });
  });

  it('of its own accounting log name no device', () => {
    const line =
      '2026 May 10 15:50:31 eve      command-api 192.0.2.7      stop   service=shell priv-lvl=15 cmd=boot system flash:/EOS-4.20.15M.swi';
    expect(readLine(line, summer)).toMatchObject({
      format: 'arista',
      host: null,
      user: 'eve',
      tty: 'command-api',
      source: '192.0.2.7',
      command: 'boot system flash:/EOS-4.20.15M.swi',
      fields: { record: 'stop', priv: '15' },
    });
  });

  it('name the actor of a message and of a login', () => {
    expect(
      readLine(
        '<165>Mar 10 02:11:45 leaf9 ConfigAgent: %SYS-6-LOGMSG_INFO: Message from eve on vty5 (192.0.2.3): hi',
        summer,
      ),
    ).toMatchObject({ user: 'eve', tty: 'vty5', source: '192.0.2.3' });
    expect(
      readLine(
        '<165>Mar 10 02:11:45 leaf9 Aaa: %AAA-5-LOGIN: user eve logged in [from: 192.0.2.3] [service: sshd]',
        summer,
      ),
    ).toMatchObject({ user: 'eve', source: '192.0.2.3' });
  });
});

describe('applets', () => {
  it('write commands, or words that are none', () => {
    const text = (message: string) => readLine(`*Mar  1 00:19:48.719: %HA_EM-6-LOG: ${message}`, summer);
    expect(text('CLIaccounting: description to R2')).toMatchObject({
      command: 'description to R2',
      user: null,
      fields: { applet: 'CLIaccounting' },
    });
    expect(text('log: eve reload in 5')).toMatchObject({ command: 'reload in 5', user: 'eve' });
    expect(text('highcpu: High CPU detected').command).toBe(null);
    expect(text('LOOP0: Interface shut down').command).toBe(null);
    expect(text('auto: configure new boot variable').command).toBe(null);
  });
});

describe('records of tac_plus behind a relay', () => {
  it.each([
    '<190>1 2026-03-10T02:11:45Z tac7 tac_plus 2211 - - 192.0.2.1\tn\ttty2\t192.0.2.20\tstop\ttask_id=2\tcmd=reload <cr>',
    '<190>1 2026-03-10T02:11:45Z tac7 tac_plus 2211 - - 192.0.2.1 n tty2 192.0.2.20 stop task_id=2 cmd=reload <cr>',
    '<190>Mar 10 02:11:45 tac7 tac_plus-ng: 192.0.2.1\tn\ttty2\t192.0.2.20\tstop\tshell\treload <cr>',
  ])('name device and server: %s', (line) => {
    expect(readLine(line, summer)).toMatchObject({
      host: '192.0.2.1',
      user: 'n',
      command: 'reload',
      relay: 'tac7',
      fields: { server: 'tac7' },
    });
  });
});

describe('headers of PAN-OS', () => {
  it('may have a version before a time without a year', () => {
    expect(
      readLine('<14>1 Mar 10 02:11:45 fw7 1,2026/03/10 02:11:45,1,TRAFFIC,end,1,2026/03/10 02:11:44,192.0.2.1', summer),
    ).toMatchObject({ host: 'fw7', relay: null, format: 'paloalto', mnemonic: 'TRAFFIC' });
  });
});

describe('audit trails of PAN-OS', () => {
  it('tell user, command and result', () => {
    expect(
      readLine(
        'Apr 11 20:06:15 192.0.2.1 01234567890,2026/04/11 20:06:15,audit,2561,cli,eve,"request system software install version 9.1.0",success',
        summer,
      ),
    ).toMatchObject({
      host: '192.0.2.1',
      user: 'eve',
      command: 'request system software install version 9.1.0',
      outcome: 'succeeded',
      fields: { type: 'AUDIT', subtype: 'cli', version: '9.1.0', serial: '01234567890' },
    });
  });
});

describe('actors without a name', () => {
  it('still tell line and address', () => {
    expect(
      readLine('*Mar  1 18:48:50.483 UTC: %SYS-5-CONFIG_I: Configured from console by vty2 (192.0.2.36)', summer),
    ).toMatchObject({
      user: null,
      tty: 'vty2',
      source: '192.0.2.36',
    });
  });
});

describe('long lines', () => {
  it('are read to their end', () => {
    const line = `<189>5: r1: Jul 15 12:00:00.000: %PARSER-5-CFGLOG_LOGGEDCMD: User:a  logged command:banner ${'x'.repeat(8400)} boot system flash:old.bin`;
    expect(readLine(line, summer).command?.endsWith('boot system flash:old.bin')).toBe(true);
  });
});
