import { describe, expect, it } from 'vitest';
import { missingSecrets } from '../../../src/app/check-secrets.ts';
import { configurationOf } from '../../../src/app/configuration.ts';
import { secretStore } from '../../../src/edge/secrets.ts';

const hosts = `
a: {platform: ios, username: u, password: {env: NOT_SET}}
b: {platform: ios, username: u, password: {env: NOT_SET}, ssh: {jump: c}}
c: {platform: ios, username: u, password: {env: SET}, enable: {file: /nonexistent/enable}}
`;

describe('secrets before an audit', () => {
  it('are all resolved first, jump hosts included, and each that is missing is told once with its place', async () => {
    const { configuration } = configurationOf({
      inventory: { hosts: { file: 'hosts.yaml', text: hosts }, groups: null, defaults: null },
      agent: null,
      baselines: [],
    });
    const { inventory } = configuration;
    const chosen = inventory.devices.filter(({ name }) => name !== 'c');
    const problems = await missingSecrets(chosen, inventory, secretStore({ SET: 'x' }));
    expect(problems).toEqual([expect.any(String), expect.any(String)]);
    expect(problems[0]).toMatch(/^hosts\.yaml:2:43: password of "a" \(and of 1 more\): .*NOT_SET/);
    expect(problems[1]).toMatch(/^hosts\.yaml:4:\d+: enable of "c": .*\/nonexistent\/enable/);
  });
});
