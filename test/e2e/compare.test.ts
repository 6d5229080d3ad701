import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { push } from './server.js';
import { visits } from './visits.js';

const MINUTE = 60_000;
const BEFORE = `
  main@src/main.ts;render@src/view.ts 400
  main@src/main.ts;price@src/price.ts 100
  main@src/main.ts;legacy@src/legacy.ts 200
`;
const AFTER = `
  main@src/main.ts;render@src/view.ts 400
  main@src/main.ts;price@src/price.ts 700
  main@src/main.ts;audit@src/audit.ts 50
`;

const { visit } = visits(async (server) => {
  const nowMs = Date.now();
  for (const minutes of [20, 19, 18]) {
    await push(server, {
      labels: { service: 'shop', version: '1.0.0' },
      drawing: BEFORE,
      fromMs: nowMs - minutes * MINUTE,
    });
  }
  for (const minutes of [10, 9]) {
    await push(server, {
      labels: { service: 'shop', version: '1.1.0' },
      drawing: AFTER,
      fromMs: nowMs - minutes * MINUTE,
    });
  }
});

const COMPARE = '/compare?base=cpu{service="shop",version="1.0.0"}&comparison=cpu{service="shop",version="1.1.0"}';
const graph = (page: Page) => page.getByRole('tree', { name: /^Diff flame graph/ });
const frame = (page: Page, name: string) => graph(page).getByRole('treeitem', { name: new RegExp(`^${name}:`) });
const rows = (page: Page) => page.getByRole('region', { name: 'Changes by function' }).locator('tbody tr');
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

