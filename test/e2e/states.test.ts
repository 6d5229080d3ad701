import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from './browser.js';
import { push, startServer, type TestServer } from './server.js';

const HOUR = 3_600_000;

let empty: TestServer;
let server: TestServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [empty, server, browser] = await Promise.all([
    startServer('--no-self-profile'),
    startServer('--no-self-profile'),
    openBrowser(),
  ]);
  await push(server, { labels: { service: 'shop' }, drawing: 'main;work 5', fromMs: Date.now() - 5 * HOUR });
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([empty?.close(), server?.close()]);
});

afterEach(() => page.context().close());

async function visit(at: TestServer, path: string): Promise<Page> {
  ({ page } = await openPage(browser, at.url + path));
  return page;
}

describe('a page without an answer', () => {
  it('says on an empty server what to paste into a service, with its own address', async () => {
    await visit(empty, '/');
    await page.getByText('No service has sent a profile yet').waitFor();
    expect(await page.locator('pre').allInnerTexts()).toEqual([
      "import '@perf/agent';",
      `PERF_SERVER_URL=${empty.url} PERF_SERVICE=my-service node main.js`,
    ]);
  });

  it('keeps what is long within the width of a phone', async () => {
    await visit(empty, '/');
    await page.setViewportSize({ width: 390, height: 844 });
    const command = page.getByText('PERF_SERVER_URL').locator('xpath=ancestor::pre');
    const { x = 0, width = Infinity } = (await command.boundingBox()) ?? {};
    expect(x + width).toBeLessThanOrEqual(390);
    await visit(empty, `/file#open=${'x'.repeat(200)}`);
    await page.setViewportSize({ width: 390, height: 844 });
    const title = await page.getByText('Not open in this tab').boundingBox();
    expect(title?.width).toBeLessThanOrEqual(390);
  });

  it('says the same of a service that is not there yet', async () => {
    await visit(empty, '/service/checkout');
    await page.getByText('No profile of checkout has arrived yet').waitFor();
    await page.getByText("import '@perf/agent';").waitFor();
  });

  it('offers the last hour of a service that did not run in the range', async () => {
    await visit(server, '/service/shop');
    await page.getByText('No cpu samples of shop in this range').waitFor();
    await page.getByRole('button', { name: 'Show the last hour it ran' }).click();
    await page.getByRole('treeitem', { name: /^work:/ }).waitFor();
  });

  it('passes on what the server says is wrong with a question', async () => {
    await visit(server, '/service/shop?from=yesterday');
    await page.getByRole('alert').first().getByText('yesterday').waitFor();
    await page.getByRole('button', { name: 'Try again' }).first().waitFor();
  });

  it('says what is wrong with a link', async () => {
    await visit(server, '/service/shop?query=cpu{service=shop}');
    await page.getByText('This link cannot be shown').waitFor();
    await page.getByText('cannot be read at character 5').waitFor();
    await page.getByRole('link', { name: 'All services' }).click();
    await page.getByRole('link', { name: 'shop' }).waitFor();
  });

  it('says that the frame of a link did not run, and shows the rest', async () => {
    await visit(server, '/service/shop?from=now-6h&focus=0123456789abcdef');
    await page.getByText('The frame of this link did not run in this range').waitFor();
    await page.getByRole('button', { name: 'Show the whole flame graph' }).click();
    await page.getByRole('treeitem', { name: /^work:/ }).waitFor();
  });

  it('says that the server is away, and asks again on demand', async () => {
    await visit(server, '/');
    await page.getByRole('link', { name: 'shop' }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'shop' }).click();
    await page.getByRole('alert').getByText('does not answer').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No cpu samples of shop in this range').waitFor();
  });
});
