import type { Reply } from '../device-shell.ts';
import { type SimulatedOs, type SimulatedState, uptimeWords } from '../simulated-device.ts';
import { ciscoClock, ciscoDir, ciscoUnknown, ciscoVerify } from './cisco-outputs.ts';

/** An edge router with IOS-XE in bundle mode: one file boots, and one file can be hashed. */
export const iosxe: SimulatedOs = {
  os: 'iosxe',
  hostname: 'edge-rtr',
  serial: 'FDO2213A1KX',
  current: { version: '17.09.04a', image: 'isr4300-universalk9.17.09.04a.SPA.bin', build: 'fc3' },
  older: { version: '17.06.05', image: 'isr4300-universalk9.17.06.05.SPA.bin', build: 'fc2' },
  files: [],
  imageBytes: 668_911_032,
  hasImageFile: true,
  prompt: ({ hostname }) => `${hostname}#`,
  greeting: '\n',
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

/** `17.09.04a` is `17.9.4a` on the line of the IOS daemon. */
const unpadded = (version: string): string => version.replace(/\.0+(?=\d)/g, '.');

function reply(state: SimulatedState, command: string, now: number): Reply | null {
  if (/^terminal (?:length|width) \d+$/.test(command)) return '';
  if (command.startsWith('dir ')) return ciscoDir(state, 'bootflash:', command.slice(4));
  if (command.startsWith('verify ')) return ciscoVerify(state, command);
  const bootLine = `boot system bootflash:${state.next.image}`;
  switch (command) {
    case 'show version':
      return version(state, now);
    case 'show bootvar':
      return `BOOT variable = bootflash:${state.next.image},1;\nCONFIG_FILE variable does not exist\nBOOTLDR variable does not exist\nConfiguration register is 0x2102\n\nStandby not ready to show bootvar\n\n`;
    case 'show startup-config | include ^version|^boot':
      return `version 17.9\nboot-start-marker\n${bootLine}\nboot-end-marker\n`;
    case 'show running-config | include ^boot':
      return `boot-start-marker\n${bootLine}\nboot-end-marker\n`;
    case 'show reload':
      return 'No reload is scheduled.\n';
    case 'show clock':
      return ciscoClock(now);
    case 'show processes cpu | include CPU utilization':
      return 'CPU utilization for five seconds: 2%/0%; one minute: 3%; five minutes: 3%\n';
    case 'show inventory':
      return `NAME: "Chassis", DESCR: "Cisco ISR4331 Chassis"\nPID: ISR4331/K9        , VID: V05  , SN: ${state.serial}\n\n`;
    case 'show software authenticity running':
      return authenticity();
    default:
      return null;
  }
}

function version(state: SimulatedState, now: number): string {
  const { version: release, build, image } = state.running;
  const plain = unpadded(release);
  return `Cisco IOS XE Software, Version ${release}
Cisco IOS Software [Cupertino], ISR Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version ${plain}, RELEASE SOFTWARE (${build})
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2023 by Cisco Systems, Inc.
Compiled Fri 20-Oct-23 10:44 by mcpre


ROM: 16.12(2r)

${state.hostname} uptime is ${uptimeWords(state, now)}
Uptime for this control processor is ${uptimeWords(state, now)}
System returned to ROM by Reload Command
System image file is "bootflash:${image}"
Last reload reason: Reload Command


cisco ISR4331/K9 (1RU) processor with 1694893K/3071K bytes of memory.
Processor board ID ${state.serial}
Router operating mode: Autonomous
3 Gigabit Ethernet interfaces
32768K bytes of non-volatile configuration memory.
4194304K bytes of physical memory.
3207167K bytes of flash memory at bootflash:.

Configuration register is 0x2102

`;
}

function authenticity(): string {
  return `PACKAGE isr4300-universalk9
---------------------------
Image type                    : Production
    Signer Information
        Common Name           : CiscoSystems
        Organization Unit     : IOS-XE
        Organization Name     : CiscoSystems
    Certificate Serial Number : 64A12F07
    Hash Algorithm            : SHA512
    Signature Algorithm       : 2048-bit RSA
    Key Version               : A

`;
}
