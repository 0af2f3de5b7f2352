import type { Command } from 'commander';
import { UsageError } from './command-line.ts';
import { databaseFile, type PlaceFlags, validConfiguration, withPlaces } from './fleet.ts';
import type { Finish, Services } from './services.ts';

type Flags = PlaceFlags & { readonly verbose?: true };

/** `pawl serve`: the agent. Ends with SIGTERM or Ctrl-C; SIGHUP has it read its files again. */
export function serveCommand(program: Command, services: Services, finish: Finish): void {
  withPlaces(program.command('serve').description('listen, verify, audit on schedule, answer over HTTP'))
    .option('-v, --verbose', 'log more')
    .action(async (flags: Flags) => {
      const { terminal } = services;
      const configuration = await validConfiguration(services, flags);
      const started = await services.openAgent({
        configuration,
        inventoryFolder: flags.inventory,
        database: databaseFile(flags, configuration),
        verbose: flags.verbose === true,
      });
      if (!started.ok) {
        for (const text of started.error) terminal.say(`pawl: ${text}`);
        throw new UsageError('the agent was not started');
      }
      const agent = started.value;
      for (const where of agent.listening) terminal.say(`listening on ${where}`);
      if (agent.listening.length === 0)
        terminal.say('listening nowhere: `syslog`, `accounting` and `http` of agent.yaml say where');
      const stopReloading = services.onHangup(async () => {
        const read = await services.readConfiguration(flags);
        const problems = read.ok
          ? read.value.problems.filter(({ severity }) => severity === 'error').map(({ text }) => text)
          : [read.error];
        for (const text of problems) terminal.say(text);
        if (!read.ok || problems.length > 0) {
          terminal.say('the files have problems: the agent goes on with what it had');
          agent.refused();
          return;
        }
        const kept = agent.reconfigure(read.value.configuration);
        terminal.say(['the files were read again', ...kept].join('; '));
      });
      await new Promise<void>((resolve) => services.onInterrupt(resolve));
      stopReloading();
      await agent.stop();
      finish(0);
    });
}
