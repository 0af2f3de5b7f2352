import type { Platform } from '../platform.ts';
import { collectFortios } from './collect.ts';
import { fortiosCommands } from './commands.ts';
import { fortiosIndicators } from './indicators.ts';
import { fortiosReaders } from './readers.ts';
import { fortiosSession } from './session.ts';
import { fortiosVersions } from './versions.ts';

export const fortios = {
  id: 'fortios',
  title: 'Fortinet FortiOS',
  names: [
    'fortinet',
    'fortinet_fortios',
    'fortigate',
    'fortinet.fortios.fortios',
    'forti_os',
    'fortios_ssh',
    'fortinet-fortios',
    'fortinet-fortigate',
    'fortinet:fortios',
  ],
  claims: (text) =>
    /^\s*Version\s{0,60}: {0,40}(?:Forti(?:Gate|WiFi|GateRugged|Firewall)\S{0,40} )v\d{1,2}\.\d{1,2}[^\n]{0,20}build ?\d/im.test(
      text,
    ),
  session: fortiosSession,
  commands: fortiosCommands,
  readers: fortiosReaders,
  collect: collectFortios,
  versions: fortiosVersions,
  hashes: [],
  offBox: { kind: 'closed', why: 'SCP of FortiOS moves configurations, no images' },
  logFormats: ['fortinet'],
  indicators: fortiosIndicators,
} as const satisfies Platform;
