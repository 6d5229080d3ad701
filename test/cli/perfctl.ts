import { execFile } from 'node:child_process';
import { join } from 'node:path';

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs perfctl as a shell would, in an environment that names no server. */
export function perfctl(...args: string[]): Promise<Outcome> {
  const script = join(process.cwd(), 'cli/dist/main.js');
  const { PERF_SERVER_URL: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env, timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}
