import type { Reader } from '../platform.ts';
import { readAutoInstall, readConfigErrors, readFederatedUpgrade, readGlobal } from './read-config.ts';
import { readFilesystemHash, readFlashList } from './read-flash.ts';
import { readHaStatus } from './read-ha.ts';
import { readPerformance, readStatus } from './read-status.ts';

export const fortiosReaders: readonly Reader[] = [
  { command: /^get sys(?:tem)? status\b/i, kind: 'version', read: readStatus },
  { command: /^diag(?:nose)? sys flash list\b/i, kind: 'partitions', read: readFlashList },
  { command: /^diag(?:nose)? sys filesystem hash\b/i, kind: 'hash', read: readFilesystemHash },
  { command: /^get sys(?:tem)? performance status\b/i, kind: 'reload', read: readPerformance },
  { command: /^get sys(?:tem)? ha status\b/i, kind: 'other', read: readHaStatus },
  { command: /^(?:show(?: full-configuration)?|get) sys(?:tem)? global\b/i, kind: 'other', read: readGlobal },
  {
    command: /^(?:show(?: full-configuration)?|get) sys(?:tem)? auto-install\b/i,
    kind: 'other',
    read: readAutoInstall,
  },
  { command: /^show sys(?:tem)? federated-upgrade\b/i, kind: 'other', read: readFederatedUpgrade },
  { command: /^diag(?:nose)? debug config-error-log read\b/i, kind: 'other', read: readConfigErrors },
];
