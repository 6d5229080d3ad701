import { createRequire } from 'node:module';
import { Command } from 'commander';
import { completionCommand } from './commands/completion.js';
import { deployCommand } from './commands/deploy.js';
import { diffCommand } from './commands/diff.js';
import { experimentCommand } from './commands/experiment.js';
import { exportCommand } from './commands/export.js';
import { gateCommand } from './commands/gate.js';
import { openCommand } from './commands/open.js';
import { pushCommand } from './commands/push.js';
import { recordCommand } from './commands/record.js';
import { servicesCommand } from './commands/services.js';
import { topCommand } from './commands/top.js';
import { withJson, withServer } from './options.js';

const EXIT_CODES = `
Exit codes:
  0  done
  1  the answer is no: gate found a regression, or a broken budget
  2  nothing was done: a mistake in the call, or a server that is away, busy or failed; gate cannot tell
  record and experiment end as the command that they run.

perfctl <command> --help has examples.`;

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** perfctl's command line. A command stands in a file of its own, and is named here. */
export function program(): Command {
  // Options before a command's name are the program's own: `push --version` is the version of what was profiled.
  const whole = withServer(withJson(new Command('perfctl')))
    .description('record, push, read and compare profiles')
    .version(version)
    .enablePositionalOptions()
    .addHelpText('after', EXIT_CODES);
  const asking = [
    pushCommand(),
    servicesCommand(),
    topCommand(),
    diffCommand(),
    gateCommand(),
    deployCommand(),
    experimentCommand(),
    exportCommand(),
    openCommand(),
  ];
  const commands = [recordCommand(), ...asking.map(withServer), completionCommand()].map(withJson);
  for (const command of commands) {
    whole.addCommand(command.copyInheritedSettings(whole));
  }
  for (const command of withCommands(whole)) command.exitOverride();
  return whole;
}

/** A command, and all below it. */
function withCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withCommands)];
}
