// Runs jest with the arguments given and ends with a line of its own: `N passed, N failed`.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const report = join(root, 'test', 'output', 'jest.json');
mkdirSync(join(root, 'test', 'output'), { recursive: true });
rmSync(report, { force: true });

const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const args = [jest, '--json', `--outputFile=${report}`, ...process.argv.slice(2)];
const child = spawn(process.execPath, args, { cwd: root, stdio: ['inherit', 'ignore', 'inherit'] });

child.on('close', (code) => {
  const { passed, failed } = outcome();
  if (passed + failed === 0) console.log('No test was run: that counts as a failure.');
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = code === 0 && passed + failed === 0 ? 1 : (code ?? 1);
});

/** Tests by their outcome. A test file that could not be run at all counts as one failed test. */
function outcome() {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
