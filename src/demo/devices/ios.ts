import type { Reply } from '../device-shell.ts';
import { type SimulatedOs, type SimulatedState, uptimeWords } from '../simulated-device.ts';
import { ciscoClock, ciscoDir, ciscoUnknown, ciscoVerify } from './cisco-outputs.ts';

/** A branch router with classic IOS. */
export const ios: SimulatedOs = {
  os: 'ios',
  hostname: 'branch-rtr',
  serial: 'FTX1724A0Q7',
  current: { version: '15.7(3)M8', image: 'c2900-universalk9-mz.SPA.157-3.M8.bin', build: 'fc1' },
  older: { version: '15.2(4)M6', image: 'c2900-universalk9-mz.SPA.152-4.M6.bin', build: 'fc2' },
  files: [],
  imageBytes: 107_431_208,
  hasImageFile: true,
  prompt: ({ hostname }) => `${hostname}#`,
  greeting: '\nAuthorised users only. Everything you type is recorded.\n\n',
  pager: {
    lines: 22,
    mark: ' --More-- ',
    wipe: '\b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\b',
    off: /^terminal length 0$/,
  },
  echo: 'plain',
  logout: /^(?:exit|quit|logout)$/,
  unknown: ciscoUnknown,
  oneChannel: true,
  reply,
};

function reply(state: SimulatedState, command: string, now: number): Reply | null {
  if (/^terminal (?:length|width) \d+$/.test(command)) return '';
  if (command.startsWith('dir ')) return ciscoDir(state, 'flash0:', command.slice(4));
  if (command.startsWith('verify ')) return ciscoVerify(state, command);
  switch (command) {
    case 'show version':
      return version(state, now);
    case 'show bootvar':
      return `BOOT variable = flash0:${state.next.image},12;\nCONFIG_FILE variable does not exist\nBOOTLDR variable does not exist\nConfiguration register is 0x2102\n\nStandby not ready to show bootvar\n\n`;
    case 'show startup-config | include ^version|^boot':
      return `version 15.7\nboot-start-marker\nboot system flash0:${state.next.image}\nboot-end-marker\n`;
    case 'show running-config | include ^boot':
      return `boot-start-marker\nboot system flash0:${state.next.image}\nboot-end-marker\n`;
    case 'show reload':
      return 'No reload is scheduled.\n';
    case 'show clock':
      return ciscoClock(now);
    case 'show processes cpu | include CPU utilization':
      return 'CPU utilization for five seconds: 4%/1%; one minute: 6%; five minutes: 5%\n';
    case 'show inventory':
      return `NAME: "CISCO2911/K9", DESCR: "CISCO2911/K9 chassis, Hw Serial#: ${state.serial}, Hw Revision: 1.0"\nPID: CISCO2911/K9      , VID: V07 , SN: ${state.serial}\n\n`;
    case 'show software authenticity running':
      return authenticity(state);
    default:
      return null;
  }
}

function version(state: SimulatedState, now: number): string {
  const { version: release, build, image } = state.running;
  return `Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version ${release}, RELEASE SOFTWARE (${build})
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2020 by Cisco Systems, Inc.
Compiled Tue 11-Aug-20 09:12 by prod_rel_team

ROM: System Bootstrap, Version 15.0(1r)M16, RELEASE SOFTWARE (fc1)

${state.hostname} uptime is ${uptimeWords(state, now)}
System returned to ROM by reload
System image file is "flash0:${image}"
Last reload type: Normal Reload
Last reload reason: Reload Command

Cisco CISCO2911/K9 (revision 1.0) with 483328K/40960K bytes of memory.
Processor board ID ${state.serial}
3 Gigabit Ethernet interfaces
1 terminal line
DRAM configuration is 64 bits wide with parity enabled.
255K bytes of non-volatile configuration memory.
3217832K bytes of ATA System CompactFlash 0 (Read/Write)

Configuration register is 0x2102

`;
}

function authenticity(state: SimulatedState): string {
  return `SYSTEM IMAGE
------------
Image type                    : Production
    Signer Information
        Common Name           : CiscoSystems
        Organization Unit     : C2900
        Organization Name     : CiscoSystems
    Certificate Serial Number : 5E1F3C20
    Hash Algorithm            : SHA512
    Signature Algorithm       : 2048-bit RSA
    Key Version               : A

    Verifier Information
        Verifier Name         : ROMMON 1
        Verifier Version      : System Bootstrap, Version 15.0(1r)M16, RELEASE SOFTWARE (fc1)
File Name                     : flash0:${state.running.image}

`;
}
