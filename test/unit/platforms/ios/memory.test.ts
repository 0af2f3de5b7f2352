import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../../src/core/brands.ts';
import type { DeviceFacts } from '../../../../src/core/facts.ts';
import { ios } from '../../../../src/platforms/ios/index.ts';
import { play } from '../play-collection.ts';

const version = (
  model: string,
): string => `Cisco IOS Software, 1841 Software (C1841-ADVIPSERVICESK9-M), Version 15.1(4)M8, RELEASE SOFTWARE (fc2)
Compiled Fri 07-Mar-14 08:07 by prod_rel_team

rtr uptime is 2 weeks, 1 day, 3 hours, 4 minutes
System returned to ROM by reload
System restarted at 07:56:12 UTC Tue Nov 10 2026
System image file is "flash:c1841-advipservicesk9-mz.151-4.M8.bin"

Cisco ${model} (revision 7.0) with 352256K/40960K bytes of memory.
Processor board ID FTX1111A1AA

Configuration register is 0x2102
`;
const regions = (media: string): string => `Region Manager:

      Start         End     Size(b)  Class  Media  Name
 0x60000000  0x6DFFFFFF   234881024  Local  R/W    main
 0x60010F00  0x61A14FFF    27279360  IText  ${media}    main:text
`;
const digest = 'verify /md5 (system:memory/text) = 0cc175b9c0f1b6a831c399e269772661\n';

const collected = (
  answers: Readonly<Record<string, string>>,
  runtimeText = true,
): { readonly facts: DeviceFacts; readonly asked: readonly string[] } =>
  play(
    ios.collect({ now: epochMs(Date.UTC(2026, 10, 25, 11)), hash: () => [], runtimeText }),
    ({ command }) => answers[command.text] ?? null,
    ios.session,
  );

describe('code in the memory of IOS', () => {
  it.each([
    ['R/O', false],
    ['R/W', true],
  ])('that is %s is writable: %s, with its row', (media, writable) => {
    const { facts } = collected({ 'show version': version('1841'), 'show region': regions(media) });
    expect(facts.codeRegions).toMatchObject([{ name: 'main:text', writable, command: 'show region' }]);
    expect(facts.codeRegions?.[0]?.line).toMatch(/IText .* main:text$/);
  });
  it('that was not shown is not known', () => {
    expect(collected({ 'show version': version('1841') }).facts.codeRegions).toBeNull();
    const refused = { 'show version': version('1841'), 'show region': "% Invalid input detected at '^' marker.\n" };
    expect(collected(refused).facts.codeRegions).toBeNull();
  });
  it.each(['1841', '2811', '3825', 'CISCO2801'])('is hashed on a %s', (model) => {
    const answers = { 'show version': version(model), 'verify /md5 system:memory/text': digest };
    expect(collected(answers).facts.runtimeText?.value).toMatch(/^0cc1/);
    expect(collected(answers).facts.knownImplant).toBe('SYNful Knock');
    expect(collected(answers, false).facts.runtimeText).toBeNull();
  });
  it('is not hashed on other models, nor taken from a digest that is cut', () => {
    const asked = collected({ 'show version': version('CISCO2911/K9') }).asked;
    expect(asked).not.toContain('verify /md5 system:memory/text');
    expect(collected({ 'show version': version('CISCO2911/K9') }).facts.knownImplant).toBeUndefined();
    const cut = { 'show version': version('1841'), 'verify /md5 system:memory/text': digest.slice(0, 50) };
    expect(collected(cut).facts.runtimeText).toBeNull();
  });
});

describe('what IOS tells twice', () => {
  const policy = `No.  Class     Type    Event Type          Trap  Time Registered           Name
1    applet    user    cli                 Off   Tue Nov 3 02:14:07 2026   tidy
 pattern {show ver.*} sync yes skip yes
`;
  it('is told with its line and command', () => {
    const { facts } = collected({
      'show version': version('1841'),
      'show bootvar': 'BOOT variable = flash:x.bin,1;\nConfiguration register is 0x2142\n',
      'show clock': '11:00:00.120 UTC Wed Nov 25 2026\n',
    });
    const told = facts.tellings?.map(({ fact, value, command }) => `${fact} ${value} ${command}`);
    expect(told).toContain('config-register 0x2102 show version');
    expect(told).toContain('config-register 0x2142 show bootvar');
    expect(told).toContain('built Fri 07-Mar-14 08:07 show version');
    const start = facts.tellings?.find(({ fact }) => fact === 'started-at');
    expect(Math.abs((start?.at ?? 0) - Date.UTC(2026, 10, 10, 7, 56, 12))).toBeLessThan(1000);
  });
  it('has no time where the zones of start and clock are not the same', () => {
    const { facts } = collected({
      'show version': version('1841').replace('UTC Tue', 'CST Tue'),
      'show clock': '11:00:00.120 IST Wed Nov 25 2026\n',
    });
    expect(facts.tellings?.find(({ fact }) => fact === 'started-at')?.at).toBeNull();
  });
  it('knows policies only where they were shown', () => {
    const shown = collected({ 'show version': version('1841'), 'show event manager policy registered': policy });
    expect(shown.facts.rewriters).toMatchObject([
      { kind: 'policy', name: 'tidy', pattern: 'show ver.*', changesOutput: true },
    ]);
    expect(collected({ 'show event manager policy registered': '' }).facts.rewriters).toEqual([]);
    expect(collected({ 'show version': version('1841') }).facts.rewriters).toBeNull();
    expect(collected({ 'show event manager policy registered': 'something else\n' }).facts.rewriters).toBeNull();
  });
});
