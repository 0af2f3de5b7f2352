import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readInventory } from '../../src/config/inventory.ts';
import { readImportFiles } from '../../src/edge/import-files.ts';
import { findPlatform } from '../../src/platforms/index.ts';
import { errorsOf, type Given, runImport, written } from '../unit/import/import-case.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  folder = mkdtempSync(join(tmpdir(), 'pawl-ansible-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** What matters of each device after an import. */
function devices(given: Given): Readonly<Record<string, unknown>> {
  const { plan, texts } = runImport(given);
  expect(errorsOf(plan)).toEqual([]);
  const { hosts, groups, defaults } = written(texts);
  const { inventory } = readInventory(
    { hosts: hosts ?? { file: 'hosts.yaml', text: '' }, groups, defaults },
    (name) => findPlatform(name)?.id ?? null,
  );
  return Object.fromEntries(
    inventory.devices
      .map(
        ({ name, hostname, port, platform, username, password, ssh, groups: own }) =>
          [
            name,
            {
              hostname,
              port,
              platform,
              username,
              hasPassword: password !== null,
              jump: ssh.jump,
              groups: [...own].sort(),
            },
          ] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Our own reading of the files against our reading of what Ansible makes of them. */
function compare(main: string): void {
  const listed = spawnSync('ansible-inventory', ['-i', join(folder, main), '--list'], {
    encoding: 'utf8',
    env: { ...process.env, ANSIBLE_LOCALHOST_WARNING: 'false', HOME: folder },
  });
  expect(listed.status).toBe(0);
  const files = readImportFiles(join(folder, main), 'ansible');
  if (!files.ok) throw new Error(files.error);
  const own = devices({ source: 'ansible', files: files.value });
  expect(Object.keys(own).length).toBeGreaterThan(2);
  expect(own).toEqual(devices({ source: 'ansible', files: [{ file: 'list.json', text: listed.stdout }] }));
}

describe('an Ansible inventory means to pawl what it means to ansible-inventory', () => {
  it('in INI: ranges, ports, children, variables of groups at every level', () => {
    write({
      'hosts.ini': `
bastion ansible_host=198.51.100.1
[access]
sw[01:12:3] ansible_network_os=ios
rack[a:c]-sw1:2222 ansible_network_os="cisco.nxos.nxos" # at night
[core]
cr1 ansible_host=192.0.2.1
cr2 ansible_host=2001:db8::2 ansible_user='o ne'
[core:vars]
ansible_network_os=iosxr
ansible_user=core # one account
ansible_port=22
[zz_core:children]
core
[aa_core:children]
core
[aa_core:vars]
ansible_ssh_pass=a
ansible_port=8022
[zz_core:vars]
ansible_ssh_common_args='-o ProxyJump=bastion'
[site:children]
zz_core
access
[site:vars]
ansible_user=site
`,
      'group_vars/all.yml': 'ansible_password: x1\n',
      'group_vars/access/a.yml': 'ansible_user: access-a\n',
      'group_vars/access/b.yml': 'ansible_user: access-b\n',
      'host_vars/sw04.yml': 'ansible_host: 192.0.2.44\nansible_user: "{{ inventory_hostname }}"\n',
    });
    compare('hosts.ini');
  });

  it('in INI: groups of equal depth are merged by priority, then by name', () => {
    write({
      'hosts.ini': `
[b]
r1
r2
r3
[a]
r1
r2
[c]
r3
r1
[a:vars]
ansible_network_os=eos
ansible_user=a
ansible_group_priority=10
[b:vars]
ansible_network_os=junos
ansible_user=b
[c:vars]
ansible_user=c
`,
    });
    compare('hosts.ini');
  });

  it('in YAML: nested children, anchors, ranges, hosts without variables', () => {
    write({
      'inventory.yml': `
all:
  vars: {ansible_user: &me audit}
  children:
    dc:
      hosts:
        leaf[1:3]:
        spine1: {ansible_host: 192.0.2.9, ansible_port: 2022}
      vars: &vars
        ansible_network_os: arista.eos.eos
      children:
        fw:
          hosts: {fw1: {ansible_user: fw, ansible_network_os: fortios}}
    other:
      vars: *vars
      hosts: {leaf2: {}, o1: {ansible_user: *me}}
`,
      'host_vars/leaf1.yaml': 'ansible_host: leaf1.mgmt\n',
    });
    compare('inventory.yml');
  });
});
