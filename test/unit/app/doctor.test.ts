import { describe, expect, test } from 'vitest';
import { databaseChecks, deviceChecks, hostChecks, listenPorts } from '../../../src/app/doctor.ts';
import { deviceName, epochMs } from '../../../src/core/brands.ts';
import type { ExaminedHost } from '../../../src/core/examined-host.ts';
import { reason } from '../../../src/core/reason.ts';
import { err, ok } from '../../../src/core/result.ts';

const healthy: ExaminedHost = {
  node: '20.19.4',
  openssl: '3.0.17',
  fips: false,
  missingHashes: [],
  missingCiphers: [],
  clockSynchronised: true,
  receiveBuffer: { bytes: 4 * 1024 * 1024, advice: null },
  ports: [],
};
const states = (host: Partial<ExaminedHost>) =>
  Object.fromEntries(hostChecks({ ...healthy, ...host }, '>=20.19').map(({ name, status }) => [name, status]));

describe('the machine', () => {
  test('is healthy where everything that pawl needs is there', () => {
    expect(states({})).toEqual({ node: 'ok', crypto: 'ok', clock: 'ok', 'receive buffer': 'ok' });
  });

  test.each([
    ['an older Node is a fault', { node: '18.20.0' }, 'node', 'fault'],
    ['a digest that cannot be computed is a fault', { missingHashes: ['md5'], fips: true }, 'crypto', 'fault'],
    ['a cipher that is missing is a warning', { missingCiphers: ['chacha20-poly1305'] }, 'crypto', 'warning'],
    ['a clock that runs free is a warning', { clockSynchronised: false }, 'clock', 'warning'],
    ['a machine that does not tell of its clock is no fault', { clockSynchronised: null }, 'clock', 'unknown'],
    [
      'a small buffer is a warning',
      { receiveBuffer: { bytes: 212_992, advice: 'run sysctl' } },
      'receive buffer',
      'warning',
    ],
    [
      'a taken port may be the agent itself',
      { ports: [{ name: 'http', where: 'tcp 127.0.0.1:8686', problem: 'EADDRINUSE' }] },
      'http',
      'warning',
    ],
    [
      'a port that may not be opened is a fault',
      { ports: [{ name: 'syslog.udp', where: 'udp 0.0.0.0:514', problem: 'EACCES' }] },
      'syslog.udp',
      'fault',
    ],
  ] as const)('%s', (_, host, name, status) => {
    expect(states(host)[name]).toBe(status);
  });

  test('every listener of agent.yaml is looked at, each on its own channel', () => {
    const listen = { host: '::1', port: 6514 };
    const ports = listenPorts({
      syslog: { udp: listen, tcp: null, tls: { listen, cert: 'c', key: 'k', clientCa: null } },
      http: { listen, tls: null, tokens: [], hooks: [] },
    });
    expect(ports.map(({ name, channel }) => `${name} ${channel}`)).toEqual([
      'syslog.udp udp',
      'syslog.tls tcp',
      'http tcp',
    ]);
  });
});

describe('the database', () => {
  const seen = { file: 'pawl.db', freeBytes: 5_000_000_000 };
  test('says how long its chain is', () => {
    const head = ok({ seq: 12, sha256: 'ab', at: epochMs(0) });
    expect(databaseChecks({ ...seen, head })[0]).toMatchObject({
      status: 'ok',
      text: expect.stringContaining('12 links'),
    });
  });
  test('is a fault where it cannot be opened, and none where it does not exist yet', () => {
    expect(databaseChecks({ ...seen, head: err('pawl.db is no database') })[0]).toMatchObject({ status: 'fault' });
    expect(databaseChecks({ ...seen, head: 'absent' })[0]).toMatchObject({ status: 'ok' });
  });
  test('little room on its disk is a warning', () => {
    expect(databaseChecks({ ...seen, head: 'absent', freeBytes: 1_000_000 })[1]).toMatchObject({ status: 'warning' });
    expect(databaseChecks({ ...seen, head: 'absent', freeBytes: null })[1]).toMatchObject({ status: 'unknown' });
  });
});

describe('a device', () => {
  const observation = {
    device: deviceName('edge1'),
    platform: 'iosxe',
    source: 'ssh',
    takenAt: epochMs(0),
    facts: null,
    answers: [],
    ssh: null,
    failure: null,
  } as const;
  test('that refuses the login is a fault with what to do', () => {
    const [check] = deviceChecks('edge1', { ...observation, failure: reason('auth', 'password refused') });
    expect(check).toMatchObject({ name: 'edge1', status: 'fault', advice: expect.stringContaining('account') });
  });
  test('that denies a command is a warning which names it', () => {
    const denied = {
      command: 'show boot',
      slug: 'show-boot',
      status: 'denied',
      text: '',
      reason: reason('command-denied', 'refused'),
      startedAt: null,
      tookMs: 1,
    } as const;
    expect(deviceChecks('edge1', { ...observation, answers: [denied] })[1]).toMatchObject({
      status: 'warning',
      text: 'denied: show boot',
    });
  });
});
