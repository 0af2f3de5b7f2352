import type { Platform } from '../platform.ts';
import { collectJunos } from './collect.ts';
import { junosCommands } from './commands.ts';
import { junosIndicators } from './indicators.ts';
import { junosOffBox } from './off-box.ts';
import { junosReaders } from './readers.ts';
import { junosSession } from './session.ts';
import { junosVersions } from './versions.ts';

/** Juniper Junos and Junos Evolved; one platform, since they share the CLI and differ in what the commands print. */
export const junos = {
  id: 'junos',
  title: 'Juniper Junos and Junos Evolved',
  names: [
    'juniper',
    'juniper_junos',
    'juniper-junos',
    'junipernetworks.junos.junos',
    'junos_evolved',
    'junos-evo',
    'jnpr',
    'juniper:junos',
  ],
  claims: (text) => /^\s*(?:Junos: \d|JUNOS(?:-EVO)? [^[\n]{1,80}\[)/m.test(text),
  session: junosSession,
  commands: junosCommands,
  readers: junosReaders,
  collect: collectJunos,
  versions: junosVersions,
  hashes: ['md5', 'sha1', 'sha256'],
  offBox: junosOffBox,
  logFormats: ['juniper'],
  indicators: junosIndicators,
} as const satisfies Platform;
