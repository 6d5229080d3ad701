import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { changesOf, leaksOf } from '../notation/background-of.js';
import { push, startServer, type TestServer } from './server.js';
import { visits } from './visits.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A server that starts, and questions that are asked again after longer and longer times. */
const BACK = { timeout: 45_000 };

let empty: TestServer;
beforeAll(async () => {
  empty = await startServer('--no-self-profile');
});
afterAll(() => empty?.close());

// What a browser logs of answers that failed is what these tests are about.
const pages = visits(
  async (server) => {
    const nowMs = Date.now();
    await push(server, { labels: { service: 'shop' }, drawing: 'main;work 5', fromMs: nowMs - 5 * HOUR });
    await push(server, { labels: { service: 'shop' }, drawing: 'main;work 5', fromMs: nowMs - 30 * HOUR });
    await push(server, { labels: { service: 'busy' }, drawing: 'main;work;more 5', fromMs: nowMs - 10 * MINUTE });
  },
  { expected: /Failed to load resource/ },
);
const { visit } = pages;

const frame = (page: Page, name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}:`) });

describe('a page without an answer', () => {
  it('says on an empty server what to paste into a service, with its own address', async () => {
    const page = await visit(empty.url);
    await page.getByText('No service has sent a profile yet').waitFor();
    expect(await page.locator('pre').allInnerTexts()).toEqual([
      "import '@perf/agent';",
      `PERF_SERVER_URL=${empty.url} PERF_SERVICE=my-service node main.js`,
    ]);
  });

  it('keeps what is long within the width of a phone', async () => {
    const page = await visit(empty.url);
    await page.setViewportSize({ width: 390, height: 844 });
    const command = page.getByText('PERF_SERVER_URL').locator('xpath=ancestor::pre');
    const { x = 0, width = Infinity } = (await command.boundingBox()) ?? {};
    expect(x + width).toBeLessThanOrEqual(390);
    const other = await visit(`${empty.url}/file#open=${'x'.repeat(200)}`);
    await other.setViewportSize({ width: 390, height: 844 });
    const title = await other.getByText('Not open in this tab').boundingBox();
    expect(title?.width).toBeLessThanOrEqual(390);
  });

  it('says the same of a service that is not there yet', async () => {
    const page = await visit(`${empty.url}/service/checkout`);
    await page.getByText('No profile of checkout has arrived yet').waitFor();
    await page.getByText("import '@perf/agent';").waitFor();
  });

  it('passes on what the server says is wrong with a question', async () => {
    const page = await visit('/service/shop?from=yesterday');
    await page.getByRole('alert').first().getByText('yesterday').waitFor();
    await page.getByRole('button', { name: 'Try again' }).first().waitFor();
  });

  it('says what is wrong with a link', async () => {
    const page = await visit('/service/shop?query=cpu{service=shop}');
    await page.getByText('This link cannot be shown').waitFor();
    await page.getByText('cannot be read at character 5').waitFor();
    await page.getByRole('link', { name: 'All services' }).click();
    await page.getByRole('link', { name: 'shop', exact: true }).waitFor();
  });

  it('says that the frame of a link did not run, and shows the rest', async () => {
    const page = await visit('/service/shop?from=now-6h&focus=0123456789abcdef');
    await page.getByText('The frame of this link did not run in this range').waitFor();
    await page.getByRole('button', { name: 'Show the whole flame graph' }).click();
    await frame(page, 'work').waitFor();
  });
});

