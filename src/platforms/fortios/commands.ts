import { type CommandForm, commandForm } from '../../core/command.ts';

export const forms = {
  status: commandForm('get system status', 'running release and build, model, serial number, signature'),
  global: commandForm('config global', 'with VDOMs: changes the context of the session only; ended by `end`'),
  end: commandForm('end', 'leaves `config global`; nothing was changed'),
  flash: commandForm('diagnose sys flash list', 'build on each partition, and which one is active'),
  performance: commandForm('get system performance status', 'uptime of the unit itself'),
  ha: commandForm('get system ha status', 'members of the cluster'),
  restart: commandForm('show system global | grep restart', 'daily restart: these lines of the configuration only'),
  autoInstall: commandForm('show system auto-install', 'whether a USB stick may replace the image'),
  configErrors: commandForm(
    'diagnose debug config-error-log read | grep -c error',
    'number of lines that the release could not read',
  ),
  filesystem: commandForm('diagnose sys filesystem hash', 'digests of the system files, only where one is trusted'),
  quit: commandForm('exit', 'ends the session'),
} as const satisfies Readonly<Record<string, CommandForm>>;

export const fortiosCommands: readonly CommandForm[] = Object.values(forms);
