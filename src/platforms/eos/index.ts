import type { Platform } from '../platform.ts';
import { collectEos } from './collect.ts';
import { eosCommands } from './commands.ts';
import { eosIndicators } from './indicators.ts';
import { eosOffBox } from './off-box.ts';
import { eosReaders } from './readers.ts';
import { eosSession } from './session.ts';
import { eosVersions } from './versions.ts';

export const eos: Platform = {
  id: 'eos',
  title: 'Arista EOS',
  names: [
    'arista_eos',
    'arista_eos_ssh',
    'arista',
    'arista.eos.eos',
    'aristaeos',
    'eos_ssh',
    'arista-eos',
    'arista:eos',
  ],
  claims: (output) =>
    /^\s*Software image version: {1,8}\S/m.test(output) && /^\s*Internal build version:/m.test(output),
  session: eosSession,
  commands: Object.values(eosCommands),
  readers: eosReaders,
  collect: collectEos,
  versions: eosVersions,
  hashes: ['md5', 'sha1', 'sha256', 'sha512'],
  offBox: eosOffBox,
  logFormats: ['arista'],
  indicators: eosIndicators,
};
