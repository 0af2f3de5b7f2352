import type { Reader } from '../platform.ts';
import { ciscoReaders } from '../shared/cisco-readers.ts';

export const iosReaders: readonly Reader[] = ciscoReaders;
