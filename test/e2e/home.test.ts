import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { push } from './server.js';
import { visits } from './visits.js';

const MINUTE = 60_000;

const { visit } = visits(async (server) => {
  const nowMs = Date.now();
  for (const minutes of [40, 39]) {
    await push(server, {
      labels: { service: 'shop', version: '1.0.0', env: 'prod' },
      drawing: 'main;price 100\nmain;render 400',
      fromMs: nowMs - minutes * MINUTE,
    });
  }
  for (const minutes of [30, 29]) {
    await push(server, {
      labels: { service: 'shop', version: '1.1.0', env: 'prod' },
      drawing: 'main;price 700\nmain;render 400',
      fromMs: nowMs - minutes * MINUTE,
    });
  }
  await push(server, { labels: { service: 'mail' }, drawing: 'main;send 800', fromMs: nowMs - 20 * MINUTE });
});

const card = (page: Page, name: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name }) });
const names = (page: Page) => page.locator('.card-link').allInnerTexts();

describe('the first page', () => {
  it('lists services by what they cost, with the newest deploy and what it changed', async () => {
    const page = await visit('/');
    const shop = card(page, 'shop');
    await shop.getByText('80.0 %').waitFor();
    await shop.getByText(/^1\.1\.0 (29|30) min ago$/).waitFor();
    await shop.getByText('1 instance · prod').waitFor();
    expect(await names(page)).toEqual(['shop', 'mail']);
    await card(page, 'mail').getByText('20.0 %').waitFor();
    await card(page, 'mail').getByText('no versions given').waitFor();
    await shop.getByRole('link', { name: 'price +10 ms/s' }).click();
    await page.getByRole('region', { name: 'Changes by function' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/compare');
  });

  it('finds a service as one types, from anywhere with /', async () => {
    const page = await visit('/');
    await card(page, 'shop').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('mai');
    await card(page, 'shop').waitFor({ state: 'detached' });
    expect([await names(page), new URL(page.url()).search]).toEqual([['mail'], '?search=mai']);
    await page.keyboard.type('x');
    await page.getByText('No service, version or environment matches “maix”.').waitFor();
    await page.keyboard.press('Escape');
    await card(page, 'shop').waitFor();
    expect(new URL(page.url()).search).toBe('');
  });
});
