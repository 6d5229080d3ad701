// `npm test`: sets everything up, then checks and tests. Arguments are jest's.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { exitOnFailure, root, StepError } from './run.mjs';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

await exitOnFailure(async () => {
  // npm compiles on one core what the other packages do not wait for.
  await Promise.all([script('setup.mjs'), script('nodes.mjs')]);
  await script('browser.mjs');
  await show(npm, ['run', '--silent', 'check'], { shell: process.platform === 'win32' });
  // It says itself what failed, and in its last line how much.
  process.exitCode = await codeOf(process.execPath, [join(root, 'scripts', 'jest.mjs'), ...process.argv.slice(2)]);
});

function script(name) {
  return show(process.execPath, [join(root, 'scripts', name)]);
}

/** Runs a command whose output is this one's. Rejects where it fails. */
async function show(command, args, options) {
  const code = await codeOf(command, args, options);
  if (code !== 0) throw new StepError(`\`${[command, ...args].join(' ')}\` failed`);
}

/** Its exit code; 1 after a signal. */
function codeOf(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', (error) => reject(new StepError(`cannot run ${command}: ${error.message}`)));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
