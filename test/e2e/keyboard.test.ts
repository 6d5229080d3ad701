import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { pageStates } from './page-states.js';
import { fillShop, SLOWER } from './shop.js';
import { visits } from './visits.js';

const pages = visits(fillShop, { expected: /Failed to load resource/ });
const { visit } = pages;
const MOST_STOPS = 200;

const graph = (page: Page) => page.getByRole('tree', { name: /lame graph/ });
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

/** What has the focus, as a screen reader would name it. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return '';
    const name = at.getAttribute('aria-label') ?? (at instanceof HTMLInputElement ? at.placeholder : at.textContent);
    return (name ?? '').replace(/\s+/g, ' ').trim();
  });
}

/** Presses Tab until what has the focus is called like this. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (name.test(at)) return;
    passed.push(at);
  }
  throw new Error(`Tab does not reach ${name}, only ${passed.join(' | ')}`);
}

describe('without a mouse', () => {
  it('what got slower is named on the first page, and one key leads to what else changed', async () => {
    const page = await visit('/');
    await page.getByRole('link', { name: /^price \+/ }).waitFor();
    await tabTo(page, /^price \+/);
    await page.keyboard.press('Enter');
    const rows = page.getByRole('region', { name: 'Changes by function' }).locator('tbody tr');
    await rows.first().getByText('price', { exact: true }).waitFor();
    // On from the row into the graph, and into the frame that grew.
    await tabTo(page, /^price src/);
    await page.keyboard.press('Enter');
    await page.getByText(/1 frame, .* of the total/).waitFor();
    await tabTo(page, /^Diff flame graph/);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Zoomed into' }).getByText('price').waitFor();
  });

  it('the hottest path is there when a service opens; zoom, its history, and back', async () => {
    const page = await visit('/');
    await page.getByRole('link', { name: 'shop', exact: true }).waitFor();
    await tabTo(page, /^shop$/);
    await page.keyboard.press('Enter');
    const hottest = page.getByRole('region', { name: 'Hot paths' }).getByRole('listitem').first();
    await hottest.getByText('render').waitFor();
    await tabTo(page, /^render$/);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Zoomed into' }).getByText('render').waitFor();
    await tabTo(page, /^History of render/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'render', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('navigation', { name: 'Zoomed into' }).getByText('render').waitFor();
    await tabTo(page, /^Flame graph/);
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor({ state: 'detached' });
    expect(await focused(page)).toMatch(/^Flame graph/);
  });

  it('time is selected on the timeline', async () => {
    const page = await visit('/service/shop');
    await graph(page).getByRole('treeitem').first().waitFor();
    await tabTo(page, /^cpu over time/);
    for (const key of ['ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft']) await page.keyboard.press(key);
    const slider = page.getByRole('slider', { name: /^cpu over time/ });
    expect(await slider.getAttribute('aria-valuetext')).toMatch(
      /^(\d\d? \w{3} )?\d\d:\d\d(:\d\d)? {2}(nothing|.* m?s\/s)/,
    );
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => new URL(location.href).searchParams.has('until'));
    expect(Number(parameter(page, 'until')) - Number(parameter(page, 'from'))).toBe(3 * 60_000);
  });

  it('what opens takes the focus, and gives it back', async () => {
    const page = await visit('/service/shop');
    await graph(page).getByRole('treeitem').first().waitFor();
    for (const [button, field] of [
      [/^\+ Filter$/, /^Label$/],
      [/^Custom$/, /^$/],
    ] as const) {
      await tabTo(page, button);
      await page.keyboard.press('Enter');
      await page.locator('.popover').waitFor();
      expect(await page.evaluate(() => document.activeElement?.closest('.popover') !== null)).toBe(true);
      expect(await focused(page)).toMatch(field);
      await page.keyboard.press('Escape');
      await page.locator('.popover').waitFor({ state: 'detached' });
      expect(await focused(page)).toMatch(button);
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('Custom');
  });

  it('the focus stays in its part of the page when what had it is gone', async () => {
    const page = await visit('/service/shop?query=cpu{service="shop",instance="web-1:8080"}');
    await graph(page).getByRole('treeitem').first().waitFor();
    await page.getByRole('button', { name: /^Remove the filter/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/2 instances/).waitFor();
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
    await page.getByRole('region', { name: 'Hot paths' }).getByRole('button').first().press('Enter');
    await page.getByRole('button', { name: 'Reset zoom' }).press('Enter');
    await page.getByRole('button', { name: 'Reset zoom' }).waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.closest('section')?.ariaLabel)).toBe('Flame graph');
  });

  it('a link past the top leads to the content', async () => {
    const page = await visit('/service/shop');
    await graph(page).getByRole('treeitem').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
  });
});

describe('what the keyboard is at can be seen, wherever Tab leads, on', () => {
  // What opens over these has tests of its own above, and states without data have few stops.
  const states = pageStates({ fn: SLOWER }).filter(({ name }) =>
    /^(home|service|deploys|compare|function|file)(-(failed|sandwich|tree|view|strips|groups|zoomed|compare))?$/.test(
      name,
    ),
  );
  it.each(states.map((state) => [state.name, state] as const))('%s', async (_, state) => {
    const page = await visit(state.path, {}, state.prepare);
    await state.reach(page);
    const unseen: string[] = [];
    const stops = new Set<string>();
    for (let press = 0; press < MOST_STOPS; press++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(stopOf);
      // From the last stop the focus leaves the page, and comes back at the first.
      if (at === null && stops.size === 0) continue;
      if (at === null || (stops.has(at.path) && at.path !== [...stops].at(-1))) break;
      stops.add(at.path);
      if (!at.outlined || !at.inView) unseen.push(JSON.stringify(at));
    }
    expect(unseen).toEqual([]);
    expect(stops.size).toBeGreaterThan(0);
  });
});

/** In the page: where the focus is and whether it shows; null where it has left the page. */
function stopOf(): { path: string; outlined: boolean; inView: boolean } | null {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const path: string[] = [];
  for (let element: Element | null = at; element; element = element.parentElement) {
    path.unshift(`${element.tagName}:${[...(element.parentElement?.children ?? [])].indexOf(element)}`);
  }
  const isOutlined = (element: Element | null | undefined) => {
    if (!element) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  };
  // Of a service, its card is outlined; of a grid, the row that the keyboard is at, by lines within its cells.
  const cell = document.getElementById(at.getAttribute('aria-activedescendant') ?? '')?.querySelector('td');
  const outlined =
    isOutlined(at) ||
    isOutlined(at.closest('.card')) ||
    (cell && getComputedStyle(cell).boxShadow.includes('inset')) === true;
  const { left, right, top, bottom, width, height } = at.getBoundingClientRect();
  const inView = width > 0 && height > 0 && right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
  return { path: path.join(' '), outlined, inView };
}
