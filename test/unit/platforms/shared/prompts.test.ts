import { describe, expect, test } from 'vitest';
import { eos } from '../../../../src/platforms/eos/index.ts';
import { iosxr } from '../../../../src/platforms/iosxr/index.ts';
import { nxos } from '../../../../src/platforms/nxos/index.ts';

const sessions = { nxos: nxos.session, eos: eos.session, iosxr: iosxr.session } as const;

describe('prompts', () => {
  test.each([
    ['nxos', 'leaf-1# ', 'leaf-1'],
    ['nxos', 'leaf-1(maint-mode)#', 'leaf-1'],
    ['nxos', 'core.7k-vdc_2(standby)# ', 'core.7k-vdc_2'],
    ['eos', 'leaf1>', 'leaf1'],
    ['eos', 'spine(s1)#', 'spine'],
    ['iosxr', 'RP/0/RP0/CPU0:edge-1#', 'RP/0/RP0/CPU0:edge-1'],
    ['iosxr', 'RP/0/RSP1/CPU0:pe.1# ', 'RP/0/RSP1/CPU0:pe.1'],
  ] as const)('%s: "%s" is a prompt of %s', (platform, line, host) => {
    const { prompt, wrongPrompt, promptTail } = sessions[platform];
    expect(prompt.exec(line)?.[1]).toBe(host);
    expect(wrongPrompt.test(line)).toBe(false);
    expect(new RegExp(`^${promptTail}$`).test(line.slice(host.length))).toBe(true);
  });

  test.each([
    ['nxos', 'leaf-1(config)# '],
    ['nxos', 'leaf-1(config-if-range)#'],
    ['nxos', 'switch(boot)#'],
    ['nxos', 'bash-4.3#'],
    ['nxos', 'loader>'],
    ['eos', 'leaf1(config-if-Et1)#'],
    ['eos', 'leaf1(s1)(config)#'],
    ['eos', 'Aboot#'],
    ['eos', '[admin@leaf1 ~]$'],
    ['iosxr', 'RP/0/RP0/CPU0:edge-1(config)#'],
    ['iosxr', 'RP/0/RSP0/CPU0:pe-1(admin)#'],
    ['iosxr', 'sysadmin-vm:0_RP0#'],
    ['iosxr', '[xr-vm_node0_RP0_CPU0:~]$'],
  ] as const)('%s: "%s" is not the CLI that is wanted', (platform, line) => {
    expect(sessions[platform].wrongPrompt.test(line)).toBe(true);
  });

  test.each(Object.entries(sessions))('%s: words of a banner are no prompt', (_, { prompt }) => {
    for (const line of ['### AUTHORIZED USE ONLY ###', 'Do you agree? [yes/no] >', '  leaf-1 #', '#', ''])
      expect(prompt.test(line)).toBe(false);
  });
});

describe('refusals', () => {
  test.each([
    ['nxos', "       ^\n% Invalid command at '^' marker.\n", 'unsupported'],
    ['nxos', '% Permission denied for the role\n', 'denied'],
    ['nxos', 'No such file or directory\n', 'absent'],
    ['eos', '% Invalid input (at token 1: "zerotouch")\n', 'unsupported'],
    ['eos', '% Unavailable command (not supported on this hardware platform)\n', 'unsupported'],
    ['eos', "% Authorization denied for command 'show extensions'\n", 'denied'],
    ['eos', '% Error listing directory usb1:/ (No such device)\n', 'absent'],
    ['iosxr', "              ^\n% Invalid input detected at '^' marker.\n", 'unsupported'],
    ['iosxr', '% This command is not authorized\n', 'denied'],
    ['iosxr', 'No such file\n', 'absent'],
  ] as const)('%s: %j is %s', (platform, text, kind) => {
    const session = sessions[platform];
    const kinds = (['unsupported', 'denied', 'absent'] as const).filter((name) =>
      session[name].some((pattern) => pattern.test(text)),
    );
    expect(kinds[0]).toBe(kind);
  });
});
