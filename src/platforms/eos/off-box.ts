import { type ImagePath, imagePath } from '../../core/brands.ts';
import type { OffBox } from '../platform.ts';
import { eosCommands } from './commands.ts';

/** `flash:x` is `/mnt/flash/x` to the SSH server; the other supervisor's files are not reached. Source: platforms.md 1.10, 11.4. */
export const eosOffBox: OffBox = {
  kind: 'readable',
  ways: [
    { form: eosCommands.scp, path: onDisk },
    { form: eosCommands.sftp, path: onDisk },
  ],
};

function onDisk(file: ImagePath): ImagePath | null {
  const found = /^(flash|usb\d|drive):\/{0,3}(.+)$/.exec(file);
  return found === null ? null : imagePath(`/mnt/${found[1]}/${found[2]}`);
}
