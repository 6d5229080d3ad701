import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type OpenPage, openBrowser, openPage } from './browser.js';
import { push, startServer, type TestServer } from './server.js';

const BEFORE = `
  main@src/main.ts;render@src/view.ts;layout@src/view.ts 400
  main@src/main.ts;price@src/price.ts 100
  main@src/main.ts;legacy@src/legacy.ts 200
`;
const AFTER = `
  main@src/main.ts;render@src/view.ts;layout@src/view.ts 400
  main@src/main.ts;price@src/price.ts 700
  main@src/main.ts;audit@src/audit.ts 50
`;

let server: TestServer;
let browser: Browser;
let opened: OpenPage;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer('--no-self-profile'), openBrowser()]);
  const fromMs = Date.now() - 600_000;
  await push(server, { labels: { service: 'shop', version: '1.0.0' }, drawing: BEFORE, fromMs });
  await push(server, { labels: { service: 'shop', version: '1.1.0' }, drawing: AFTER, fromMs: fromMs + 120_000 });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

afterEach(async () => {
  await opened.page.context().close();
  expect(opened.troubles).toEqual([]);
});

const COMPARE = '/compare?base=cpu{service="shop",version="1.0.0"}&comparison=cpu{service="shop",version="1.1.0"}';
const panel = (page: Page) => page.getByRole('region', { name: 'Waterfall' });
const graph = (page: Page) => page.getByRole('tree', { name: /^Diff flame graph/ });
const zoom = (page: Page) => page.getByRole('navigation', { name: 'Zoomed into' });

async function visit(more: string): Promise<Page> {
  opened = await openPage(browser, server.url + COMPARE + more);
  await panel(opened.page).getByRole('row').nth(1).waitFor();
  return opened.page;
}

async function steps(page: Page): Promise<string[]> {
  const rows = await panel(page).locator('tbody tr').allInnerTexts();
  return rows.map((row) => row.replace(/\s+/g, ' ').trim());
}

describe('the waterfall of a comparison', () => {
  it('leads in steps from the total before to the total after', async () => {
    const page = await visit('&norm=absolute');
    expect(await steps(page)).toEqual([
      'Before 700 ms',
      'price src/price.ts main ▲+600 ms 100 ms 700 ms',
      'audit src/audit.ts main New ▲+50 ms 0 ns 50 ms',
      'legacy src/legacy.ts main Gone ▼−200 ms 200 ms 0 ns',
      'Everything else 0 ns 400 ms 400 ms',
      'After 1.15 s',
    ]);
    await panel(page).getByText('+650 ms and −200 ms in 3 call paths, 0 ns in all others.').waitFor();
  });

  it('reads as well where shares cancel out', async () => {
    const page = await visit('&norm=share');
    expect(await steps(page)).toEqual([
      'Before 100 %',
      'price src/price.ts main ▲+46.6 % 14.3 % 60.9 %',
      'audit src/audit.ts main New ▲+4.35 % 0.00 % 4.35 %',
      'legacy src/legacy.ts main Gone ▼−28.6 % 28.6 % 0.00 %',
      'layout src/view.ts main › render ▼−22.4 % 57.1 % 34.8 %',
      'Everything else 0.00 % 0.00 % 0.00 %',
      'After 100 %',
    ]);
  });

  it('zooms the graph to a step, by mouse and by keyboard', async () => {
    const page = await visit('');
    const step = panel(page).getByRole('button', { name: /price/ });
    await step.click();
    await zoom(page).getByText('price').waitFor();
    expect(await graph(page).locator('.frame').allTextContents()).toEqual(['+ total', '+ main', '+ price']);
    expect(await step.getAttribute('aria-pressed')).toBe('true');
    await page.goBack();
    await zoom(page).waitFor({ state: 'detached' });
    await panel(page).getByRole('button', { name: /audit/ }).focus();
    await page.keyboard.press('Enter');
    await zoom(page).getByText('audit').waitFor();
  });

  it('shows a step that is gone with the widths before', async () => {
    const page = await visit('');
    await panel(page)
      .getByRole('button', { name: /legacy/ })
      .click();
    await zoom(page).getByText('legacy').waitFor();
    expect(await graph(page).locator('.frame').allTextContents()).toEqual(['+ total', '+ main', '− legacy']);
    expect(new URL(page.url()).searchParams.get('width')).toBe('before');
  });

  it('draws each step from where the last one ended', async () => {
    const page = await visit('&norm=absolute');
    const bars = await panel(page)
      .locator('.fall-bar')
      .evaluateAll((elements) =>
        elements.map((element) => {
          const { left, right } = element.getBoundingClientRect();
          const track = (element.parentElement as Element).getBoundingClientRect();
          return [left, right].map((x) => Math.round(((x - track.left) / track.width) * 1350));
        }),
      );
    // 1350 ms is the highest the running total gets.
    for (const [at, expected] of [
      [0, 700],
      [700, 1300],
      [1300, 1350],
      [1150, 1350],
    ].entries()) {
      expect(Math.abs((bars[at]?.[0] ?? NaN) - (expected[0] as number))).toBeLessThan(8);
      expect(Math.abs((bars[at]?.[1] ?? NaN) - (expected[1] as number))).toBeLessThan(8);
    }
  });
});
