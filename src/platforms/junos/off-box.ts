import type { OffBox } from '../platform.ts';
import { forms } from './commands.ts';

/**
 * The path of the package, as the shell has it. Predefined classes may not copy files out; a class of one's own may.
 * Source: platforms.md 1.10, 8.5.
 */
export const junosOffBox: OffBox = {
  kind: 'readable',
  ways: [
    { form: forms.scp, path: (file) => file },
    { form: forms.sftp, path: (file) => file },
  ],
};
