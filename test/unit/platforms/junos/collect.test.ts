import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../../src/core/brands.ts';
import { junos } from '../../../../src/platforms/junos/index.ts';
import { type Device, play } from '../play-collection.ts';

const now = epochMs(Date.parse('2026-11-25T10:00:00Z'));
const want = { now, hash: () => [] };
const saved =
  (texts: Readonly<Record<string, string>>): Device =>
  ({ command }) =>
    texts[command.text] ?? null;
const dashes = '-'.repeat(74);

const cluster = {
  'show version': ['node0', 'node1']
    .map(
      (id, index) =>
        `${id}:\n${dashes}\nHostname: fw\nModel: srx345\nJunos: ${index === 0 ? '21.4R3-S5.4' : '20.4R3-S4.8'}\nJUNOS Software Release [x]\n`,
    )
    .join('\n'),
  'show chassis hardware': ['node0', 'node1']
    .map(
      (id, index) =>
        `${id}:\n${dashes}\nHardware inventory:\nItem             Version  Part number  Serial number     Description\nChassis                                DA000000000${index}      SRX345\nRouting Engine   REV 0x05 650-065043   DA000000000${index}      RE-SRX345\n`,
    )
    .join('\n'),
  'show chassis cluster status':
    'Cluster ID: 1\nNode   Priority Status               Preempt Manual   Monitor-failures\n\nRedundancy group: 0 , Failover count: 1\nnode0  100      secondary            no      no       None\nnode1  200      primary              no      no       None\n\nRedundancy group: 1 , Failover count: 0\nnode0  200      primary              no      no       None\nnode1  100      secondary            no      no       None\n',
  'show system snapshot media internal': ['node0', 'node1']
    .map(
      (id, index) =>
        `${id}:\n${dashes}\nInformation for snapshot on       internal (/dev/ad0s1a) (primary)\nCreation date: Nov 24 20:15:00 2026\nJUNOS version on snapshot:\n  junos  : ${index === 0 ? '21.4R3-S5.4' : '19.4R3-S1.3'}-domestic\n`,
    )
    .join('\n'),
};

describe('a cluster of two branch SRX', () => {
  const { facts } = play(junos.collect(want), saved(cluster), junos.session);
  test('has the node of redundancy group 0 first and a serial number a node', () => {
    expect(facts.members.map(({ id, role, serial, version }) => [id, role, serial, version])).toEqual([
      ['node1', 'active', 'DA0000000001', '20.4R3-S4.8'],
      ['node0', 'standby', 'DA0000000000', '21.4R3-S5.4'],
    ]);
  });
  test('has the primary root of each node as its next boot', () => {
    const next = facts.members.map(({ boot }) => (boot.next.kind === 'image' ? boot.next.version : boot.next.kind));
    expect(next).toEqual(['19.4R3-S1.3', '21.4R3-S5.4']);
  });
});

test('a device that refuses everything gives facts that are all missing, with the reasons', () => {
  const { facts } = play(junos.collect(want), () => 'error: permission denied\n', junos.session);
  expect(facts.members).toHaveLength(1);
  expect(facts.members[0]?.version).toBeNull();
  expect(facts.members[0]?.patches).toBeNull();
  expect(facts.members[0]?.boot.next).toMatchObject({ kind: 'unresolved', reason: { code: 'command-denied' } });
  const denied = facts.missing.filter(({ reason }) => reason.code === 'command-denied').map(({ fact }) => fact);
  expect(denied).toEqual(
    expect.arrayContaining(['version', 'boot', 'serial', 'model', 'startedAt', 'scheduledReload', 'files']),
  );
});

test('a second routing engine that does not answer is an absent member', () => {
  const texts = {
    'show version': 'Hostname: core\nModel: mx480\nJunos: 21.4R3-S5.4\n',
    'show chassis hardware':
      'Hardware inventory:\nItem             Version  Part number  Serial number     Description\nChassis                                JN1              MX480\nRouting Engine 0 REV 12   740-031116   9009100101        RE-S-1800x4\nRouting Engine 1 REV 12   740-031116   9009100102        RE-S-1800x4\n',
    'show version invoke-on all-routing-engines': 'error: permission denied\n',
  };
  const { facts } = play(junos.collect(want), saved(texts), junos.session);
  expect(facts.absentMembers.map(({ id }) => id)).toEqual(['re1']);
  expect(facts.members[0]?.version).toBe('21.4R3-S5.4');
  expect(facts.missing).toContainEqual(
    expect.objectContaining({ fact: 'members', reason: expect.objectContaining({ code: 'command-denied' }) }),
  );
});

