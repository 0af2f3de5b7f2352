import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLine } from '../../src/syslog/read-line.ts';
import { lineForRule } from '../../src/syslog/sentinel-input.ts';

const folder = new URL('../fixtures/syslog/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.log'))
  .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').trimEnd().split('\n'));
const context = { receivedAt: Date.UTC(2026, 2, 10) };

/** Best of three, the repetitions only where the first was slow: other work on the machine is not the reader's. */
function quickest(line: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3 && best > 100; run++) {
    const began = performance.now();
    readLine(line, context);
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

describe('reading a line', () => {
  it('never throws on any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc.string({ unit: fc.constantFrom(...'<>0123456789 :%[]="\\|,.*-TZabcMar\t\n\0\ufeff'), maxLength: 200 }),
        ),
        (text) => {
          expect(readLine(text, context).line).toBe(text);
          lineForRule(text, null);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('never throws on a line that was cut, doubled, mixed or changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.constantFrom(...samples),
        fc.nat(600),
        fc.nat(600),
        fc.string({ maxLength: 4 }),
        (a, b, from, to, filler) => {
          readLine(a.slice(0, from) + filler + b.slice(to), context);
          readLine(a.slice(0, from) + filler + a.slice(from + 1), { receivedAt: null });
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('takes time linear in the line: a megabyte of any piece of a format is read within a second', () => {
    const pieces = [
      'a',
      ' ',
      ':',
      '%',
      '<',
      '1',
      '\t',
      ',',
      '"',
      '\\',
      '=',
      '|',
      '[',
      ']',
      '%A-1-B: ',
      'a: ',
      '1: ',
      'Mar  1 00:00:00 ',
      'a="',
      'x="b" ',
      ' k=v',
      'date=1 ',
      'CEF:0|',
      '\\|',
      ', A=',
      'CmdAV=',
      '"",',
      "'",
      '#012',
      'by a on b ',
      'a/',
      ' ]',
      '" by ',
      'v1.2.3 ',
      'stop ',
      '(a',
      '0/0/',
    ];
    const heads = [
      '',
      '<189>',
      '<189>1 2026-01-05T10:11:12Z h a 1 T ',
      '<189>1 2026-01-05T10:11:12Z h a 1 T [junos@1 a="',
      '<189>5: r: Mar  1 00:00:00.000: ',
      '<189>5: r: Mar  1 00:00:00.000: %SYS-5-RELOAD: Reload requested ',
      '%PARSER-5-CFGLOG_LOGGEDCMD: User:x  logged command:copy ',
      '%AAA-6-AAA_ACCOUNTING_MESSAGE: update:1@t:u:',
      '%SECURITY-LOCALD-6-LOCAL_CMD_ACCT : CLI CMD: "',
      "%INSTALL-INSTMGR-6-INSTALL_OPERATION_STARTED : Install operation 4 '",
      'CEF:0|Palo Alto Networks|PAN-OS|1|a|SYSTEM|1|',
      'CEF:0|Fortinet|f|1|a|b|1|msg=',
      'date=2026-01-01 time=00:00:00 type="event" ',
      '1,2026/03/10 02:11:45,0,SYSTEM,general,0,2026/03/10 02:11:45,',
      '<182>Mar 10 02:11:45 i CISE_TACACS_Accounting 1 1 0 2026-03-10 02:11:45.101 +00:00 1 3300 NOTICE T: x, CmdSet=[ CmdAV=',
      'Mar 10 02:11:45\t192.0.2.1\tu\ttty2\t192.0.2.20\tstop\tcmd=',
      "<190>Mar 10 02:11:45 m mgd[7]: UI_CMDLINE_READ_LINE: User 'u', command '",
      '%HA_EM-6-LOG: x: ',
    ];
    let slowest = 0;
    for (const head of heads) {
      for (const piece of pieces) {
        const line = head + piece.repeat(200_000 / piece.length);
        slowest = Math.max(slowest, quickest(line));
      }
    }
    // A fifth of a megabyte each, so a fifth of the second.
    expect(slowest).toBeLessThan(200);
  });
});
