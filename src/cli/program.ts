import { Command, CommanderError } from 'commander';
import { type ExitStatus, UsageError } from './command-line.ts';
import type { CommandEntry, Services } from './services.ts';

/** Every command, in the order in which help lists them. Only the one that was typed is loaded. */
const commands: Readonly<Record<string, () => Promise<CommandEntry>>> = {
  demo: async () => (await import('./demo.ts')).demoCommand,
  init: async () => (await import('./init.ts')).initCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  audit: async () => (await import('./audit.ts')).auditCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  serve: async () => (await import('./serve.ts')).serveCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  findings: async () => (await import('./findings.ts')).findingsCommand,
  history: async () => (await import('./history.ts')).historyCommand,
  window: async () => (await import('./window.ts')).windowCommand,
  schedule: async () => (await import('./schedule.ts')).scheduleCommand,
  baseline: async () => (await import('./baseline.ts')).baselineCommand,
  inventory: async () => (await import('./inventory.ts')).inventoryCommand,
  hostkeys: async () => (await import('./hostkeys.ts')).hostkeysCommand,
  records: async () => (await import('./records.ts')).recordsCommand,
  alerts: async () => (await import('./alerts.ts')).alertsCommand,
  replay: async () => (await import('./replay.ts')).replayCommand,
  image: async () => (await import('./image.ts')).imageCommand,
  parse: async () => (await import('./parse.ts')).parseCommand,
  commands: async () => (await import('./commands.ts')).commandsCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  version: async () => (await import('./version.ts')).versionCommand,
};

/** Runs one command line and gives the status that the process ends with. */
export async function runCommandLine(
  argv: readonly string[],
  services: Services,
  version: string,
): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = new Command('pawl')
    .description('Firmware only moves forward; when it does not, pawl proves it.')
    .version(version, '--version')
    // A command that has commands of its own (`report device`) leaves them the options that follow their name.
    .enablePositionalOptions()
    .showSuggestionAfterError(true)
    .showHelpAfterError('(pawl COMMAND --help tells more)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => services.terminal.say(text.trimEnd()) });
  const typed = commands[argv[0] ?? ''];
  const known = argv[0] === '--version' ? [] : typed === undefined ? Object.values(commands) : [typed];
  for (const load of known) {
    const register = await load();
    register(program, services, (given) => {
      status = given;
    });
  }
  for (const command of allCommands(program)) command.exitOverride();
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      services.terminal.say(`pawl: ${error.message}`);
      return 2;
    }
    throw error;
  }
}

const allCommands = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(allCommands)];
