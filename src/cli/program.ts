import { Command, CommanderError } from 'commander';
import { auditCommand } from './audit.ts';
import { baselineCommand } from './baseline.ts';
import { checkCommand } from './check.ts';
import { type ExitStatus, UsageError } from './command-line.ts';
import { commandsCommand } from './commands.ts';
import { demoCommand } from './demo.ts';
import { findingsCommand } from './findings.ts';
import { historyCommand } from './history.ts';
import { hostkeysCommand } from './hostkeys.ts';
import { initCommand } from './init.ts';
import { inventoryCommand } from './inventory.ts';
import { parseCommand } from './parse.ts';
import { recordsCommand } from './records.ts';
import type { Services } from './services.ts';
import { verifyCommand } from './verify.ts';
import { versionCommand } from './version.ts';
import { windowCommand } from './window.ts';

/** Every command, in the order in which help lists them. */
const commands = [
  demoCommand,
  initCommand,
  checkCommand,
  auditCommand,
  verifyCommand,
  findingsCommand,
  historyCommand,
  windowCommand,
  baselineCommand,
  inventoryCommand,
  hostkeysCommand,
  recordsCommand,
  parseCommand,
  commandsCommand,
  versionCommand,
] as const;

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
