import { describe, expect, test } from 'vitest';
import { reason } from '../../../../src/core/reason.ts';
import { type BootEvidence, inactiveSoftware, nextBoot } from '../../../../src/platforms/junos/boot-next.ts';
import { pendingMethod } from '../../../../src/platforms/junos/family.ts';
import { readInstallLog } from '../../../../src/platforms/junos/read-install-log.ts';
import { listField } from '../../../../src/platforms/shared/read-kit.ts';

const quiet: BootEvidence = {
  model: 'mx480',
  method: 'version',
  running: '21.4R3-S5.4',
  runningGap: null,
  pending: null,
  bootedAt: '2026-10-01 10:00:00 UTC',
  roots: { snapshots: [], gap: null },
  log: { operations: [], cleared: false, gap: null },
  list: { packages: [], gap: null },
};

/** Release that boots next, or the code of the reason why it is not known. */
function next(told: Partial<BootEvidence>): string | null {
  const boot = nextBoot({ ...quiet, ...told });
  return boot.kind === 'image' ? boot.version : boot.kind === 'unresolved' ? boot.reason.code : boot.kind;
}

const root = (role: string | undefined, version: string) => ({
  role,
  device: '/dev/da0s1a',
  packages: [{ name: 'junos', version }],
});

describe('the method of a model', () => {
  test.each([
    ['mx480', 'version'],
    ['vmx', 'version'],
    ['ex2300-24t', 'dual-root'],
    ['ex4300-48t', 'dual-root'],
    ['ex4300-48mp', 'install-log'],
    ['ex4400-48f', 'version'],
    ['qfx5110-48s-4c', 'install-log'],
    ['srx345', 'primary-root'],
    ['srx550m', 'primary-root'],
    ['srx1500', 'install-log'],
    ['srx4600', 'install-log'],
    ['srx5800', 'unknown'],
    ['vSRX', 'unknown'],
    ['acx5448', 'unknown'],
    ['', 'unknown'],
  ])('%s: %s', (model, method) => {
    expect(pendingMethod(model, false, false)).toBe(method);
  });

  test('Evolved has its list whatever the model, a host makes a switch an install-log one', () => {
    expect(pendingMethod('acx7509', true, false)).toBe('list');
    expect(pendingMethod('ex4400-48f', false, true)).toBe('install-log');
    expect(pendingMethod('mx480', false, true)).toBe('version');
  });
});

test('without a pending line an MX boots what it runs, with one that release', () => {
  expect(next({})).toBe('21.4R3-S5.4');
  expect(next({ pending: '20.4R3-S4.8' })).toBe('20.4R3-S4.8');
});

test('a pending line that leaves out the spin is the running release, one that differs is not', () => {
  expect(next({ pending: '21.4R3-S5' })).toBe('21.4R3-S5.4');
  expect(next({ pending: '21.4R3-S54' })).toBe('21.4R3-S54');
  expect(next({ pending: '21.4R3-S5.4-EVO' })).toBe('21.4R3-S5.4-EVO');
});

test('a model without a known method is unresolved, not without a pending release', () => {
  expect(next({ method: 'unknown', model: 'acx5448' })).toBe('boot-unresolved');
  expect(next({ method: 'unknown', pending: '20.4R3-S4.8' })).toBe('20.4R3-S4.8');
});

test('an unread running release gives no next boot', () => {
  const gap = reason('timeout', 'show version');
  expect(next({ running: null, runningGap: gap })).toBe('timeout');
});

test('branch SRX boots the root that is marked primary', () => {
  const snapshots = [root('primary', '20.2R3-S2.5-domestic'), root('backup', '21.4R3-S5.4-domestic')];
  expect(next({ method: 'primary-root', roots: { snapshots, gap: null } })).toBe('20.2R3-S2.5');
  expect(next({ method: 'primary-root' })).toBe('boot-unresolved');
  expect(next({ method: 'primary-root', roots: { snapshots: [], gap: reason('command-denied', 'x') } })).toBe(
    'command-denied',
  );
});

test('a dual-root EX whose roots are not shown still has its pending line', () => {
  expect(next({ method: 'dual-root', roots: { snapshots: [], gap: reason('unsupported', 'x') } })).toBe('21.4R3-S5.4');
  expect(next({ method: 'dual-root', roots: { snapshots: [root('primary', 'ex-18.4R3-S10')], gap: null } })).toBe(
    '18.4R3-S10',
  );
});

