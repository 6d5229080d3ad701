import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { changesOf, leaksOf } from '../notation/background-of.js';
import { push } from './server.js';
import { visits } from './visits.js';

const MINUTE = 60_000;
const ROW_PIXELS = 19;
const EVIL = '<img/src=x/onerror=alert(1)>';
const DRAWING = `
  main@src/main.ts;handle@src/handle.ts;render@src/view.ts 300
  main@src/main.ts;handle@src/handle.ts;render@src/view.ts;escape@src/view.ts 100
  main@src/main.ts;handle@src/handle.ts;query@node_modules/pg/lib/client.js 400
  main@src/main.ts;${EVIL}@src/<b>evil</b>.ts 100
  gc 100
`;

const { visit } = visits(async (server) => {
  const nowMs = Date.now();
  const shop = { service: 'shop', version: '1.0.0', instance: 'a' };
  await push(server, { labels: shop, drawing: DRAWING, fromMs: nowMs - 30 * MINUTE });
  await push(server, {
    labels: { ...shop, instance: 'b' },
    drawing: 'main@src/main.ts;idle 1000',
    fromMs: nowMs - 10 * MINUTE,
  });
  await push(server, {
    labels: { service: EVIL, [EVIL.slice(1, 4)]: EVIL },
    drawing: DRAWING,
    fromMs: nowMs - 5 * MINUTE,
  });
  await push(server, { labels: { service: 'wide' }, drawing: wide(90, 90), fromMs: nowMs - 5 * MINUTE });
});

/** More stacks than the server sends at once. */
function wide(groups: number, leaves: number): string {
  const lines = [];
  for (let group = 0; group < groups; group++) {
    for (let leaf = 0; leaf < leaves; leaf++)
      lines.push(`main;group${group};leaf${group}x${leaf} ${1 + (leaf === 0 ? 300 : 0)}`);
  }
  return lines.join('\n');
}

const graph = (page: Page) => page.getByRole('tree', { name: /^Flame graph/ });
const frame = (page: Page, name: string) => graph(page).getByRole('treeitem', { name: new RegExp(`^${name}:`) });
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

/** Points at the last frame of a row, counted from 1. Frames narrower than what people can click have no element. */
async function pointAtLast(page: Page, row: number): Promise<void> {
  const chart = await graph(page).locator('svg').first().boundingBox();
  if (chart === null) throw new Error('There is no chart.');
  await page.mouse.move(chart.x + chart.width - 1, chart.y + (row - 0.5) * ROW_PIXELS);
}

