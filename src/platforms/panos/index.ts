import type { Platform } from '../platform.ts';
import { collectPanos } from './collect.ts';
import { panosCommands } from './commands.ts';
import { panosIndicators } from './indicators.ts';
import { panosReaders } from './readers.ts';
import { panosSession } from './session.ts';
import { panosVersions } from './versions.ts';

export const panos = {
  id: 'panos',
  title: 'Palo Alto Networks PAN-OS',
  names: [
    'paloalto_panos',
    'paloalto',
    'palo_alto',
    'palo_alto_panos',
    'paloaltonetworks.panos',
    'pan-os',
    'panos_ssh',
    'paloaltonetworks.panos.panos',
    'pan_os',
    'paloalto-panos',
    'palo-alto-panos',
    'palo-alto-networks-pan-os',
    'paloaltonetworks:pan-os',
  ],
  claims: (text) =>
    /^\s*sw-version: \d/m.test(text) && /^\s*(?:multi-vsys|operational-mode|family|app-version): /m.test(text),
  session: panosSession,
  commands: panosCommands,
  readers: panosReaders,
  collect: collectPanos,
  versions: panosVersions,
  hashes: [],
  offBox: { kind: 'closed', why: 'the management plane of PAN-OS gives no way to fetch an image' },
  logFormats: ['paloalto'],
  indicators: panosIndicators,
} as const satisfies Platform;