describe('the install log', () => {
  const run = (
    at: string,
    release: string,
    result = 0,
    action = 'update',
  ) => `${at} mgd[99]: /usr/libexec/ui/package -X ${action} /var/tmp/a.tgz
<output>
upgrade_platform: Staging of /var/tmp/jinstall-qfx-5e-junos-${release}-secure-linux.tgz completed
</output>
<package-result>${result}</package-result>
`;
  const rollback =
    '2026-10-03 10:00:00 UTC mgd[99]: /usr/libexec/ui/package -X rollback\n<output>\n</output>\n<package-result>0</package-result>\n';
  const logged = (text: string): string | null => {
    const { value } = readInstallLog(text, 'show log install');
    const log = { operations: listField(value, 'operations'), cleared: value['cleared'] === true, gap: null };
    return next({ method: 'install-log', log });
  };

  test('what was staged after the start boots next', () => {
    expect(logged(run('2026-10-02 10:00:00 UTC', '20.2R3-S2.5'))).toBe('20.2R3-S2.5');
  });
  test('what was staged before the start has been used up', () => {
    expect(logged(run('2026-09-30 10:00:00 UTC', '21.4R3-S5.4'))).toBe('21.4R3-S5.4');
    expect(logged(run('2026-09-30 10:00:00 UTC', '20.2R3-S2.5'))).toBe('21.4R3-S5.4');
  });
  test('a failed run and a rollback after it leave the running release', () => {
    expect(logged(run('2026-10-02 10:00:00 UTC', '20.2R3-S2.5', 1))).toBe('21.4R3-S5.4');
    expect(logged(run('2026-10-02 10:00:00 UTC', '20.2R3-S2.5') + rollback)).toBe('21.4R3-S5.4');
    expect(logged(rollback + run('2026-10-04 10:00:00 UTC', '20.2R3-S2.5'))).toBe('20.2R3-S2.5');
  });
  test('a release that cannot be read, a cleared log and a log of another node leave it unresolved', () => {
    expect(logged(run('2026-10-02 10:00:00 UTC', 'daily'))).toBe('boot-unresolved');
    expect(logged('Nov 25 01:00:00 leaf clear-log[771]: logfile cleared\n')).toBe('boot-unresolved');
    expect(next({ method: 'install-log', log: { operations: null, cleared: false, gap: null } })).toBe(
      'boot-unresolved',
    );
  });
  test('an SRX1500 log without announcements is read by its output blocks', () => {
    const block = (release: string) =>
      `<output>\nupgrade_platform: Staging of /var/tmp/junos-srxentedge-x86-64-${release}-linux.tgz completed\n</output>\n<package-result>0</package-result>\n`;
    expect(logged(block('21.4R3-S5.4') + block('20.4R3.8'))).toBe('20.4R3.8');
  });
});

test('Evolved boots the version that is marked next, else the running one', () => {
  const packages = [
    { name: 'a', version: '23.2R2.11-EVO', state: 'running' },
    { name: 'b', version: '22.4R2.11-EVO', state: 'next' },
    { name: 'c', version: '23.4R1.9-EVO', state: 'rollback' },
  ];
  const evolved = { method: 'list', running: '23.2R2.11-EVO' } as const;
  expect(next({ ...evolved, list: { packages, gap: null } })).toBe('22.4R2.11-EVO');
  expect(next({ ...evolved, list: { packages: packages.slice(0, 1), gap: null } })).toBe('23.2R2.11-EVO');
  expect(next({ ...evolved, list: { packages: [], gap: null } })).toBe('boot-unresolved');
  const kept = inactiveSoftware({ ...quiet, ...evolved, list: { packages, gap: null } });
  expect(kept.map(({ version, kind }) => [version, kind])).toEqual([['23.4R1.9-EVO', 'slot']]);
});

test('the backup root is inactive software, a recovery snapshot a rollback point', () => {
  const snapshots = [
    root('primary', '21.4R3-S5.4-domestic'),
    root('backup', '22.4R3.25-domestic'),
    { role: 'recovery', name: 'recovery.ufs', version: '15.1X53-D66.8', created: 'Wed Aug 15 10:50:42 UTC 2018' },
  ];
  const kept = inactiveSoftware({ ...quiet, method: 'dual-root', roots: { snapshots, gap: null } });
  expect(kept.map(({ version, kind }) => [version, kind])).toEqual([
    ['22.4R3.25', 'slot'],
    ['15.1X53-D66.8', 'rollback-point'],
  ]);
  expect(kept[1]?.addedAt).toBe(Date.parse('2018-08-15T10:50:42Z'));
});
