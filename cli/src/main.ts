#!/usr/bin/env node
import { CommanderError } from 'commander';
import { Mistake, ServerFailure, TROUBLE } from './errors.js';
import { program } from './program.js';

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** Says what went wrong, where that has not been said yet. A defect of perfctl itself keeps its stack trace. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    printProblem('mistake', error.message.replace(/^error: /, ''));
    return TROUBLE;
  }
  if (!(error instanceof Mistake || error instanceof ServerFailure)) throw error;
  process.stderr.write(`perfctl: ${error.message}\n`);
  printProblem(error.kind, error.message);
  return TROUBLE;
}

/** What reads JSON reads it whatever happens. */
function printProblem(kind: Mistake['kind'] | ServerFailure['kind'], message: string): void {
  const own = process.argv.slice(2, process.argv.includes('--') ? process.argv.indexOf('--') : undefined);
  if (own.includes('--json')) process.stdout.write(`${JSON.stringify({ error: { kind, message } })}\n`);
}
