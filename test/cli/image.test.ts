import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pawl, routerHosts, workFolder } from './run-pawl.ts';

let folder: Awaited<ReturnType<typeof workFolder>>;
const run = (...args: readonly string[]) => pawl(args, { cwd: folder.path });
const name = 'isr4300-universalk9.17.09.04a.SPA.bin';
const content = 'an image of no device at all\n'.repeat(4_000);
const sha512 = createHash('sha512').update(content).digest('hex');
const baseline = (digest: string): string => `name: edge
approvedBy: network lead
match: {platform: iosxe}
approved:
  - version: 17.09.04a
    images: [{file: ${name}, size: ${content.length}, sha512: "${digest}"}]
`;
const inspect = (...more: readonly string[]) => run('image', 'inspect', name, '--format', 'json', ...more);

beforeAll(async () => {
  folder = await workFolder({
    [name]: content,
    'inventory/hosts.yaml': routerHosts,
    'good/edge.yaml': baseline(sha512),
    'bad/edge.yaml': baseline('0'.repeat(128)),
  });
});
afterAll(() => folder.remove());

describe('pawl image inspect', () => {
  test('tells digests, and kind and version by the name', async () => {
    const ran = await inspect();
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      name: { kind: 'system', version: '17.9.4a', signature: 'SPA' },
      digests: expect.objectContaining({ sha512 }),
      knownGood: expect.objectContaining({ match: null }),
    });
    const text = await run('image', 'inspect', name);
    expect(text.stdout).toContain(sha512);
    expect(text.stdout).toContain('17.9.4a');
  });
  test('holds the content against the trusted values of baselines', async () => {
    const good = await inspect('--baselines', 'good');
    expect([good.status, JSON.parse(good.stdout).knownGood.match]).toEqual([0, true]);
    const bad = await inspect('--baselines', 'bad');
    expect([bad.status, JSON.parse(bad.stdout).knownGood.match]).toEqual([1, false]);
  });
  test('does not read what is not there, and takes no folder, platform or root that is none', async () => {
    for (const args of [['none.bin'], ['inventory'], [name, '--platform', 'nothing'], [name, '--root', 'none.pem']]) {
      const ran = await run('image', 'inspect', ...args);
      expect([ran.status, ran.stdout], args.join(' ')).toEqual([2, '']);
      expect(ran.stderr).not.toMatch(/internal error|at file:/);
    }
  });
  test('prints nothing of a hostile name or content to the terminal', async () => {
    await folder.write('\u001b[2Jx.bin', `\u001b]0;owned\u0007${content}`);
    const ran = await run('image', 'inspect', '\u001b[2Jx.bin');
    expect(ran.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});
