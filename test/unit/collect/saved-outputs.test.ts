import { describe, expect, it } from 'vitest';
import { answerFrom, savedOutputs } from '../../../src/collect/saved-outputs.ts';
import { findPlatform } from '../../../src/platforms/index.ts';

const outputsOf = (platform: string, files: readonly { readonly name: string; readonly text: string }[]) => {
  const found = findPlatform(platform);
  if (found === null) throw new Error(platform);
  return savedOutputs(files, { prompt: found.session.prompt, forms: found.commands.map(({ form }) => form) });
};

describe('a terminal log', () => {
  it('gives the output of each command, whatever the case and however short it was typed', () => {
    const log =
      'Welcome\r\nR1#sh ver\r\nCisco IOS Software\r\nSerial# 12345\r\nR1#\r\nR1#SHOW bootvar\r\nBOOT variable = flash:a.bin\r\nR1#exit\r\n';
    const outputs = outputsOf('ios', [{ name: 'session.log', text: log }]);
    expect(outputs.get('showversion')).toBe('Cisco IOS Software\nSerial# 12345\n');
    expect(outputs.get('showbootvar')).toBe('BOOT variable = flash:a.bin\n');
  });

  it.each([
    ['junos', 'ops@qfx1> show version\nJunos: 21.4R3\n{master:0}\nops@qfx1> ', 'Junos: 21.4R3\n{master:0}\n'],
    ['panos', 'admin@fw1(active)> show system info\nsw-version: 10.1.6\nadmin@fw1(passive)> ', 'sw-version: 10.1.6\n'],
    ['iosxr', 'RP/0/RP0/CPU0:core#show version\nCisco IOS XR\nRP/0/RP0/CPU0:core#', 'Cisco IOS XR\n'],
    ['fortios', 'FGT # get system status\nVersion: x\nFGT # ', 'Version: x\n'],
    ['eos', 'leaf1>show version\nArista\nleaf1>', 'Arista\n'],
  ])('of %s is split at its prompts', (platform, log, output) => {
    expect([...outputsOf(platform, [{ name: 'x.log', text: log }]).values()]).toEqual([output]);
  });

  it('without a prompt of the platform gives nothing', () => {
    expect(outputsOf('ios', [{ name: 'x.log', text: 'a\n#b\nprice> 3\n' }]).size).toBe(0);
  });
});

describe('a tech-support file', () => {
  it('is split at its headings, and a file of its own wins over it', () => {
    const tech =
      '------------------ show version ------------------\n\nCisco IOS\n\n------------------ show running-config ------------------\nsecret\n------------------ show boot ------------------\nBOOT\n';
    const outputs = outputsOf('ios', [
      { name: 'show-boot.txt', text: 'own file\n' },
      { name: 'all.tech', text: tech },
    ]);
    expect(outputs.get('showversion')).toContain('Cisco IOS');
    expect(outputs.get('showboot')).toBe('own file\n');
  });
});

describe('an answer from saved outputs', () => {
  const rules = { unsupported: [/^% Invalid/m], denied: [/^Command authorization failed/m], absent: [/No such file/] };
  const command = { text: 'show boot-config', slug: 'show-bootconfig' };
  it.each([
    ['text', 'ok'],
    ['% Invalid input', 'unsupported'],
    ['Command authorization failed', 'denied'],
    ['No such file', 'absent'],
  ])('%s is %s', (text, status) => {
    expect(answerFrom(new Map([['showbootconfig', text]]), command, rules, null).status).toBe(status);
  });

  it('is missing evidence where nothing was saved', () => {
    expect(answerFrom(new Map(), command, rules, null)).toMatchObject({
      status: 'not-asked',
      reason: { code: 'unsupported' },
    });
  });

  it('of a filtered command is what its filter leaves of the whole output, where that was saved', () => {
    const filtered = {
      text: 'show startup-config | include ^version|^boot',
      slug: 'show-startupconfig-include-versionboot',
    };
    const saved = new Map([['showstartupconfig', 'version 17.9\nenable secret 9 x\nboot system flash:a.bin\n']]);
    expect(answerFrom(saved, filtered, rules, null).text).toBe('version 17.9\nboot system flash:a.bin\n');
  });
});
