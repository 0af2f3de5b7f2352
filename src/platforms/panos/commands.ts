import { type CommandForm, commandForm } from '../../core/command.ts';

export const forms = {
  scripting: commandForm('set cli scripting-mode on', 'set-up: no completion, no redrawn prompt'),
  pager: commandForm('set cli pager off', 'set-up: no paging'),
  info: commandForm('show system info', 'running release, model, serial number, uptime'),
  swmStatus: commandForm('debug swm status', 'release on each root partition, and which one boots next'),
  software: commandForm('request system software info', 'releases that were downloaded or uploaded (cached list)'),
  ha: commandForm('show high-availability state', 'role, and the release of the HA peer'),
  clock: commandForm('show clock', 'clock of the device with its zone'),
  quit: commandForm('exit', 'ends the session'),
} as const satisfies Readonly<Record<string, CommandForm>>;

export const panosCommands: readonly CommandForm[] = Object.values(forms);
