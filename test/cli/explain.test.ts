import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RouterFleet, routerFleet } from './router-fleet.ts';

let made: RouterFleet;
beforeAll(async () => {
  made = await routerFleet(1);
  expect((await made.run(['audit', '-q', '--exit-zero'])).status).toBe(0);
  made.router('r1').downgrade();
});
afterAll(() => made.stop());

describe('what pawl says of a step back', () => {
  test('verify tells claim, raw lines with their level, what refutes it, what to do, and the checks', async () => {
    const ran = await made.run(['verify', 'r1', '-q']);
    expect(ran.status).toBe(1);
    for (const part of [
      /^r1 \(iosxe\): DOWNGRADED$/m,
      /^checks +\d+ agree, \d+ disagree, \d+ cannot tell$/m,
      /^claim +A member runs an older release than its reference/m,
      /^claim +The member runs an older release than it was seen to run before/m,
      /^E1 +show version at 20/m,
      /^ +\| Cisco IOS XE Software, Version 17\.06\.05$/m,
      /^refuted by +\S/m,
      /^do now +1\. Do not reload/m,
      /T1601\.002 Downgrade System Image/,
    ])
      expect(ran.stdout).toMatch(part);
  });

  test('verify gives the same as JSON beside the object of the audit', async () => {
    const { devices } = JSON.parse((await made.run(['verify', 'r1', '-q', '--format', 'json'])).stdout);
    expect(devices[0]).toMatchObject({ verdict: 'downgraded', explanation: { claim: expect.any(String) } });
    const { findings, checks } = devices[0].explanation;
    expect(checks.find(({ id }: { id: string }) => id === 'X22')).toMatchObject({ outcome: 'agree' });
    const found = findings.find(({ type }: { type: string }) => type === 'os-downgraded');
    expect(found.excerpts[0]).toMatchObject({ source: 'show version', level: 'E1', sha256: expect.any(String) });
    const shown = await made.run(['findings', 'show', found.id, '--format', 'json']);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      schema: 'pawl/finding/v1',
      device: 'r1',
      claim: found.claim,
      excerpts: [{ lines: expect.arrayContaining([expect.stringContaining('17.06.05')]) }],
      attack: { techniques: [{ id: 'T1601.002' }] },
    });
  });
});
