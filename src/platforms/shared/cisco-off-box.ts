import type { OffBox } from '../platform.ts';
import { ciscoForms } from './cisco-commands.ts';

/**
 * The SCP server takes the path that the commands take (`bootflash:x`, `flash-2:x`); it is there after `ip scp server
 * enable`, for accounts with level 15 at login. Source: platforms.md 1.10, 4.4, 5.6.
 */
export const ciscoOffBox: OffBox = {
  kind: 'readable',
  ways: [{ form: ciscoForms.scp, path: (file) => file }],
};
