import { Command, CommanderError } from 'commander';
import { auditCommand } from './audit.ts';
import { type ExitStatus, UsageError } from './command-line.ts';
import { commandsCommand } from './commands.ts';
import { parseCommand } from './parse.ts';
import type { Services } from './services.ts';
import { versionCommand } from './version.ts';

/** Every command, in the order in which help lists them. */
const commands = [auditCommand, parseCommand, commandsCommand, versionCommand] as const;

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
    .showSuggestionAfterError(true)
    .showHelpAfterError('(pawl COMMAND --help tells more)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => services.terminal.say(text.trimEnd()) });
  for (const command of commands) {
    command(program, services, (given) => {
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
