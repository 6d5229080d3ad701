import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { push } from './server.js';
import { visits } from './visits.js';

const MINUTE = 60_000;

/** A view that leaves nothing of a function is an answer of 404. */
const LEFT_OUT = /status of 404/;

const pages = visits(
  async (server) => {
    const nowMs = Date.now();
    const window = (version: string, minutes: number, drawing: string) =>
      push(server, { labels: { service: 'shop', version }, drawing, fromMs: nowMs - minutes * MINUTE });
    for (const minutes of [25, 24, 23]) {
      await window(
        '1.0.0',
        minutes,
        'main@src/main.ts:3;price@src/price.ts:7 200\nmain@src/main.ts:4;render@src/view.ts 600',
      );
    }
    for (const minutes of [10, 9]) {
      await window(
        '1.1.0',
        minutes,
        'main@src/main.ts:3;price@src/price.ts:7 300\nmain@src/main.ts:3;price@src/price.ts:9;tax@src/tax.ts 300\nmain@src/main.ts:4;render@src/view.ts 600',
      );
    }
  },
  { expected: LEFT_OUT },
);
const { visit } = pages;

const FUNCTION = '/function?name=price&file=src/price.ts&query=cpu{service="shop"}';
const cells = async (page: Page, region: string) =>
  (await page.getByRole('region', { name: region }).locator('tbody tr').allInnerTexts()).map((row) =>
    row.replace(/\s+/g, ' ').trim(),
  );

describe('the page of a function', () => {
  it('tells it by version and by line, with deploys on its time', async () => {
    const page = await visit(FUNCTION);
    await page.getByRole('heading', { name: 'price', level: 1 }).waitFor();
    await page.getByRole('region', { name: 'Versions' }).waitFor();
    expect(await cells(page, 'Versions')).toEqual(['1.1.0 25.0 % 50.0 % 10 ms/s 2', '1.0.0 25.0 % 25.0 % 3.33 ms/s 3']);
    expect(await cells(page, 'Lines')).toEqual(['7 1.2 s 66.7 % 1.2 s', '9 33.3 % 600 ms']);
    const marker = page.getByRole('region', { name: 'Share over time' }).locator('a.deploy-marker[href]');
    await marker.waitFor();
    expect(await marker.textContent()).toBe('1.1.0');
    expect(await marker.getAttribute('href')).toContain('search=price');
    expect(await page.title()).toBe('price · shop · perf');
  });

  it('leads to its callers and callees, and Back to it', async () => {
    const page = await visit(FUNCTION);
    await page.getByRole('tree', { name: 'Callees of price' }).getByRole('treeitem', { name: /^tax:/ }).click();
    await page.getByRole('heading', { name: 'tax', level: 1 }).waitFor();
    await page
      .getByRole('tree', { name: 'Callers of tax' })
      .getByRole('treeitem', { name: /^price:/ })
      .waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'price', level: 1 }).waitFor();
    await page.goForward();
    await page.getByRole('heading', { name: 'tax', level: 1 }).waitFor();
  });

  it('is linked from the table, the hot paths, the flame graph and its callers and callees', async () => {
    const page = await visit('/service/shop?from=now-30m');
    const expected = new URL(`${pages.server.url}${FUNCTION}&from=now-30m`).searchParams.toString();
    const leadsThere = async (link: ReturnType<Page['locator']>) => {
      await link.waitFor();
      const href = new URL((await link.getAttribute('href')) ?? '', pages.server.url);
      expect(href.searchParams.toString()).toBe(expected);
    };
    await leadsThere(page.getByRole('region', { name: 'Functions' }).getByRole('link', { name: 'History of price' }));
    await leadsThere(page.getByRole('region', { name: 'Hot paths' }).getByRole('link', { name: 'History of price' }));
    await page
      .getByRole('tree', { name: /^Flame graph/ })
      .getByRole('treeitem', { name: /^price:/ })
      .click();
    await leadsThere(page.getByRole('navigation', { name: 'Zoomed into' }).getByRole('link', { name: 'History' }));
    await page.getByRole('button', { name: 'Callers and callees' }).click();
    const sandwich = page.getByRole('region', { name: 'Callers and callees' });
    await leadsThere(sandwich.getByRole('link', { name: 'Across time and deploys' }));
    await sandwich.getByRole('link', { name: 'Across time and deploys' }).click();
    await page.getByRole('heading', { name: 'price', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
  });

  it('takes the range dragged over its time', async () => {
    const page = await visit(FUNCTION);
    const over = page.locator('.u-over');
    await over.waitFor();
    const box = await over.boundingBox();
    if (!box) throw new Error('the plot has no size');
    await page.mouse.move(box.x + box.width * 0.75, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.95, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(() => new URL(location.href).searchParams.has('until'));
    await page.getByText('3.33 ms/s').waitFor({ state: 'detached' });
    expect(await cells(page, 'Versions')).toEqual(['1.1.0 25.0 % 50.0 % 10 ms/s 2']);
  });

  it('offers for its callers and callees what frames offer elsewhere, as a view that is part of the link', async () => {
    const page = await visit(FUNCTION);
    const callees = page.getByRole('tree', { name: 'Callees of price' });
    await callees.getByRole('treeitem', { name: /^tax:/ }).click({ button: 'right' });
    const menu = page.getByRole('menu');
    await menu.getByRole('menuitem', { name: 'Hide its frames' }).click();
    await callees.getByRole('treeitem', { name: /^tax:/ }).waitFor({ state: 'detached' });
    await callees.getByRole('treeitem', { name: /^price: 1\.8 s/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('view')).toBe('hide:tax@src/tax.ts@');
    expect(await cells(page, 'Lines')).toEqual(['7 1.2 s 66.7 % 1.2 s', '9 33.3 % 600 ms']);

    await page.getByRole('button', { name: 'Undo' }).click();
    await callees.getByRole('treeitem', { name: /^tax:/ }).waitFor();
    await callees.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'tax', level: 1 }).waitFor();
    expect(await page.getByRole('button', { name: 'Inverted' }).count()).toBe(0);
  });

  it('says that a view leaves nothing of it, and leads back', async () => {
    const page = await visit(`${FUNCTION}&view=ignore:price@src/price.ts@`);
    await page.getByText('This view leaves nothing of price').waitFor();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.getByRole('tree', { name: 'Callees of price' }).waitFor();
    expect(new URL(page.url()).searchParams.has('view')).toBe(false);
  });

  it('keeps the view of the page that led to it', async () => {
    const page = await visit('/service/shop?from=now-30m&view=hide:tax@src/tax.ts@;invert');
    const link = page.getByRole('region', { name: 'Functions' }).getByRole('link', { name: 'History of price' });
    await link.click();
    await page.getByRole('heading', { name: 'price', level: 1 }).waitFor();
    expect(new URL(page.url()).searchParams.get('view')).toBe('hide:tax@src/tax.ts@');
    await page.getByRole('tree', { name: 'Callees of price' }).waitFor();
    await page.getByRole('link', { name: 'Find it in the flame graph' }).click();
    await page.getByText('hiding tax').first().waitFor();
  });

  it('says that it did not run, and what ran instead', async () => {
    const page = await visit('/function?name=legacy&query=cpu{service="shop"}');
    await page.getByText('legacy did not run in this range').waitFor();
    await page.getByRole('link', { name: 'What shop did instead' }).click();
    await page.getByRole('tree', { name: /^Flame graph/ }).waitFor();
  });
});
