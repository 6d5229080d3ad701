import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage } from '../e2e/browser.js';
import { startServer } from '../e2e/server.js';
import { fillShop } from '../e2e/shop.js';
import { printTable, spread } from './figures.js';

/** What is there once the page has answered its question. */
const PAGES: readonly (readonly [name: string, path: string, answer: string])[] = [
  ['home', '/', '.card'],
  ['service', '/service/shop', 'g.frame'],
  [
    'compare',
    '/compare?base=cpu{service="shop",version="1.0.0"}&comparison=cpu{service="shop",version="1.1.0"}',
    'g.frame',
  ],
];

/** How long a page takes to show something, and its answer, with nothing in the browser's cache and a slower processor. */
export async function paintBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string', default: '7' }, slowdown: { type: 'string', default: '4' } },
  });
  const server = await startServer('--no-self-profile');
  const browser = await openBrowser();
  try {
    await fillShop(server);
    const rows = new Map<string, Painted[]>(PAGES.map(([name]) => [name, []]));
    // The first round warms the server up.
    for (let round = 0; round <= Number(values.rounds); round++) {
      for (const [name, path, answer] of PAGES) {
        const painted = await paint(browser, server.url + path, answer, Number(values.slowdown));
        if (round > 0) rows.get(name)?.push(painted);
      }
    }
    printTable(
      ['page', 'first paint', 'first content', 'its answer'],
      [...rows].map(([name, all]) => [
        name,
        spread(
          all.map(({ paintMs }) => paintMs),
          0,
        ),
        spread(
          all.map(({ contentMs }) => contentMs),
          0,
        ),
        spread(
          all.map(({ answerMs }) => answerMs),
          0,
        ),
      ]),
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

/** From the start of the navigation. */
interface Painted {
  readonly paintMs: number;
  readonly contentMs: number;
  /** The frame after the one in which the answer came into the page. */
  readonly answerMs: number;
}

async function paint(browser: Browser, url: string, answer: string, slowdown: number): Promise<Painted> {
  const { page } = await openPage(browser, 'about:blank', {}, async (opened) => {
    const devtools = await opened.context().newCDPSession(opened);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await opened.addInitScript((selector) => {
      const look = () => {
        if (document.querySelector(selector) === null) requestAnimationFrame(look);
        else requestAnimationFrame(() => Object.assign(globalThis, { answerMs: performance.now() }));
      };
      requestAnimationFrame(look);
    }, answer);
  });
  await page.goto(url);
  await page.waitForFunction(() => 'answerMs' in globalThis);
  const painted = await page.evaluate(() => {
    const time = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
    return {
      paintMs: time('first-paint'),
      contentMs: time('first-contentful-paint'),
      answerMs: (globalThis as unknown as { answerMs: number }).answerMs,
    };
  });
  await page.context().close();
  return painted;
}
