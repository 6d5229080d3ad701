import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { pageStates } from './page-states.js';
import { fillShop, SLOWER } from './shop.js';
import { visits } from './visits.js';

const { visit } = visits(fillShop, { expected: /Failed to load resource/ });
const states = pageStates({ fn: SLOWER });
const SIZES = { wide: { width: 1280, height: 720 }, phone: { width: 390, height: 844 } };

/** Sums up what the browser counts as layout shifts, and names what moved. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(globalThis, { shifts, shifted: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as LayoutShift[]) {
        Object.assign(globalThis, { shifted: (globalThis as unknown as { shifted: number }).shifted + entry.value });
        shifts.push(
          ...entry.sources.map(({ node }) => `${entry.value.toFixed(4)} ${(node as Element | null)?.className}`),
        );
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

interface LayoutShift {
  readonly value: number;
  readonly sources: readonly { readonly node: Node | null }[];
}

describe('while it loads, nothing moves', () => {
  it.each(
    [
      'home',
      'service',
      'service-search',
      'service-regressed',
      'deploys',
      'compare',
      'compare-unchanged',
      'function',
    ].flatMap((name) => Object.entries(SIZES).map(([size, viewport]) => [name, size, viewport] as const)),
  )('on the page %s, %s', async (name, _, viewport) => {
    const state = states.find((one) => one.name === name);
    if (!state) throw new Error(`There is no state ${name}`);
    const page = await visit(state.path, { viewport }, async (page) => {
      await state.prepare?.(page);
      await watchShifts(page);
    });
    await state.reach(page);
    const { shifted, shifts } = await page.evaluate(
      () => globalThis as unknown as { shifted: number; shifts: string[] },
    );
    expect({ name, moved: shifted >= 0.01 ? shifts : [] }).toEqual({ name, moved: [] });
  });

  it('would be noticed', async () => {
    const page = await visit('/', {}, watchShifts);
    await page.locator('.card').first().waitFor();
    await page.evaluate(() => document.querySelector('main')?.before(document.createElement('pre')));
    await page.evaluate(() => document.querySelector('pre')?.append('\n'.repeat(20)));
    await page.waitForFunction(() => (globalThis as unknown as { shifted: number }).shifted >= 0.01);
  });
});

describe('where less motion is asked for', () => {
  it.each(['service', 'service-slow', 'compare', 'home-keys'])('nothing moves by itself: %s', async (name) => {
    const state = states.find((one) => one.name === name);
    if (!state) throw new Error(`There is no state ${name}`);
    const page = await visit(state.path, { reducedMotion: 'reduce' }, state.prepare);
    await state.reach(page);
    const moving = await page.evaluate(() => {
      const still = (durations: string) => durations.split(', ').every((one) => one === '0s');
      return [...document.querySelectorAll('*')]
        .filter((element) => {
          const { transitionDuration, animationDuration } = getComputedStyle(element);
          return !still(transitionDuration) || !still(animationDuration);
        })
        .map((element) => `${element.tagName} ${element.className}`);
    });
    expect(moving).toEqual([]);
  });
});
