import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const SECONDS = 8;

/** What the demo prints; rejects where it fails. */
function demo(): Promise<string> {
  const args = [join(process.cwd(), 'test/dist/demo/main.js'), '--exit', '--seconds', String(SECONDS)];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { timeout: 100_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stdout}\n${stderr}`));
      else resolve(stdout);
    });
  });
}

it('the demo ranks the function that was made slow first, and links to the page that compares the versions', async () => {
  const printed = await demo();
  const [, firstRow] = /self change .*\n(.*)/.exec(printed) ?? [];
  expect(firstRow).toMatch(/^ *\+.* applyDiscounts /);
  expect(printed).toMatch(/http:\/\/127\.0\.0\.1:\d+\/compare\?base=cpu.*1\.0\.0.*&comparison=cpu.*1\.1\.0/);
}, 120_000);
