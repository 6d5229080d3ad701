import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { push } from './server.js';
import { visits } from './visits.js';

const MINUTE = 60_000;

const pages = visits(async (server) => {
  const nowMs = Date.now();
  const labels = (instance: string) => ({ service: 'shop', version: '1.0.0', instance });
  for (let minutes = 110; minutes > 0; minutes -= 5) {
    await push(server, {
      labels: labels('web:1'),
      drawing: 'main@src/main.ts;render@src/view.ts 300',
      fromMs: nowMs - minutes * MINUTE,
      numbers: {
        cpuUserSeconds: 12,
        cpuSystemSeconds: 3,
        eventLoopUtilization: 0.4,
        eventLoopDelayP99Ms: 12,
        gcPauseMs: 600,
        heapUsedBytes: 50 * 2 ** 20,
        rssBytes: 100 * 2 ** 20,
      },
    });
  }
  await push(server, { labels: labels('web:2'), drawing: 'main;pay 900', fromMs: nowMs - 10 * MINUTE });
  await push(server, {
    labels: { service: 'api', instance: 'one' },
    drawing: `
      main;cart 300 {endpoint=GET_/cart}
      main;pay 900 {endpoint=POST_/pay}
    `,
    fromMs: nowMs - 10 * MINUTE,
  });
  for (let instance = 0; instance < 33; instance++) {
    await push(server, {
      labels: { service: 'fleet', instance: `pod-${instance}` },
      drawing: `main;work ${10 + instance}`,
      fromMs: nowMs - 20 * MINUTE,
    });
  }
});
const { visit } = pages;

const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const frame = (page: Page, name: string) =>
  page.getByRole('tree', { name: /^Flame graph/ }).getByRole('treeitem', { name: new RegExp(`^${name}:`) });
const numbers = (page: Page) => page.getByRole('region', { name: 'Numbers' });
const instances = (page: Page) => page.getByRole('region', { name: 'Instances' });

/** Drags over a part of an element's width. */
async function drag(page: Page, over: Locator, from: number, until: number): Promise<void> {
  const box = await over.boundingBox();
  if (!box) throw new Error('nothing to drag over');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * until, y, { steps: 4 });
  await page.mouse.up();
}

