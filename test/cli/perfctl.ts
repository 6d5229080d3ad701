import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export const PERFCTL = join(process.cwd(), 'cli/bundle/main.js');

/** Runs perfctl as a shell would, in an environment that names no server. */
export function perfctl(...args: string[]): Promise<Outcome> {
  return perfctlIn({}, ...args);
}

/** The same with further variables. */
export function perfctlIn(variables: Record<string, string>, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [PERFCTL, ...args],
      { env: environment(variables), timeout: 30_000 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      },
    );
  });
}

/** Starts perfctl, to be sent input or signals. */
export function startPerfctl(...args: string[]) {
  const child = spawn(process.execPath, [PERFCTL, ...args], { env: environment({}) });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<{ end: number | NodeJS.Signals | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ end: signal ?? code, stdout, stderr }));
  });
  return { child, ended };
}

function environment(variables: Record<string, string>): NodeJS.ProcessEnv {
  const { PERF_SERVER_URL: _, FORCE_COLOR: __, NO_COLOR: ___, ...env } = process.env;
  return { ...env, ...variables };
}
