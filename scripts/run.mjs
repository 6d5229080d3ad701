// Child processes for the scripts beside this file.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** A failed step. Its message is all that is shown: no stack trace. */
export class StepError extends Error {}

/**
 * Runs a command at the root. Its output is kept back, and shown in full where the command fails.
 * Resolves to the output; rejects with a StepError that carries `output`.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => reject(new StepError(`cannot run ${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString();
      if (code === 0) return resolve(output);
      const line = `${command} ${args.join(' ')}`;
      const error = new StepError(`${output.trimEnd()}\n\`${line}\` failed (${signal ?? `exit code ${code}`})`);
      reject(Object.assign(error, { output }));
    });
  });
}

/** Runs one of the repository's own tools (`typescript/bin/tsc`) under this very Node. */
export function runTool(script, args, options) {
  return run(
    process.execPath,
    [fileURLToPath(new URL(`../node_modules/${script}`, import.meta.url)), ...args],
    options,
  );
}

/** Runs `step` and prints one line for it: `name: result (1.2 s)`. */
export async function step(name, action) {
  const start = performance.now();
  const result = await action();
  console.log(`${name}: ${result} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

/** Runs `main`; a failure is printed and becomes exit code 1. */
export async function exitOnFailure(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof StepError ? error.message : error);
    process.exitCode = 1;
  }
}

/** True where `url`, a module's `import.meta.url`, is the script Node was started with. */
export function isMain(url) {
  return process.argv[1] !== undefined && pathToFileURL(realpathSync(process.argv[1])).href === url;
}
