import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Mistake } from '../errors.js';

/** How a command ended: by itself with a code, or by a signal. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Signals that ask to end, and are the command's to answer. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a command and waits for its end, whatever signals arrive meanwhile. @throws Mistake where it cannot be run. */
export async function run(command: readonly string[], options: SpawnOptions): Promise<End> {
  const child = started(command, options);
  const passOn = (signal: NodeJS.Signals): void => {
    // A terminal sends Ctrl-C to the command as well: twice would mean "at once" to many programs.
    if (signal === 'SIGINT' && isOfTerminal()) return;
    child.kill(signal);
  };
  for (const signal of PASSED_ON) process.on(signal, passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', (error) => {
        if (child.pid === undefined) return reject(notRun(command, error));
        // It runs as another user, whom a signal is not taken from.
        process.stderr.write(`perfctl: the command was not sent a signal: ${error.message}\n`);
      });
      child.on('exit', (code, signal) => resolve({ code, signal }));
    });
  } finally {
    for (const signal of PASSED_ON) process.removeListener(signal, passOn);
  }
}

/** Lets this process end as the command did. */
export function endLike({ code, signal }: End): void {
  if (signal === null) {
    process.exitCode = code ?? 0;
    return;
  }
  // What shells say of a command that died of a signal, should that not be mortal here.
  process.exitCode = 128 + (constants.signals[signal] ?? 0);
  if (PASSED_ON.some((known) => known === signal) || signal === 'SIGKILL') process.kill(process.pid, signal);
}

/** Whether this process is in a terminal's group, as far as that shows: input and output may each be a pipe or a file. */
function isOfTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
}

/** Node says at once of some commands that they cannot be run, and later of others. */
function started([file = '', ...args]: readonly string[], options: SpawnOptions): ChildProcess {
  try {
    return spawn(file, args, options);
  } catch (error) {
    throw notRun([file], error as Error);
  }
}

function notRun([file = '']: readonly string[], error: NodeJS.ErrnoException): Mistake {
  const reason = error.code === 'ENOENT' ? 'there is no such program' : error.message;
  return new Mistake(`cannot run ${file || "''"}: ${reason}. An example is \`perfctl record -- node app.js\``);
}
