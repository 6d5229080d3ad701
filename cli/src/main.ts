#!/usr/bin/env node
import { CommanderError } from 'commander';
import { TROUBLE } from './errors.js';
import { type ProblemKind, problemJson, problemKind } from './problem.js';
import { program } from './program.js';
import { printable } from './table.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough, such as `head`, is no failure: what was found stands.
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`perfctl: cannot write to standard output: ${error.message}\n`);
  process.exit(TROUBLE);
});
// Where nobody hears what is said, the exit code still tells.
process.stderr.on('error', () => undefined);
// Node would end with 1, which is an answer here.
process.on('uncaughtException', (error) => process.exit(exitCodeOf(error)));

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
  const kind = problemKind(error);
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(kind === 'defect' ? `perfctl failed: ${stack}\n` : `perfctl: ${printable(message)}\n`);
  printProblem(kind, message);
  return TROUBLE;
}

function printProblem(kind: ProblemKind, message: string): void {
  const own = process.argv.slice(2, process.argv.includes('--') ? process.argv.indexOf('--') : undefined);
  if (own.includes('--json')) process.stdout.write(problemJson(kind, message));
}