describe('the service page', () => {
  it('shows without a click what is hot, and what that rests on', async () => {
    const page = await visit('/service/shop?query=cpu{service="shop",instance="a"}');
    await frame(page, 'render').waitFor();
    expect(await page.locator('.evidence').first().textContent()).toMatch(
      /^1 s · 1 profile · 1 instance · 1 min of instance time · all \d+ frames shown$/,
    );
    const hot = page.getByRole('region', { name: 'Hot paths' }).getByRole('listitem');
    expect(await hot.first().textContent()).toMatch(/query.*40\.0 %.*main › handle/);
    const first = page.getByRole('region', { name: 'Functions' }).locator('tbody tr').first();
    expect(await first.textContent()).toMatch(/query pg · lib\/client\.js history40\.0 % 400 ms40\.0 % 400 ms/);
    await page.locator('.timeline canvas').waitFor();
  });

  it('zooms on a click, keeps the callers above, and Back zooms out', async () => {
    const page = await visit('/service/shop');
    await frame(page, 'handle').click();
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    expect(parameter(page, 'focus')).toMatch(/^[0-9a-f]{16}$/);
    expect(await graph(page).locator('.frame.fade').allTextContents()).toEqual(['total', 'main']);
    expect(await frame(page, 'idle').count()).toBe(0);
    await page.goBack();
    await frame(page, 'idle').waitFor();
    await page.goForward();
    await frame(page, 'idle').waitFor({ state: 'detached' });
  });

  it('opens a link to a zoomed frame zoomed', async () => {
    const page = await visit('/service/shop');
    await frame(page, 'handle').click();
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    await page.reload();
    await frame(page, 'render').waitFor();
    expect(await graph(page).locator('.frame.fade').count()).toBe(2);
  });

  it('folds what is too small to be seen, says so, and shows it once zoomed', async () => {
    const page = await visit('/service/wide');
    await page.getByText(/of 8,191 frames shown, \d+\.\d+ % in small frames/).waitFor();
    expect(await graph(page).getByRole('treeitem').count()).toBeLessThan(4000);
    await frame(page, 'group7').click();
    await pointAtLast(page, 4);
    await page.locator('.tooltip').getByText('leaf7x89', { exact: true }).waitFor();
  });

  it('asks for the detail of a frame when it is pressed, once, and for nothing where nothing is folded', async () => {
    const page = await visit('/service/wide');
    await frame(page, 'group80').hover();
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname.endsWith('/flamegraph')) asked.push(searchParams.get('focus') ?? '');
    });
    const pressed = page.waitForResponse(/focus=/);
    await page.mouse.down();
    await pressed;
    expect(parameter(page, 'focus')).toBeNull();
    await page.mouse.up();
    await pointAtLast(page, 4);
    await page.locator('.tooltip').getByText('leaf80x89', { exact: true }).waitFor();
    expect(asked).toEqual([parameter(page, 'focus')]);

    await page.goto(page.url().replace(/wide.*/, 'shop'));
    await frame(page, 'main').click();
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    expect(asked.slice(1)).toEqual(['']);
  });

  it('draws frames too narrow to be clicked, which keys reach, a search marks, and a click still zooms into', async () => {
    const page = await visit('/service/wide');
    await frame(page, 'group7').click();
    await pointAtLast(page, 4);
    await page.locator('.tooltip').getByText('leaf7x89', { exact: true }).waitFor();
    expect(await frame(page, 'leaf7x89').count()).toBe(0);

    await page.keyboard.press('ArrowDown');
    await frame(page, 'leaf7x0').waitFor();
    await page.keyboard.press('ArrowRight');
    const id = await frame(page, 'leaf7x1').getAttribute('id');
    expect(await graph(page).getAttribute('aria-activedescendant')).toBe(id);
    await page.getByText(/^leaf7x1: /).waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('leaf7x8');
    await page.getByText(/^11 frames, 11 functions/).waitFor();
    expect(await graph(page).locator('.slivers .match').count()).toBe(1);

    await pointAtLast(page, 4);
    await page.mouse.down();
    await page.mouse.up();
    await page
      .getByRole('navigation', { name: 'Zoomed into' })
      .getByText(/^leaf7x89$/)
      .waitFor();
  });

  it('searches as one types: / to begin, matches and their share, Escape to end', async () => {
    const page = await visit('/service/shop?query=cpu{service="shop",instance="a"}');
    await frame(page, 'render').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('VIEW.ts');
    await page.getByText('2 frames, 2 functions, 40.0 % of the total').waitFor();
    expect(await graph(page).locator('.frame.match').allTextContents()).toEqual(['render', 'escape']);
    expect(parameter(page, 'search')).toBe('VIEW.ts');
    await page.keyboard.press('Escape');
    await page.keyboard.type('alert(');
    await page.getByText('1 frame, 1 function, 10.0 % of the total').waitFor();
    await page.keyboard.press('Escape');
    expect(await graph(page).locator('.frame.match').count()).toBe(0);
    expect(parameter(page, 'search')).toBeNull();
  });

  it('finds what is folded, marks where it is, and zooms into one match after the other', async () => {
    const page = await visit('/service/wide?search=leaf7x8');
    await page.getByText(/^11 frames, 11 functions, 0\.\d+ % of the total$/).waitFor();
    await frame(page, 'group7').click();
    await pointAtLast(page, 4);
    await page.locator('.tooltip').getByText('leaf7x89', { exact: true }).waitFor();
    const search = page.getByRole('searchbox', { name: /functions/ });
    await search.press('Enter');
    await page
      .getByRole('navigation', { name: 'Zoomed into' })
      .getByText(/^leaf7x8\d?$/)
      .waitFor();
    const first = parameter(page, 'focus');
    await page.getByRole('button', { name: 'Next match' }).click();
    await page.waitForFunction((id) => new URL(location.href).searchParams.get('focus') !== id, first);
    await search.press('Shift+Enter');
    await page.waitForFunction((id) => new URL(location.href).searchParams.get('focus') === id, first);
  });

  it('needs no mouse: arrows move, Enter zooms, Escape returns', async () => {
    const page = await visit('/service/shop?query=cpu{service="shop",instance="a"}');
    await frame(page, 'render').waitFor();
    await graph(page).focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    const active = await graph(page).getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active}"]`).getAttribute('aria-label')).toMatch(/^(render|query):/);
    await page.keyboard.press('ArrowUp');
    await page.getByText(/^handle: 800 ms, 80.0 %/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    expect(await graph(page).evaluate((tree) => tree === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await frame(page, 'gc').waitFor();
    expect(parameter(page, 'focus')).toBeNull();
  });

  it('shows the callers and callees of a chosen function', async () => {
    const page = await visit('/service/shop');
    await page
      .getByRole('region', { name: 'Functions' })
      .getByRole('button', { name: /^render/ })
      .click();
    const sandwich = page.getByRole('region', { name: 'Callers and callees' });
    await sandwich.getByText('300 ms itself').waitFor();
    const names = async (tree: string) =>
      (await sandwich.getByRole('tree', { name: tree }).locator('.frame').allTextContents()).sort();
    expect(await names('Callers of render')).toEqual(['handle', 'main', 'render']);
    expect(await names('Callees of render')).toEqual(['escape', 'render']);
    await page.goBack();
    await sandwich.waitFor({ state: 'detached' });
  });

  it('narrows to what its filters match', async () => {
    const page = await visit('/service/shop');
    await frame(page, 'handle').waitFor();
    await page.getByRole('button', { name: '+ Filter' }).click();
    await page.getByLabel('Label', { exact: true }).selectOption('instance');
    await page.getByLabel('Value', { exact: true }).fill('b');
    await page.getByRole('button', { name: 'Add' }).click();
    await frame(page, 'handle').waitFor({ state: 'detached' });
    await frame(page, 'idle').waitFor();
    await page.getByRole('button', { name: 'Remove the filter instance = b' }).click();
    await frame(page, 'handle').waitFor();
  });

  it('takes the range dragged over its timeline', async () => {
    const page = await visit('/service/shop');
    const over = page.locator('.u-over');
    await over.waitFor();
    const box = await over.boundingBox();
    if (!box) throw new Error('the timeline has no size');
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.7, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.95, y, { steps: 4 });
    await page.mouse.up();
    await frame(page, 'handle').waitFor({ state: 'detached' });
    await frame(page, 'idle').waitFor();
    expect(Number(parameter(page, 'until')) - Number(parameter(page, 'from'))).toBeGreaterThan(10 * MINUTE);
  });

  it('says what leaks and what changed without a deploy, and leads to the heap and to the comparison', async () => {
    const page = await visit('/service/shop', {}, async (one) => {
      await one.route('**/api/v1/leaks?*', (route) => route.fulfill({ json: leaksOf('render') }));
      await one.route('**/api/v1/changes?*', (route) => route.fulfill({ json: changesOf('query') }));
    });
    const found = page.getByRole('region', { name: 'Found without a deploy' });
    await found
      .getByText(/^Leak: render src\/render\.ts:12 keeps 12\.3 MiB an hour \(11\.2 MiB to 13\.5 MiB\) in 2 of 3/)
      .waitFor();
    await page.locator('.change-marker').getByText('query').waitFor();
    expect(await found.getByRole('table').count()).toBe(0);
    await found.getByText('2 leaks, 1 change found').click();
    expect(await found.getByRole('row').nth(1).allInnerTexts()).toEqual([
      expect.stringMatching(
        /^render src\/render\.ts:12\s+Leak\s+12\.3 MiB, 11\.2 MiB to 13\.5 MiB\s+14 h, 12\.5 h to 16 h\s+2 of 3/,
      ),
    ]);
    expect(await found.getByRole('link', { name: 'History of render' }).first().getAttribute('href')).toContain(
      'inuse_space',
    );
    await found.locator('.banner').nth(1).getByRole('link').click();
    await page.waitForURL(/\/compare\?.*search=query/);
  });

  it('shows markup in names as text and runs none of it', async () => {
    const page = await visit('/');
    await page.getByRole('link', { name: EVIL }).click();
    await graph(page).getByText(EVIL).waitFor();
    await graph(page).getByText(EVIL).hover({ force: true });
    await page.locator('.tooltip').getByText('src/<b>evil</b>.ts').waitFor();
    await page.getByRole('region', { name: 'Functions' }).getByText(EVIL).click();
    await page.getByRole('tree', { name: 'Callers of' }).getByText(EVIL).waitFor();
    await page.getByRole('button', { name: '+ Filter' }).click();
    await page.getByLabel('Value', { exact: true }).fill(EVIL);
    expect(await page.locator('img, b, script:not([src])').count()).toBe(0);
  });

  it('is dark where that is preferred or chosen, and remembers the choice', async () => {
    const background = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const page = await visit('/service/shop');
    const light = await background(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await background(page);
    expect(dark).not.toBe(light);
    await page.getByRole('button', { name: 'Auto' }).click();
    expect(await background(page)).toBe(light);
    await page.reload();
    await page.getByRole('button', { name: 'Light' }).waitFor();
    expect(await background(page)).toBe(light);
  });
});
