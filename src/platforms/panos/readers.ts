import type { Reader } from '../platform.ts';
import { readHaState } from './read-ha.ts';
import { readJobs, readSoftwareInfo } from './read-software.ts';
import { readSwmLines, readSwmStatus } from './read-swm.ts';
import { readClock, readSystemInfo } from './read-system-info.ts';

export const panosReaders: readonly Reader[] = [
  { command: /^show system info\b/i, kind: 'version', read: readSystemInfo },
  { command: /^debug swm status\b/i, kind: 'partitions', read: readSwmStatus },
  { command: /^debug swm (?:history|list)\b/i, kind: 'install', read: readSwmLines },
  { command: /^request system software info\b/i, kind: 'install', read: readSoftwareInfo },
  { command: /^show jobs all\b/i, kind: 'other', read: readJobs },
  { command: /^show high-availability (?:state|all)\b/i, kind: 'other', read: readHaState },
  { command: /^show clock\b/i, kind: 'reload', read: readClock },
];
