import type { Page } from 'playwright-core';
import { openBrowser } from '../../e2e/browser.js';
import type { Prepared } from './data.js';
import { memoryOf, type PageMemory } from './memory.js';
import { watchPaints } from './paints.js';
import type { Places, Subject } from './subjects.js';

/** Milliseconds from asking to the first animation frame after the answer is on screen; NaN where it never is. */
export interface Round extends PageMemory {
  readonly openMs: number;
  readonly zoomMs: number;
  readonly searchMs: number;
}

/** How generated functions are called. */
const NAMES = '^(parse|read|resolve|render|apply|check|merge|emit)';
const SEARCHED = 'parseOrder';

/** Opens a profile in a browser started for it, zooms into a frame, goes on to search. */
export async function runRound(
  subject: Subject,
  places: Places,
  prepared: Prepared,
  round: number,
  patienceMs: number,
): Promise<Round> {
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    await page.addInitScript(watchPaints, NAMES);
    // The first navigation of a browser is not the page's.
    await page.goto(places.site);
    const url = subject.url(places, prepared, round);
    await page.goto(url, { waitUntil: 'commit' });
    const openMs = await msUntil(page, subject.isOpen, patienceMs);
    const nothing = { openMs, zoomMs: Number.NaN, searchMs: Number.NaN };
    if (Number.isNaN(openMs)) return { ...nothing, heapBytes: Number.NaN, pssBytes: Number.NaN };
    await idle(page);
    const memory = await memoryOf(browser, page);
    await subject.zoom(page);
    const zoomMs = await msUntil(page, subject.isZoomed, patienceMs);
    if (Number.isNaN(zoomMs)) return { ...nothing, ...memory };
    await idle(page);
    const found = subject.search(page, SEARCHED).then(() => msUntil(page, subject.isFound, patienceMs));
    // Some search by recursion, which ends in an error where stacks are deep or matches many.
    return { openMs, zoomMs, searchMs: await found.catch(() => Number.NaN), ...memory };
  } finally {
    await browser.close();
  }
}

/** As text, since the viewer's pages allow no code that is made of text, and Playwright would make some. */
async function msUntil(page: Page, isShown: () => boolean, patienceMs: number): Promise<number> {
  const took = page.evaluate<number | null>(`(async () => {
    const isShown = ${isShown};
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    while (!isShown()) {
      if (performance.now() - paints.askedMs > ${patienceMs}) return null;
      await frame();
    }
    await frame();
    return performance.now() - paints.askedMs;
  })()`);
  const late = new Promise<null>((resolve) => setTimeout(resolve, patienceMs + 5_000, null).unref());
  return (await Promise.race([took, late])) ?? Number.NaN;
}

/** Whatever the page does after what was asked of it must not be part of what is asked next. */
async function idle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate('new Promise((done) => requestIdleCallback(() => setTimeout(done, 500)))');
}
