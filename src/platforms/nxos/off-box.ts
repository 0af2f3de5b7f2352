import { imagePath } from '../../core/brands.ts';
import type { OffBox } from '../platform.ts';
import { nxosCommands } from './commands.ts';

/**
 * `bootflash:/x` over SCP (`feature scp-server`), `/bootflash/x` over SFTP (`feature sftp-server`); files of another
 * supervisor over SCP only. Source: platforms.md 1.10, 7.4; which server takes which form is not certain there, so that a
 * refusal of the first leads to the second.
 */
export const nxosOffBox: OffBox = {
  kind: 'readable',
  ways: [
    { form: nxosCommands.scp, path: (file) => file },
    {
      form: nxosCommands.sftp,
      path: (file) => (/:\/\/\w/.test(file) ? null : imagePath(file.replace(/^([a-z0-9]+):\/{0,3}/, '/$1/'))),
    },
  ],
};