describe('a range without data', () => {
  it('leads to the nearest that has some, as long as itself', async () => {
    const page = await visit('/service/shop');
    await page.getByText('No cpu samples of shop in this range').waitFor();
    await page.getByRole('button', { name: /^Show \d/ }).click();
    await frame(page, 'work').waitFor();
    const { searchParams } = new URL(page.url());
    expect(Number(searchParams.get('until')) - Number(searchParams.get('from'))).toBeGreaterThanOrEqual(HOUR);
  });

  it('leads both ways where there is something on both sides', async () => {
    const page = await visit('/service/shop?from=now-12h&until=now-10h');
    await page
      .getByRole('button', { name: /^Show \d/ })
      .nth(1)
      .waitFor();
    await page
      .getByRole('button', { name: /^Show \d/ })
      .first()
      .click();
    await frame(page, 'work').waitFor();
    expect(Number(new URL(page.url()).searchParams.get('until'))).toBeGreaterThan(Date.now() - 10 * HOUR);
  });

  it('says that there is nothing of what is asked for anywhere', async () => {
    const page = await visit('/service/shop?query=cpu{service="shop",instance="nobody"}');
    await page.getByText('None of them has what is asked for').waitFor();
  });

  it('leads from a function to when it ran', async () => {
    const page = await visit('/function?name=work&query=cpu{service="shop"}');
    await page.getByText('work did not run in this range').waitFor();
    await page
      .getByRole('button', { name: /^Show \d/ })
      .first()
      .click();
    await page.getByRole('region', { name: 'Versions' }).waitFor();
  });

  it('leads from a side of a comparison to when it ran', async () => {
    const page = await visit('/compare?base=cpu{service="shop"}&comparison=cpu{service="shop"}');
    await page.getByText('No samples on either side').waitFor();
    await page.getByRole('button', { name: /^Before: / }).click();
    await page.getByText('No samples on the side after').waitFor();
    await page.getByRole('button', { name: /^After: / }).click();
    await page.getByRole('region', { name: 'Changes by function' }).locator('tbody tr').first().waitFor();
  });
});

describe('a slow answer', () => {
  it('is waited for in words, and need not be waited for', async () => {
    const page = await visit('/');
    await page.getByRole('link', { name: 'busy', exact: true }).waitFor();
    pages.server.freeze();
    try {
      await page.getByRole('link', { name: 'busy', exact: true }).click();
      await page.getByText('The server is still working on busy.').waitFor();
      await page.getByRole('button', { name: 'Stop waiting' }).click();
      await page.getByRole('alert').getByText('You stopped waiting').waitFor();
    } finally {
      pages.server.thaw();
    }
    await page.getByRole('button', { name: 'Try again' }).click();
    await frame(page, 'work').waitFor();
  });

  it('leaves what was answered before, and says what it waits for', async () => {
    const page = await visit('/service/busy');
    await frame(page, 'more').waitFor();
    pages.server.freeze();
    try {
      await page.getByRole('button', { name: '15m' }).click();
      await page.getByRole('status').getByText('The server is still working on the flame graph.').waitFor();
      await frame(page, 'more').waitFor();
    } finally {
      pages.server.thaw();
    }
    await page.getByText('The server is still working on the flame graph.').waitFor({ state: 'detached' });
    await frame(page, 'more').waitFor();
  });
});

describe('a server that is away', () => {
  it('is asked again until it is back', async () => {
    const page = await visit('/');
    await page.getByRole('link', { name: 'busy', exact: true }).waitFor();
    await pages.server.stop();
    await page.getByRole('link', { name: 'busy', exact: true }).click();
    const alert = page.getByRole('alert').first();
    await alert.getByText('does not answer').waitFor();
    await alert.getByText('asked again every few seconds').waitFor();
    await pages.server.start();
    await frame(page, 'work').waitFor(BACK);
  });

  it('leaves on the page what was there, with the time it is from', async () => {
    const page = await visit('/service/busy');
    await frame(page, 'more').waitFor();
    // Every part has been answered once: one that has not has nothing to leave there.
    await page.waitForLoadState('networkidle');
    await pages.server.stop();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page
      .getByRole('status')
      .getByText(/Not refreshed\. .* What is shown is from \d\d:\d\d:\d\d/)
      .waitFor();
    await frame(page, 'more').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await pages.server.start();
    await page
      .getByText('Not refreshed')
      .first()
      .waitFor({ state: 'detached', ...BACK });
    await frame(page, 'more').waitFor();
  });
});

describe('a part of a page that fails', () => {
  it('says so in its own place, with a way on, while the others answer', async () => {
    const page = await visit('/service/busy', {}, async (opened) => {
      for (const call of ['hotpaths', 'series', 'deploys']) {
        await opened.route(`**/api/v1/${call}*`, (route) => route.abort('connectionfailed'));
      }
    });
    await frame(page, 'more').waitFor();
    await page.getByRole('region', { name: 'Functions' }).locator('tbody tr').first().waitFor();
    const hot = page.getByRole('region', { name: 'Hot paths' });
    await hot.getByRole('alert').waitFor();
    await page.getByRole('region', { name: 'Over time' }).getByRole('alert').waitFor();
    await page.getByText('Its deploys are not known').waitFor();
    await page.unroute('**/api/v1/hotpaths*');
    await hot.getByRole('button', { name: 'Try again' }).click();
    await hot.getByRole('listitem').first().waitFor();
  });
});

