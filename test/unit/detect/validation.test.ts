import { describe, expect, it } from 'vitest';
import { alertScore } from '../../../src/correlate/alert-score.ts';
import { detectEvent } from '../../../src/detect/detect-event.ts';
import { ruleBook } from '../../../src/detect/rule-book.ts';
import { sentinelScore } from '../../../src/detect/sentinel.ts';
import { platforms } from '../../../src/platforms/index.ts';
import { readLine } from '../../../src/syslog/read-line.ts';
import { lineForRule } from '../../../src/syslog/sentinel-input.ts';

/** The five tests of the public rule's page with the messages that devices really send (docs/validation.md). */
const book = ruleBook(platforms);
const receivedAt = Date.UTC(2026, 3, 2, 12);
const hit = (line: string) => detectEvent(book, readLine(line, { receivedAt }));
const publicScore = (line: string): number => sentinelScore(lineForRule(line, receivedAt));
const ise = (command: string): string =>
  `<190>Apr  2 02:11:45 lab-ise CISE_TACACS_Accounting 0000000001 1 0 2026-04-02 02:11:45.101 +00:00 0018415201 3300 NOTICE Tacacs-Accounting: TACACS+ Accounting with Command, ConfigVersionId=1, Device IP Address=198.51.100.1, CmdSet=[ CmdAV=${command} <cr> ], User=ops, Remote-Address=198.51.100.7, `;

describe('1. transfer', () => {
  const image = 'c7200-advipservicesk9-mz.122-55.bin';
  it('must be seen in command accounting', () => {
    const line = ise(`copy tftp://192.0.2.10/${image} flash:`);
    expect(hit(line)).toMatchObject({ kind: 'image-transfer', image, version: '12.2(55)', user: 'ops' });
    expect(publicScore(line)).toBe(3);
  });
  it('must be seen once by the applet', () => {
    const line = `<189>5: lab-r9: Apr  2 02:11:45.101 UTC: %HA_EM-6-LOG: EXEC-AUDIT: ops copy tftp://192.0.2.10/${image} flash:`;
    expect(hit(line)).toMatchObject({ kind: 'image-transfer', image, user: 'ops' });
  });
  it('must not be made of the end of a configuration session', () => {
    const line =
      '<189>6: lab-r9: Apr  2 02:11:46.101 UTC: %SYS-5-CONFIG_I: Configured from console by ops on vty0 (198.51.100.7)';
    expect(hit(line)).toBeNull();
    expect(publicScore(line)).toBe(0);
  });
});

describe('2. boot change', () => {
  it('must be seen with image and version', () => {
    const line =
      '<189>7: lab-r9: Apr  2 02:12:45.101 UTC: %PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:boot system flash:c7200-advipservicesk9-mz.122-55.bin';
    expect(hit(line)).toMatchObject({
      kind: 'boot-change',
      image: 'c7200-advipservicesk9-mz.122-55.bin',
      version: '12.2(55)',
    });
    expect(publicScore(line)).toBe(3);
  });
  it('must not be seen in a description', () => {
    expect(
      hit(
        '<189>8: lab-r9: Apr  2 02:12:46.101 UTC: %PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:description boot system flash old',
      ),
    ).toBeNull();
  });
});

describe('3. reload schedule and cancellation', () => {
  const scheduled =
    '<189>9: lab-r9: Apr  2 02:13:45.101 UTC: %SYS-5-SCHEDULED_RELOAD: Reload requested for 03:00:00 UTC Fri Apr 3 2026 at 02:13:45 UTC Thu Apr 2 2026 by ops on vty0 (198.51.100.7). Reload Reason: Reload Command.';
  const cancelled =
    '<189>10: lab-r9: Apr  2 02:14:45.101 UTC: %SYS-5-SCHEDULED_RELOAD_CANCELLED:  Scheduled reload cancelled at 02:14:45 UTC Thu Apr 2 2026';
  it('must be seen as a schedule with its time', () => {
    expect(hit(scheduled)).toMatchObject({ kind: 'reload-scheduled', user: 'ops', source: '198.51.100.7' });
    expect(readLine(scheduled, { receivedAt }).fields['reload_at']).toBe('03:00:00 UTC Fri Apr 3 2026');
    expect(publicScore(scheduled)).toBe(1);
  });
  it('must be seen as taken back; the public rule scores it as a schedule, a documented error', () => {
    expect(hit(cancelled)).toMatchObject({ kind: 'reload-cancelled', score: 0 });
    expect(publicScore(cancelled)).toBe(1);
  });
  it("must be seen in the wording of the rule's page as well", () => {
    const request =
      '<189>11: lab-r9: Apr  2 02:15:45.101 UTC: %SYS-5-RELOAD: Reload requested by ops on vty0 (198.51.100.7). Reload Reason: Reload Command.';
    const cancel = '<189>12: lab-r9: Apr  2 02:16:45.101 UTC: %SYS-5-RELOAD_CANCEL: ops cancel reload process';
    expect(hit(request)?.kind).toBe('reload-requested');
    expect(hit(cancel)?.kind).toBe('reload-cancelled');
    expect([publicScore(request), publicScore(cancel)]).toEqual([0, 0]);
  });
});

describe('4. hash check', () => {
  it('must not be seen: it is what an auditor does', () => {
    const line = ise('verify /md5 flash:c7200-advipservicesk9-mz.122-55.bin');
    expect(hit(line)).toBeNull();
    expect(publicScore(line)).toBe(0);
  });
});

describe('5. Junos', () => {
  const text = (pri: number): string =>
    `<${pri}>Apr  2 02:17:45 lab-mx9 mgd[4163]: UI_CMDLINE_READ_LINE: User 'admin', command 'request system software add /var/tmp/junos-srxsme-18.4R3-S9.tgz no-validate '`;
  it('must be seen at any facility; the public rule sees local6 and local7 only', () => {
    for (const pri of [190, 30])
      expect(hit(text(pri))).toMatchObject({ kind: 'software-change', version: '18.4R3-S9' });
    expect([publicScore(text(190)), publicScore(text(30))]).toEqual([2, 0]);
  });
  it('must not be seen where the words are searched for', () => {
    expect(
      hit(
        `<190>Apr  2 02:17:45 lab-mx9 mgd[4163]: UI_CMDLINE_READ_LINE: User 'admin', command 'show log messages | match "request system software add" '`,
      ),
    ).toBeNull();
  });
});

it('scores nothing for no steps', () => {
  expect(alertScore([])).toBe(0);
});
