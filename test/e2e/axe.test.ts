import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Result } from 'axe-core';
import type { Page } from 'playwright-core';
import { ahead } from './ahead.js';
import { type PageState, pageStates } from './page-states.js';
import { startServer, type TestServer } from './server.js';
import { fillShop, SLOWER } from './shop.js';
import { visits } from './visits.js';

/** Without what nobody executes: every page compiles it anew. */
const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

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

/** What is found in each look, on a page of its own. */
async function looksOf({
  path,
  prepare,
  reach,
  empty: isEmpty,
}: PageState): Promise<{ viewport: object; violations: string[] }[]> {
  return pages.during(
    isEmpty ? empty.url + path : path,
    async (page) => {
      await reach(page);
      await page.evaluate(AXE);
      const looks = [];
      for (const look of LOOKS) {
        await page.setViewportSize(look.viewport);
        await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
        looks.push({ ...look, violations: await violations(page) });
      }
      return looks;
    },
    prepare,
  );
}

const states = pageStates({ fn: SLOWER });
const begun = ahead(states, looksOf);

describe('axe finds nothing, wide and light, narrow and dark, on', () => {
  it.each(states.map((state) => [state.name, state] as const))('%s', async (_, state) => {
    expect(await begun(state)).toEqual(LOOKS.map((look) => ({ ...look, violations: [] })));
  });
});