describe('below the timeline', () => {
  it('numbers open on its axis, in their units, and say what nobody measured', async () => {
    const page = await visit('/service/shop');
    await page.getByRole('button', { name: 'Numbers' }).click();
    const plots = numbers(page).getByRole('figure');
    await plots.first().waitFor();
    expect(await plots.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual([
      'CPU: 0.25 cores to 0.25 cores',
      'Event loop: 40.0 % to 40.0 %',
      'Event loop delay: 12 ms to 12 ms',
      'GC pauses: 1.00 % to 1.00 %',
      'Memory: heap used 50 MiB to 50 MiB, resident 100 MiB to 100 MiB',
    ]);
    await numbers(page).getByText('No request was counted in this range').waitFor();
    const lefts = await page.locator('.u-over').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().x));
    expect(new Set(lefts).size).toBe(1);
    expect(parameter(page, 'show')).toBe('numbers');
    await page.reload();
    await plots.first().waitFor();
    await page.getByRole('button', { name: 'Numbers' }).click();
    await numbers(page).waitFor({ state: 'detached' });
    expect(parameter(page, 'show')).toBeNull();
  });

  it('numbers share the crosshair, and a drag in any of them sets the range', async () => {
    const page = await visit('/service/shop?show=numbers');
    const memory = numbers(page).getByRole('figure', { name: /^Memory/ });
    await memory.locator('.u-over').hover();
    const places = await page
      .locator('.u-cursor-x')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().x));
    expect(places.length).toBe(6);
    expect(Math.max(...places) - Math.min(...places)).toBeLessThan(1);
    await drag(page, memory.locator('.u-over'), 0.7, 0.9);
    await page.waitForFunction(() => new URL(location.href).searchParams.has('until'));
    await frame(page, 'render').waitFor();
    expect(Number(parameter(page, 'until')) - Number(parameter(page, 'from'))).toBeGreaterThan(11 * MINUTE);
    expect(parameter(page, 'show')).toBe('numbers');
  });

  it('says where profiles came without numbers', async () => {
    const page = await visit('/service/fleet?show=numbers');
    await numbers(page).getByText('No window of this range came with numbers').waitFor();
  });

  it('the time before is drawn under the total, where there was any', async () => {
    const page = await visit('/service/shop');
    await page.getByText('1 h before').waitFor();
    await page.goto(`${pages.server.url}/service/fleet`);
    await frame(page, 'work').waitFor();
    expect(await page.getByText('1 h before').count()).toBe(0);
  });

  it('a row of the instances leads to that instance alone', async () => {
    const page = await visit('/service/shop?show=instances');
    await instances(page).locator('.heat-cells').waitFor();
    const rows = await instances(page).getByRole('table').locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split('\t').slice(0, 3).join(' '))).toEqual([
      'web:1 5 ms/s 5 ms/s',
      'web:2 15 ms/s 15 ms/s',
    ]);
    await instances(page)
      .locator('.heat-cells')
      .hover({ position: { x: 500, y: 24 } });
    await instances(page)
      .getByText(/^web:2 .* nothing recorded$/)
      .waitFor();
    await instances(page)
      .locator('.heat-cells')
      .click({ position: { x: 500, y: 24 } });
    await frame(page, 'render').waitFor({ state: 'detached' });
    await frame(page, 'pay').waitFor();
    expect(parameter(page, 'query')).toBe('cpu{service="shop",instance="web:2"}');
  });

  it('groups by any label, one row each, which leads to that value alone', async () => {
    const page = await visit('/service/api?show=instances');
    await instances(page).getByLabel('Group by', { exact: true }).selectOption('endpoint');
    const groups = page.getByRole('region', { name: 'By endpoint' });
    const rows = groups.getByRole('table').locator('tbody tr');
    await rows.first().waitFor();
    expect((await rows.allInnerTexts()).map((row) => row.split('\t').slice(0, 3).join(' '))).toEqual([
      'POST_/pay 15 ms/s 15 ms/s',
      'GET_/cart 5 ms/s 5 ms/s',
    ]);
    expect(parameter(page, 'by')).toBe('endpoint');
    await rows.last().getByRole('button').click();
    await frame(page, 'pay').waitFor({ state: 'detached' });
    expect(parameter(page, 'query')).toBe('cpu{service="api",endpoint="GET_/cart"}');
  });

  it('a drag over the instances sets the range', async () => {
    const page = await visit('/service/shop?show=instances');
    await instances(page).locator('.heat-cells').waitFor();
    await drag(page, instances(page).locator('.heat-cells'), 0.2, 0.5);
    await frame(page, 'pay').waitFor({ state: 'detached' });
    expect(Number(parameter(page, 'until')) - Number(parameter(page, 'from'))).toBeGreaterThan(17 * MINUTE);
  });

  it('the instances need no mouse: arrows move, shift selects, Enter takes it', async () => {
    const page = await visit('/service/shop?show=instances');
    const row = (name: string) => instances(page).getByRole('button', { name: `Only the instance ${name}` });
    await row('web:1').focus();
    await page.keyboard.press('ArrowDown');
    expect(await row('web:2').evaluate((button) => button === document.activeElement)).toBe(true);
    for (let press = 0; press < 14; press++) await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => new URL(location.href).searchParams.has('until'));
    expect(Number(parameter(page, 'until')) - Number(parameter(page, 'from'))).toBeGreaterThan(13 * MINUTE);
    await row('web:2').focus();
    await page.keyboard.press('Enter');
    await frame(page, 'render').waitFor({ state: 'detached' });
  });

  it('the instances beyond thirty are one row', async () => {
    const page = await visit('/service/fleet?show=instances');
    await instances(page).locator('.heat-cells').waitFor();
    const names = await instances(page).getByRole('table').locator('tbody th').allInnerTexts();
    expect([names.length, names[0], names.at(-1)]).toEqual([31, 'pod-32', '(3 others)']);
  });
});
