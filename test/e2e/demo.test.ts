import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '../demo/processes.js';
import { openBrowser, openPage } from './browser.js';

/** What the demo makes slow in version 1.1.0. */
const SLOWER = 'applyDiscounts';

let demo: ChildProcess;
let browser: Browser;
let url: string;
/** What the demo printed, until it has nothing more to say. */
let printed = '';

beforeAll(async () => {
  url = `http://127.0.0.1:${await freePort(0)}`;
  const flags = ['test/dist/demo/main.js', '--interval', '1', '--until', '1.1.0', '--port', new URL(url).port];
  demo = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  browser = await openBrowser();
  for await (const line of createInterface(demo.stdout as NodeJS.ReadableStream)) {
    printed += `${line}\n`;
    if (line.includes('The server keeps running')) break;
  }
  demo.stdout?.resume();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  demo?.kill('SIGTERM');
  await once(demo, 'exit');
});

async function visit(path: string): Promise<Page> {
  return (await openPage(browser, url + path)).page;
}

describe('somebody who has started the demo', () => {
  /**
   * In so little time the old version may not be seen in it at all: then it is new. Where more wants to run than there are
   * processors, what calls it may seem to have grown as well (BENCHMARKS.md, "Verdicts"): then that is named.
   */
  it('is told by the server, without asking, that the new version is slower, and where', () => {
    expect(printed).toMatch(/^1\.1\.0 after 1\.0\.0: regressed \(3 and 3 instances, \d+ and \d+ samples\)$/m);
    expect(printed).toMatch(/^ {2}(regressed|new) (applyDiscounts|priceCart|postCart) \S+: \+/m);
  });

  it('finds the function that was made slow in the first row, and a link to the page that compares the versions', () => {
    const [, firstRow] = /self change .*\n(.*)/.exec(printed) ?? [];
    expect(firstRow).toMatch(new RegExp(`^ *\\+.* ${SLOWER} `));
    expect(printed).toMatch(/http:\/\/127\.0\.0\.1:\d+\/compare\?base=cpu.*1\.0\.0.*&comparison=cpu.*1\.1\.0/);
  });

  it('reads on the first page which function got slower, and sees all that changed with one click', async () => {
    const page = await visit('/');
    await page
      .getByRole('link', { name: new RegExp(`^${SLOWER}`) })
      .first()
      .click();
    const grown = page.getByRole('region', { name: 'Changes by function' }).locator('tbody tr:has(.grew)');
    await grown.first().waitFor();
    // What was found comes first, which may be a caller of it.
    expect((await grown.locator('.name').allTextContents()).slice(0, 3)).toContain(SLOWER);
    await page.context().close();
  });

  it('sees the hottest path of a service without one', async () => {
    const page = await visit('/service/shop');
    const hottest = page.getByRole('region', { name: 'Hot paths' }).getByRole('listitem').first();
    await hottest.waitFor();
    expect(await hottest.textContent()).toMatch(/\d\.\d+ %|\d\d\.\d %/);
    const { y = 0, height = 0 } = (await hottest.boundingBox()) ?? {};
    expect(y + height).toBeLessThan(720);
    await page.context().close();
  });
});