describe('the compare page', () => {
  it('is one click from the deploy on the service page', async () => {
    const page = await visit('/service/shop');
    await page.getByText(/1\.1\.0 first seen \d+ min ago, after 1\.0\.0/).waitFor();
    await page.getByRole('link', { name: 'What changed?' }).click();
    await rows(page).first().waitFor();
    expect(await page.getByLabel('Version before', { exact: true }).inputValue()).toBe('1.0.0');
    expect(await page.getByLabel('Version after', { exact: true }).inputValue()).toBe('1.1.0');
    await page.getByRole('region', { name: 'Before' }).getByText('2 profiles').waitFor();
    await page.goBack();
    await page.getByRole('region', { name: 'Hot paths' }).waitFor();
  });

  it('compares what a service page shows with the time before it', async () => {
    const page = await visit('/service/shop?from=now-15m');
    await page.getByRole('link', { name: 'Compare', exact: true }).click();
    await rows(page).first().waitFor();
    const [from, until] = [Number(parameter(page, 'from')), Number(parameter(page, 'until'))];
    expect(until - from).toBe(15 * MINUTE);
    expect(parameter(page, 'baseUntil')).toBe(String(from));
    expect(parameter(page, 'baseFrom')).toBe(String(from - 15 * MINUTE));
    expect(parameter(page, 'base')).toBe('cpu{service="shop"}');
  });

  it('has a marker for the deploy on the timeline, with the same link', async () => {
    const page = await visit('/service/shop');
    const marker = page.locator('a.deploy-marker', { hasText: '1.1.0' });
    await marker.waitFor();
    const banner = page.getByRole('link', { name: 'What changed?' });
    expect(await marker.getAttribute('href')).toBe(await banner.getAttribute('href'));
  });

  it('ranks functions by how much they changed by themselves', async () => {
    const page = await visit(COMPARE);
    await rows(page).first().waitFor();
    const table = (await rows(page).allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim());
    expect(table).toEqual([
      'price src/price.ts ▲+10 ms 1.67 ms 11.7 ms +10 ms',
      'legacy src/legacy.ts Gone ▼−3.33 ms 3.33 ms 0 ns −3.33 ms',
      'audit src/audit.ts New ▲+833 µs 0 ns 833 µs +833 µs',
      'main src/main.ts 0 ns 0 ns 0 ns +7.5 ms',
      'render src/view.ts 0 ns 6.67 ms 6.67 ms 0 ns',
    ]);
    expect(await rows(page).nth(4).getAttribute('class')).toBe('noise');
    await page.getByText('cpu per second of instance time: 11.7 ms → 19.2 ms +64.3 %').waitFor();
  });

  it('switches what values are divided by; requests only where they were counted', async () => {
    const page = await visit(COMPARE);
    await page.getByRole('button', { name: 'Share' }).click();
    await rows(page).first().getByText('+46.6 %').first().waitFor();
    expect(parameter(page, 'norm')).toBe('share');
    expect(await page.getByRole('button', { name: 'Per request' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Absolute' }).click();
    await rows(page).first().getByText('1.4 s').first().waitFor();
    await page.goBack();
    await rows(page).first().getByText('+46.6 %').first().waitFor();
  });

  it('draws either side, signs what grew and shrank, and counts what is gone', async () => {
    const page = await visit(COMPARE);
    await frame(page, 'price').waitFor();
    expect(await frame(page, 'price').textContent()).toBe('+ price');
    expect(await frame(page, 'legacy').count()).toBe(0);
    await page.getByRole('button', { name: 'Gone: 3.33 ms in 1 frame' }).click();
    await frame(page, 'legacy').waitFor();
    expect(await frame(page, 'legacy').textContent()).toBe('− legacy');
    expect(parameter(page, 'width')).toBe('before');
  });

  it('finds a row of the table in the graph', async () => {
    const page = await visit(COMPARE);
    await rows(page).first().getByRole('button').click();
    await page.getByText('1 frame, 1 function, 60.9 % of the total').waitFor();
    expect(await graph(page).locator('.frame.match').allTextContents()).toEqual(['+ price']);
  });

  it('zooms, and keeps the zoom in its link', async () => {
    const page = await visit(COMPARE);
    await frame(page, 'price').click();
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    await page.reload();
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    expect(await graph(page).locator('.frame').allTextContents()).toEqual(['+ total', '+ main', '+ price']);
  });

  it('shows both ranges on one axis, and compares with where a bar is dragged', async () => {
    const nowMs = Date.now();
    const range = `from=${nowMs - 11 * MINUTE}&until=${nowMs - 8 * MINUTE}`;
    const page = await visit(`${COMPARE}&baseFrom=${nowMs - 21 * MINUTE}&baseUntil=${nowMs - 17 * MINUTE}&${range}`);
    await page.getByRole('region', { name: 'Before' }).getByText('3 profiles').waitFor();
    const bar = page.getByRole('slider', { name: /^The range before/ });
    const { x = 0, y = 0, width = 0, height = 0 } = (await bar.boundingBox()) ?? {};
    const minutePixels = width / 4;
    await page.mouse.move(x + width - 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width - 2 - minutePixels, y + height / 2, { steps: 3 });
    await page.getByText(/^Before: \d\d:\d\d:\d\d – \d\d:\d\d:\d\d$/).waitFor();
    await page.mouse.up();
    await page.getByRole('region', { name: 'Before' }).getByText('2 profiles').waitFor();
    expect(Number(parameter(page, 'baseFrom'))).toBe(nowMs - 21 * MINUTE);
    expect(Number(parameter(page, 'baseUntil'))).toBeCloseTo(nowMs - 18 * MINUTE, -4);
    expect(parameter(page, 'from')).toBe(String(nowMs - 11 * MINUTE));
    await page.goBack();
    await page.getByRole('region', { name: 'Before' }).getByText('3 profiles').waitFor();
  });

  it('moves a range by keyboard once it is taken', async () => {
    const nowMs = Date.now();
    const page = await visit(`${COMPARE}&from=${nowMs - 30 * MINUTE}&until=${nowMs - 8 * MINUTE}`);
    await rows(page).first().waitFor();
    const bar = page.getByRole('slider', { name: /^The range after/ });
    await bar.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    expect(parameter(page, 'from')).toBe(String(nowMs - 30 * MINUTE));
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('from') !== String(nowMs - 30 * MINUTE));
    expect(nowMs - 30 * MINUTE - Number(parameter(page, 'from'))).toBe(MINUTE);
    expect(nowMs - 8 * MINUTE - Number(parameter(page, 'until'))).toBe(2 * MINUTE);
    expect(parameter(page, 'baseFrom')).toBe(String(nowMs - 30 * MINUTE));
  });

  it('takes the time before, or a week before, with one click', async () => {
    const nowMs = Date.now();
    const page = await visit(`${COMPARE}&from=${nowMs - 11 * MINUTE}&until=${nowMs - 8 * MINUTE}`);
    await page.getByRole('button', { name: 'The time before' }).click();
    await page.waitForURL(/baseFrom/);
    expect(parameter(page, 'baseUntil')).toBe(String(nowMs - 11 * MINUTE));
    expect(parameter(page, 'baseFrom')).toBe(String(nowMs - 14 * MINUTE));
  });

  it('says when a side is empty instead of comparing with nothing', async () => {
    const page = await visit(COMPARE);
    await rows(page).first().waitFor();
    await page.getByRole('group', { name: 'Time range after' }).getByRole('button', { name: '15m' }).click();
    await page.getByLabel('Version after', { exact: true }).selectOption('1.0.0');
    await page.getByText('No samples on the side after').waitFor();
    expect(parameter(page, 'from')).toBe('now-15m');
    expect(parameter(page, 'baseFrom')).toBe('now-1h');
  });

  it('asks for a service where none is given', async () => {
    const page = await visit('/compare');
    await page.getByRole('button', { name: 'shop' }).click();
    await rows(page).first().waitFor();
    expect(parameter(page, 'comparison')).toBe('{service="shop",version="1.1.0"}');
    expect(parameter(page, 'base')).toBe('{service="shop",version="1.0.0"}');
  });
});
