import type { Page } from 'playwright-core';
import { FROM_MS, type Prepared, UNTIL_MS } from './data.js';

/** Where a subject is served. */
export interface Places {
  readonly viewer: string;
  readonly site: string;
}

/**
 * A viewer under test. What is done to it is done as a user does it; functions named `is...` run in the page, and say
 * whether what was asked for is there.
 */
export interface Subject {
  readonly title: string;
  /** @param round counts from 1. */
  url(places: Places, prepared: Prepared, round: number): string;
  isOpen(): boolean;
  /** Zooms into a frame of the sixth level, a wide one. */
  zoom(page: Page): Promise<void>;
  isZoomed(): boolean;
  search(page: Page, text: string): Promise<void>;
  isFound(): boolean;
}

const LEVEL = 6;

/** The viewer on a range that nobody has asked for. */
const viewer: Subject = {
  title: 'perf',
  url: ({ viewer }, { service }, round) => viewerUrl(viewer, service, UNTIL_MS + round),
  isOpen: () => document.querySelectorAll('.flame-chart g.frame').length > 1,
  async zoom(page) {
    await clickWidest(page, `.flame-chart g.frame[aria-level="${LEVEL}"]`);
  },
  isZoomed: () =>
    document.querySelector('.breadcrumbs') !== null &&
    document.querySelector('[aria-label="Flame graph"]')?.getAttribute('aria-busy') === 'false',
  async search(page, text) {
    await page.getByRole('searchbox', { name: /functions/ }).focus();
    await page.keyboard.insertText(text);
  },
  isFound: () =>
    /frames, /.test(document.querySelector('.search-result:not(.pending)')?.textContent ?? '') &&
    document.querySelector('.flame-chart .match') !== null,
};

/** The same on a range that was asked for before. */
const again: Subject = {
  ...viewer,
  title: 'perf, asked before',
  url: ({ viewer }, { service }) => viewerUrl(viewer, service, UNTIL_MS),
};

/** Left heavy, which is what a flame graph is elsewhere: equal stacks are one frame. */
const speedscope: Subject = {
  title: 'speedscope',
  url: ({ site }, { nodes }) =>
    `${site}/speedscope/#view=left-heavy&profileURL=${encodeURIComponent(`${site}/profiles/${nodes}.pb.gz`)}`,
  isOpen: () => window.paints.drawn > 0,
  async zoom(page) {
    // Below the minimap and the axis of time, as many rows down as the level says.
    await page.mouse.move(60, 142 + 20 * (LEVEL - 1) + 10);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    await page.evaluate('window.paints.before = window.paints.labels');
    await page.mouse.dblclick(60, 142 + 20 * (LEVEL - 1) + 10);
  },
  isZoomed: () => window.paints.labels !== window.paints.before,
  async search(page, text) {
    await page.keyboard.press('Control+f');
    await page.locator('input').waitFor();
    await page.evaluate('window.paints.drawn = 0');
    await page.keyboard.insertText(text);
  },
  isFound: () =>
    window.paints.drawn > 0 &&
    /\/[1-9]/.test(document.querySelector('input')?.parentElement?.parentElement?.textContent ?? ''),
};

/** Its own zoom and search, which are calls: it has no box to search in. */
const flameGraph: Subject = {
  title: 'd3-flame-graph',
  url: ({ site }, { nodes }) => `${site}/d3/#/trees/${nodes}.json`,
  isOpen: () => document.querySelectorAll('#chart g.frame').length > 1,
  async zoom(page) {
    await clickWidest(page, `#chart g.frame`);
  },
  isZoomed: () => document.querySelector('#chart .fade') !== null,
  async search(page, text) {
    await page.evaluate((term) => {
      window.paints.askedMs = performance.now();
      window.chart.search(term);
    }, text);
  },
  isFound: () => true,
};

export const SUBJECTS: Readonly<Record<string, Subject>> = { perf: viewer, again, speedscope, d3: flameGraph };

function viewerUrl(origin: string, service: string, untilMs: number): string {
  return `${origin}/service/${service}?${new URLSearchParams({ from: String(FROM_MS), until: String(untilMs) })}`;
}

/** Clicks the widest frame of the sixth row among those that match. */
async function clickWidest(page: Page, selector: string): Promise<void> {
  const at = await page.evaluate(
    ({ selector, level }) => {
      const boxes = Array.from(document.querySelectorAll(`${selector} rect`), (rect) => rect.getBoundingClientRect());
      const rows = [...new Set(boxes.map(({ top }) => Math.round(top)))].sort((a, b) => a - b);
      const row = rows.length === 1 ? rows[0] : rows[level - 1];
      const inRow = boxes.filter(({ top }) => Math.round(top) === row);
      const widest = inRow.reduce((best, box) => (box.width > best.width ? box : best));
      return { x: widest.left + widest.width / 2, y: widest.top + widest.height / 2 };
    },
    { selector, level: LEVEL },
  );
  await page.mouse.click(at.x, at.y);
}
