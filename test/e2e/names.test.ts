import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ahead } from './ahead.js';
import { push, type TestServer } from './server.js';
import { visits } from './visits.js';

const MINUTE = 60_000;
const FAMILY = '👩‍👩‍👧‍👦';

/** What it is, and how it is shown where not as it is. */
type Named = readonly [kind: string, name: string, shown?: string];
const NAMES: readonly Named[] = [
  ['markup', '<img src=x onerror="alert(1)"></script><script>alert(1)</script>&lt;b&gt; &amp;'],
  ['right-to-left text, an override and isolates that are left open', 'פונקציה (ערבית)\u202Egnp.exe\u2067a\u2066b'],
  ['emoji of several code points and many combining marks', `${FAMILY}🔥🏳️‍🌈Z${'\u0351\u036b\u0343'.repeat(20)}a`],
  ['lines, tabs, separators and control characters', 'a\nb\tc\r\n\u2028\u0007\u001b\u007f\u0085d', 'a␊b␉c␍␊␤␇␛␡␤d'],
  ['spaces alone', '   ', '(blank)'],
  ['what has no width', '\u200b\u2060\ufeff', '(blank)'],
  ['what selectors and paths are written in', '{a="b\\",c!~`d`}../..?a=b&c#d%2F+e/'],
  ['two dots', '..'],
  ['10,000 characters', 'long'.repeat(2500)],
  ['a line of 10,000 words', 'wo rd '.repeat(1700).trim()],
  ['half a surrogate pair', 'a\ud83db', 'a\ufffdb'],
];
/** Values of labels are shorter than names of functions. */
const LABEL_LENGTH = 1000;

async function fill(server: TestServer): Promise<void> {
  const nowMs = Date.now();
  for (const [, name] of NAMES) {
    const label = name.slice(0, LABEL_LENGTH);
    const labels = { service: label, env: label, instance: label, region: label };
    // A pprof with half a pair in it is refused, since that is no UTF-8; JSON has a way to write it.
    const whole = name.replace(/\p{Surrogate}/gu, '\ufffd');
    const names = { NAME: whole, FILE: whole };
    await push(server, {
      labels: { ...labels, version: `old ${label}` },
      drawing: 'main;NAME@FILE;leaf 100',
      names,
      fromMs: nowMs - 40 * MINUTE,
    });
    await push(server, {
      labels: { ...labels, version: label },
      drawing: 'main;NAME@FILE:3;leaf 100\nmain;NAME@FILE:4 300',
      names,
      fromMs: nowMs - 10 * MINUTE,
    });
  }
}

const pages = visits(fill);

const graph = (page: Page) => page.getByRole('tree', { name: /lame graph/ });

/** The element whose text is exactly this, once there is one: Playwright's own ways take spaces and lines together. */
function waitShown(page: Page, elements: string, text: string) {
  return page.waitForFunction(
    ([selector, wanted]) => [...document.querySelectorAll(selector)].find((one) => one.textContent === wanted),
    [elements, text] as const,
  );
}

/** No element is made of a name, and nothing is wider than the window. */
async function keepsItsShape(page: Page): Promise<void> {
  expect(await page.locator('img, b, script:not([src])').count()).toBe(0);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    // What is drawn anew for another width takes a moment.
    await page
      .waitForFunction(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth, null, {
        timeout: 5000,
      })
      .catch(() => undefined);
    const wide = await page.evaluate(() => {
      const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
      return over <= 0
        ? []
        : [...document.querySelectorAll('main *, header *')]
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .map((one) => `${one.tagName}.${one.className}`);
    });
    expect({ width, wide }).toEqual({ width, wide: [] });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** From the first page to every other one that shows the name. */
async function follow(page: Page, [, name, shown = name]: Named): Promise<void> {
  const label = shown.slice(0, LABEL_LENGTH);

  await waitShown(page, '.card-link', label);
  await keepsItsShape(page);
  // Not by its place, which is another one once it is known what services cost.
  const card = await waitShown(page, '.card-link', label);
  await card.asElement()?.press('Enter');

  await waitShown(page, '.d3-flame-graph-label', shown);
  await waitShown(page, '.hot-paths .name', 'leaf');
  await waitShown(page, 'h1', label);
  await waitShown(page, '.functions .name', shown);
  expect(await page.title()).toContain(shown.trim().slice(0, 20).trim());
  await keepsItsShape(page);

  await page.getByRole('button', { name: 'Tree', exact: true }).click();
  await waitShown(page, '.tree-grid .name', shown);
  await keepsItsShape(page);
  await page.getByRole('button', { name: 'Graph', exact: true }).click();

  // Its link shows the same again, with a filter by the name as well.
  await page.getByRole('button', { name: 'Instances' }).click();
  await page.locator('.heat-labels button').first().click();
  await waitShown(page, '.chip bdi', label);
  await page.reload();
  await waitShown(page, '.chip bdi', label);
  await waitShown(page, '.d3-flame-graph-label', shown);
  await keepsItsShape(page);

  // The tooltip, and the way to the frame.
  const frame = graph(page).locator('.frame').nth(2);
  await frame.hover();
  await waitShown(page, '.tooltip strong', shown);
  await keepsItsShape(page);
  await frame.click();
  await waitShown(page, '.breadcrumbs strong', shown);
  await page.getByRole('button', { name: 'Callers and callees' }).click();
  await waitShown(page, '.sandwich-function strong', shown);
  await keepsItsShape(page);

  // The function's own page.
  await page.getByRole('link', { name: 'Across time and deploys' }).click();
  await waitShown(page, '.function-title h2', shown);
  await waitShown(page, '.versions bdi', label);
  await page.reload();
  await waitShown(page, '.versions bdi', label);
  await keepsItsShape(page);

  // What the deploy of that name changed.
  await page.locator('a.crumb').press('Enter');
  await page.getByRole('link', { name: 'What changed?' }).click();
  await waitShown(page, '.changes .name', shown);
  await waitShown(page, '.headline .name', shown);
  await waitShown(page, '.waterfall .name', shown);
  await page.reload();
  await waitShown(page, '.changes .name', shown);
  await keepsItsShape(page);
}

const begun = ahead(NAMES, (named) => pages.during('/', (page) => follow(page, named)));

describe('names are text, whatever they are:', () => {
  it.each(NAMES.map((named) => [named[0], named] as const))('%s', async (_, named) => {
    await begun(named);
  });
});
