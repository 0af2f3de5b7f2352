import type { OffBox } from '../platform.ts';
import { xrCommands } from './commands.ts';

/** `/harddisk:/x`, as its `show md5 file` names it. SCP and SFTP come with the SSH server. Source: platforms.md 1.10, 6.4. */
export const xrOffBox: OffBox = {
  kind: 'readable',
  ways: [
    { form: xrCommands.scp, path: (file) => file },
    { form: xrCommands.sftp, path: (file) => file },
  ],
};
