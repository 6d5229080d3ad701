import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage } from './browser.js';
import { startServer, type TestServer } from './server.js';

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe('a fresh server', () => {
  it('shows its own flame graph within a minute', async () => {
    const { page, troubles } = await openPage(browser, `${server.url}/service/perf-server`);
    await page.getByText('No profile of perf-server has arrived yet').waitFor();
    const frames = page.getByRole('tree', { name: /^Flame graph/ }).getByRole('treeitem');
    while ((await frames.count()) === 0) {
      await page.waitForTimeout(500);
      await page.reload();
      await page
        .getByRole('main')
        .getByText(/perf-server|instance time/)
        .first()
        .waitFor();
    }
    const functions = page.getByRole('region', { name: 'Functions' }).locator('tbody tr');
    await functions.first().waitFor();
    expect(await functions.count()).toBeGreaterThan(20);
    expect(troubles).toEqual([]);
  });
});