test('only what `want` names is hashed, and a hashed file is listed again', () => {
  const texts = {
    'show version': 'Hostname: core\nModel: mx480\nJunos: 21.4R3-S5.4\n',
    'file list /var/tmp/ detail':
      '\n/var/tmp/:\ntotal blocks: 1\n-rw-r--r--  1 root  wheel  100 Nov 24 21:10 a.tgz\n-rw-r--r--  1 root  wheel  100 Nov 24 21:10 b;reboot.tgz\n-rw-r--r--  1 root  wheel  100 Nov 24 21:10 c.tgz\ntotal files: 3\n',
    'file checksum sha-256 /var/tmp/a.tgz': 'error: permission denied\n',
    'file checksum md5 /var/tmp/a.tgz': `MD5 (/var/tmp/a.tgz) = ${'0a'.repeat(16)}\n`,
    'file list /var/tmp/a.tgz detail': '-rw-r--r--  1 root  wheel  164 Nov 24 21:11 /var/tmp/a.tgz\ntotal files: 1\n',
  };
  const hash = ({ name }: { readonly name: string }) =>
    name === 'c.tgz' ? [] : (['sha512', 'sha256', 'md5'] as const);
  const { facts, asked } = play(junos.collect({ now, hash }), saved(texts), junos.session);
  expect(facts.images).toMatchObject([{ path: '/var/tmp/a.tgz', sizeBytes: 100, sizeAfterBytes: 164 }]);
  expect(facts.images[0]?.digests).toMatchObject([{ algorithm: 'md5', computedBy: 'device' }]);
  expect(asked.filter((command) => command.startsWith('file checksum'))).toEqual([
    'file checksum sha-256 /var/tmp/a.tgz',
    'file checksum md5 /var/tmp/a.tgz',
  ]);
});

test('off the box only the package of the running release is read, over SFTP where SCP is refused', () => {
  const running = 'junos-install-mx-x86-64-21.4R3-S5.4.tgz';
  const row = (name: string) => `-rw-r--r--  1 root  wheel  100 Nov 24 21:10 ${name}\n`;
  const texts = {
    'show version': 'Hostname: core\nModel: mx480\nJunos: 21.4R3-S5.4\n',
    'file list /var/tmp/ detail': `\n/var/tmp/:\ntotal blocks: 1\n${row(running)}${row('junos-install-mx-x86-64-20.4R3-S4.8.tgz')}${row('messages.gz')}total files: 3\n`,
    [`file list /var/tmp/${running} detail`]: `${row(`/var/tmp/${running}`)}total files: 1\n`,
    [`scp -f /var/tmp/${running}`]: 'unknown command.\n',
    [`sftp open /var/tmp/${running} for reading`]: `100 bytes\nmd5 ${'0a'.repeat(16)}\nsha256 ${'0b'.repeat(32)}\n`,
  };
  const wanted = { now, hash: () => [], offBox: () => true };
  const { facts, asked } = play(junos.collect(wanted), saved(texts), junos.session);
  expect(facts.images).toMatchObject([{ path: `/var/tmp/${running}`, offBox: { bytes: 100, rounds: 1 } }]);
  expect(facts.images[0]?.digests.map(({ algorithm, computedBy }) => `${algorithm} ${computedBy}`)).toEqual([
    'md5 offbox',
    'sha256 offbox',
  ]);
  expect(asked.filter((command) => /^(?:scp|sftp)/.test(command))).toEqual([
    `scp -f /var/tmp/${running}`,
    `sftp open /var/tmp/${running} for reading`,
  ]);
  const second = asked.filter((command) => command.startsWith('file list') && command.includes(running));
  expect(second.length).toBeGreaterThan(1);
});

test('the session knows its prompts and refuses the others', () => {
  const { prompt, wrongPrompt, noise } = junos.session;
  expect(prompt.exec('ops@qfx1> ')?.[1]).toBe('ops@qfx1');
  for (const line of ['Use the statement [system login class <name> login-tip]', 'ops@qfx1# ', '%', 'a > b']) {
    expect(prompt.test(line), line).toBe(false);
  }
  for (const line of ['ops@qfx1# ', '%', 'root@qfx1:~ # ', 'root@qfx1:RE:0% ', '[edit]', 'loader>']) {
    expect(wrongPrompt.test(line), line).toBe(true);
  }
  for (const line of ['{master:0}', '{primary:node0}', '{backup}', '{linecard:1}']) {
    expect(
      noise.some((pattern) => pattern.test(line)),
      line,
    ).toBe(true);
  }
});

test('output of other systems is not claimed', () => {
  expect(junos.claims('Hostname: a\nModel: srx345\nJunos: 21.4R3-S5.4\n')).toBe(true);
  expect(junos.claims('fpc0:\nModel: ex4550\nJUNOS Base OS boot [12.3R5.7]\n')).toBe(true);
  expect(junos.claims('Cisco IOS Software, Version 15.2(2)E7\n')).toBe(false);
  expect(junos.claims('--- JUNOS 21.4R3-S3.4 built 2023-01-01\n')).toBe(false);
});
