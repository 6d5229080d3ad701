import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe, { type Result } from 'axe-core';
import type { Page } from 'playwright-core';
import { pageStates } from './page-states.js';
import { startServer, type TestServer } from './server.js';
import { fillShop, SLOWER } from './shop.js';
import { visits } from './visits.js';

/** Each size and each theme once. */
const LOOKS = [
  { viewport: { width: 1280, height: 720 }, colorScheme: 'light' },
  { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

let empty: TestServer;
beforeAll(async () => {
  empty = await startServer('--no-self-profile');
});
afterAll(() => empty?.close());

const pages = visits(fillShop, { expected: /Failed to load resource/ });

/** What is wrong with the page as it is, by rule and element. */
async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Result[] }> } };
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
  );
}

describe('axe finds nothing, wide and light, narrow and dark, on', () => {
  it.each(pageStates({ fn: SLOWER }).map((state) => [state.name, state] as const))('%s', async (_, state) => {
    const page = await pages.visit(state.empty ? empty.url + state.path : state.path, {}, state.prepare);
    await state.reach(page);
    await page.evaluate(axe.source);
    for (const { viewport, colorScheme } of LOOKS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect({ viewport, colorScheme, violations: await violations(page) }).toEqual({
        viewport,
        colorScheme,
        violations: [],
      });
    }
  });
});