describe('leaks and changes that were not answered', () => {
  const problem = { type: 'about:blank', title: 'Failed', status: 500, detail: 'The disk is full.' };
  const failed = { status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) };

  it('are not known on the page of a service, which is not the same as none', async () => {
    let isBroken = true;
    const page = await visit('/service/busy', {}, async (opened) => {
      await opened.route('**/api/v1/leaks*', (route) => route.fulfill(isBroken ? failed : { json: leaksOf('more') }));
      await opened.route('**/api/v1/changes*', (route) => route.fulfill({ json: changesOf('more') }));
    });
    const found = page.getByRole('region', { name: 'Found without a deploy' });
    await found.getByText('Leaks are not known: The disk is full.').waitFor();
    await found.getByText('Without a deploy: 1 change found; leaks not known').click();
    await found.getByText('Not known.').waitFor();
    expect(await found.getByText('Nothing was tested yet').count()).toBe(0);
    isBroken = false;
    await found.getByRole('button', { name: 'Try again' }).click();
    await found.getByText('Without a deploy: 2 leaks, 1 change found').waitFor();
  });

  it('are not known on the first page either, and need not be waited for', async () => {
    const page = await visit('/', {}, async (opened) => {
      await opened.route('**/api/v1/leaks*', (route) => route.fulfill(failed));
      await opened.route('**/api/v1/changes*', () => undefined);
    });
    await page.getByText('Leaks are not known: The disk is full.').waitFor();
    await page.getByText('Changes without a deploy are not known yet: the server is still working on them.').waitFor();
    await page.getByRole('button', { name: 'Stop waiting' }).click();
    await page.getByText('Leaks and changes without a deploy are not known: ').waitFor();
  });
});

describe('days that got old', () => {
  const DAY = 24 * HOUR;
  /** Noon of a day that was over three days ago. */
  const noon = Math.floor(Date.now() / DAY) * DAY - 4 * DAY + 12 * HOUR;
  let old: TestServer;

  beforeAll(async () => {
    old = await startServer('--no-self-profile', '--keep-raw', '30d');
    for (let minute = 0; minute < 60; minute += 2) {
      const fromMs = noon + minute * MINUTE;
      await push(old, { labels: { service: 'shop' }, drawing: 'main;work 50', fromMs, numbers: { rssBytes: 2 ** 27 } });
    }
    await old.stop();
    await old.start('--no-self-profile', '--keep-raw', '2d', '--keep-10m', '30d');
    const thinned = async () => {
      const { tiers } = (await (await fetch(`${old.url}/api/v1/storage`)).json()) as { tiers: { days: number }[] };
      return tiers[1]?.days === 1;
    };
    while (!(await thinned())) await new Promise((resolve) => setTimeout(resolve, 100));
  });
  afterAll(() => old?.close());

  it('have one bar for every ten minutes, and the page says why', async () => {
    const page = await visit(`${old.url}/service/shop?from=${noon}&until=${noon + HOUR}&show=numbers`);
    await frame(page, 'work').waitFor();
    await page.getByText('One value for every 10 min: days this old are kept as sums over 10 min.').waitFor();
    await page.getByText(/profiles are kept, and numbers are not/).waitFor();
    await page.getByRole('slider', { name: /^cpu over time/ }).focus();
    await page.keyboard.press('Home');
    await page
      .getByText(/25 ms\/s|50 ms\/s|833 µs\/s/)
      .first()
      .waitFor();
  });

  it('are left out where single requests are asked for, and the page says so', async () => {
    const query = encodeURIComponent('cpu{service="shop",trace_id="t"}');
    const page = await visit(`${old.url}/service/shop?query=${query}&from=${noon}&until=${noon + HOUR}`);
    await page
      .getByText(/single requests \(trace_id, span_id\) cannot be told apart/)
      .first()
      .waitFor();
  });
});
