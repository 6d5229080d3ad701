#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { diffCommand } from './commands/diff.js';
import { exportCommand } from './commands/export.js';
import { pushCommand } from './commands/push.js';
import { servicesCommand } from './commands/services.js';
import { topCommand } from './commands/top.js';
import { Mistake, ServerFailure } from './errors.js';
import { withCommonOptions } from './options.js';

const EXIT_CODES = `
Exit codes:
  0  done
  2  a mistake in the call: an option, a file, a selector
  3  the server cannot be reached, is busy or failed`;

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

// Options before a command's name are the program's own: `push --version` is the version of what was profiled.
const program = withCommonOptions(new Command('perfctl'))
  .description('push, read and compare profiles of a perf server')
  .version(version)
  .enablePositionalOptions()
  .addHelpText('after', EXIT_CODES);

for (const command of [pushCommand(), servicesCommand(), topCommand(), diffCommand(), exportCommand()]) {
  program.addCommand(withCommonOptions(command).copyInheritedSettings(program));
}
for (const command of [program, ...program.commands]) command.exitOverride();

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** Says what went wrong, where that has not been said yet. A defect of perfctl itself keeps its stack trace. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof Mistake || error instanceof ServerFailure)) throw error;
  process.stderr.write(`perfctl: ${error.message}\n`);
  return error.exitCode;
}
