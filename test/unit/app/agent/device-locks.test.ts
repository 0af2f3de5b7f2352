import { describe, expect, it } from 'vitest';
import { deviceLocks } from '../../../../src/app/agent/device-locks.ts';
import type { Observe, RunContext } from '../../../../src/app/audit-fleet.ts';
import { deviceName } from '../../../../src/core/brands.ts';
import { reason } from '../../../../src/core/reason.ts';
import { findPlatform } from '../../../../src/platforms/index.ts';
import { auditOrder, inventoryDevice } from '../../../integration/audit-kit.ts';

const run = {} as unknown as RunContext;

/** Sessions that end when they are told to, or cut. */
function sessions() {
  const began: string[] = [];
  const ends: (() => void)[] = [];
  let open = 0;
  let most = 0;
  const observe =
    (name: string): Observe =>
    async (device, { signal }) => {
      const platform = findPlatform(device.platform);
      if (platform === null) throw new Error('no platform');
      began.push(name);
      open += 1;
      most = Math.max(most, open);
      const cut = await new Promise<boolean>((resolve) => {
        ends.push(() => resolve(false));
        if (signal.aborted) resolve(true);
        signal.addEventListener('abort', () => resolve(true));
      });
      open -= 1;
      const failure = cut ? reason('cancelled', 'cut') : null;
      return {
        platform,
        observation: {
          device: device.name,
          platform: device.platform,
          source: 'ssh',
          takenAt: null,
          facts: null,
          answers: [],
          ssh: null,
          failure,
        },
      };
    };
  return { began, ends, observe, most: () => most };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));
const device = inventoryDevice({});
const other = inventoryDevice({ name: deviceName('other') });

describe('the locks of devices', () => {
  it('cuts the session of an audit for a verification, and lets the audit ask again afterwards', async () => {
    const { began, ends, observe, most } = sessions();
    const locks = deviceLocks();
    const audit = locks.forAudits(observe('audit'))(device, auditOrder([device]), run);
    await settle();
    const verification = locks.forVerifications(observe('verification'))(device, auditOrder([device]), run);
    await settle();
    expect(began).toEqual(['audit', 'verification']);
    ends[1]?.();
    expect((await verification).observation.failure).toBeNull();
    await settle();
    expect(began).toEqual(['audit', 'verification', 'audit']);
    ends[2]?.();
    expect((await audit).observation.failure).toBeNull();
    expect(most()).toBe(1);
  });

  it('lets two audits of one device wait for each other, and other devices alone', async () => {
    const { began, ends, observe, most } = sessions();
    const locks = deviceLocks();
    const ask = (name: string, of = device) => locks.forAudits(observe(name))(of, auditOrder([of]), run);
    const all = [ask('one'), ask('two'), ask('else', other)];
    await settle();
    expect(began).toEqual(['one', 'else']);
    ends[0]?.();
    await settle();
    expect(began).toEqual(['one', 'else', 'two']);
    ends[1]?.();
    ends[2]?.();
    await Promise.all(all);
    expect(most()).toBe(2);
  });

  it('puts a verification before audits that wait already', async () => {
    const { began, ends, observe } = sessions();
    const locks = deviceLocks();
    const verify = (name: string) => locks.forVerifications(observe(name))(device, auditOrder([device]), run);
    const all = [
      verify('first'),
      locks.forAudits(observe('audit'))(device, auditOrder([device]), run),
      verify('second'),
    ];
    await settle();
    ends[0]?.();
    await settle();
    expect(began).toEqual(['first', 'second']);
    ends[1]?.();
    await settle();
    ends[2]?.();
    await Promise.all(all);
  });

  it('ends with the order that it belongs to, also where it was cut for another', async () => {
    const { ends, observe, began } = sessions();
    const locks = deviceLocks();
    const stop = new AbortController();
    const audit = locks.forAudits(observe('audit'))(device, auditOrder([device], { signal: stop.signal }), run);
    await settle();
    const verification = locks.forVerifications(observe('verification'))(device, auditOrder([device]), run);
    stop.abort();
    expect((await audit).observation.failure?.code).toBe('cancelled');
    await settle();
    ends[1]?.();
    await verification;
    expect(began).toEqual(['audit', 'verification']);
  });
});
