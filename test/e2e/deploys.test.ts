import { describe, expect, it } from '@jest/globals';
import type { DeploysReport } from '@perf/profile';
import type { Page } from 'playwright-core';
import { fillReleased } from './released.js';
import type { TestServer } from './server.js';
import { visits } from './visits.js';

async function compared(server: TestServer, service: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${server.url}/api/v1/deploys?service=${service}`);
    const { deploys } = (await answer.json()) as DeploysReport;
    if (deploys.every(({ previous, verdict }) => previous === null || verdict !== null)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const pages = visits(
  async (server) => {
    await fillReleased(server);
    // No verdict is made of half a version: that is one too, until the next.
    await server.stop();
    await server.start('--no-self-profile', '--compare-every', '1s');
    await compared(server, 'shop');
    await compared(server, 'cart');
    await compared(server, 'young');
  },
  { flags: ['--no-self-profile', '--compare-every', '1h'], expected: /Failed to load resource/ },
);
const { visit } = pages;

const COMPARE = '/compare?base=cpu{service="shop",version="1.0.0"}&comparison=cpu{service="shop",version="1.1.0"}';
const BY_HOW_MUCH = /\+\d+(\.\d)? % of CPU, \d+(\.\d)? to \d+(\.\d)? %/;
const version = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });
const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });
const rows = (page: Page) => page.getByRole('region', { name: 'Changes by function' }).locator('tbody tr');
const plain = (text: string | null) => (text ?? '').replace(/\s+/g, ' ').trim();

describe('the page of deploys', () => {
  it('has the versions, the newest first, each with what was found and what that rests on', async () => {
    const page = await visit('/deploys/shop');
    const slower = version(page, '1.1.0');
    await slower.waitFor();
    expect(await page.locator('.deploy h3').allInnerTexts()).toEqual(['1.2.0', '1.1.0', '1.0.0']);
    expect(plain(await slower.locator('.verdict').textContent())).toMatch(
      new RegExp(`^Regressed: price ${BY_HOW_MUCH.source}\\.$`),
    );
    expect(plain(await slower.locator('tbody tr').textContent())).toMatch(
      /^price src\/price\.tsSlower\+\d.* %, \d.* to \d.* %[\d,]+ → [\d,]+same name and file$/,
    );
    await slower
      .getByText(/^3 instances · \d+ windows · [\d,]+ samples/)
      .first()
      .waitFor();
    await version(page, '1.2.0')
      .getByText(/no change was found\. A function of 1 % of CPU that grew by/)
      .waitFor();
    await version(page, '1.0.0').getByText('The first version of it').waitFor();
  });

  it('draws them over time by what was found, one tab stop, whose arrows lead from version to version', async () => {
    const page = await visit('/deploys/shop');
    const drawn = page.getByRole('region', { name: 'Versions over time' });
    await drawn.getByRole('link').first().waitFor();
    const texts = await drawn.locator('.version-name').allTextContents();
    expect(texts.map(plain)).toEqual(['· 1.0.0 first', '▲ 1.1.0 Regressed', '= 1.2.0 Unchanged']);
    const lanes = await drawn
      .getByRole('listitem')
      .evaluateAll((items) => items.map((one) => (one as HTMLElement).style.top));
    expect(new Set(lanes.filter((top) => top !== '')).size).toBe(3);
    expect(await drawn.locator('a[tabindex="0"]').allTextContents()).toHaveLength(1);
    await drawn.locator('a[tabindex="0"]').focus();
    await page.keyboard.press('ArrowLeft');
    const slower = drawn.getByRole('link', {
      name: /^1\.1\.0 Regressed ?1\.1\.0, .*Regressed: price \+.* Compare with 1\.0\.0$/,
    });
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('1.1.0'));
    expect(await slower.getAttribute('tabindex')).toBe('0');
    await page.keyboard.press('Enter');
    await verdict(page).getByText(BY_HOW_MUCH).waitFor();
  });

  it('leads from a finding to the comparison at that function', async () => {
    const page = await visit('/deploys/shop');
    await version(page, '1.1.0').locator('tbody').getByRole('link').click();
    await rows(page).first().waitFor();
    expect(new URL(page.url()).searchParams.get('search')).toBe('price');
    expect(await rows(page).count()).toBe(1);
    await page.getByText(/1 frame, 1 function/).waitFor();
  });

  it('says what is missing while there is too little', async () => {
    const page = await visit('/deploys/young');
    await version(page, '2')
      .getByText(/^Not enough data yet/)
      .waitFor();
    expect(plain(await version(page, '2').locator('.verdict').textContent())).toMatch(
      /^Not enough data yet: The .+\.$/,
    );
  });

  it('is what the server answers for it in Markdown', async () => {
    const answer = await fetch(`${pages.server.url}/deploys/shop`, { headers: { accept: 'text/markdown' } });
    expect(await answer.text()).toMatch(/\*\*Regressed\*\*[^#]*\| Slower \| \+.*\| `price` \| `src\/price\.ts` \|/);
  });
});

describe('the newest deploy', () => {
  it('has its verdict on the service page, and all others are one click away', async () => {
    const page = await visit('/service/shop');
    const banner = page.locator('.banner');
    expect(plain(await banner.locator('p').textContent())).toMatch(
      /^1\.2\.0 first seen \d+ min ago, after 1\.1\.0\. Unchanged: no change was found\. .* four times in five\.$/,
    );
    await banner.getByRole('link', { name: 'All deploys' }).click();
    await version(page, '1.1.0').waitFor();
    await page.getByRole('link', { name: 'shop' }).first().click();
    await banner.waitFor();
  });

  it('names the function that got slower there, by how much, and leads to it in the comparison', async () => {
    const page = await visit('/service/cart');
    const said = page.locator('.banner .verdict');
    expect(plain(await said.textContent())).toMatch(new RegExp(`^Regressed: price ${BY_HOW_MUCH.source}\\.$`));
    await said.getByRole('link', { name: 'price' }).click();
    await page.getByText(/1 frame, 1 function/).waitFor();
    expect(await rows(page).count()).toBe(1);
    await verdict(page).getByText(BY_HOW_MUCH).waitFor();
  });

  it('has it in a word on the first page', async () => {
    const page = await visit('/');
    const card = page.locator('.card').filter({ has: page.getByRole('link', { name: 'young', exact: true }) });
    await card.getByText('Not enough data yet').waitFor();
    await card.getByRole('link', { name: '2', exact: true }).click();
    await version(page, '2').waitFor();
  });
});

describe('a comparison of two versions', () => {
  it('says whether they differ, ranks by evidence and has each interval', async () => {
    const page = await visit(COMPARE);
    await verdict(page).getByText(BY_HOW_MUCH).waitFor();
    expect(plain(await rows(page).first().textContent())).toMatch(/^price src\/price\.ts.*\+\d.* %, \d.* to \d.* %$/);
    expect(await rows(page).nth(1).locator('td').last().textContent()).toBe('');
    await page.getByRole('button', { name: 'Function' }).click();
    await page.waitForFunction(() => document.querySelector('.changes tbody .name')?.textContent === 'log');
    expect(new URL(page.url()).searchParams.get('sort')).toBe('name');
    await verdict(page).locator('summary').click();
    await verdict(page).getByText('both versions at the same time').waitFor();
  });

  it('says what would have been found where nothing was', async () => {
    const page = await visit(COMPARE.replace('1.1.0', '1.2.0').replace('1.0.0', '1.1.0'));
    await verdict(page)
      .getByText(/^Unchanged: no change was found\. A function of 1 % of CPU/)
      .waitFor();
    expect(await page.getByRole('columnheader', { name: 'Found, of CPU' }).count()).toBe(0);
  });

  it('is none of a part of a version', async () => {
    const page = await visit(COMPARE.replace('version="1.1.0"', 'version="1.1.0",instance="1.1.0-a"'));
    await rows(page).first().waitFor();
    expect(await verdict(page).count()).toBe(0);
  });

  it('is there while its verdict is waited for, and where there is none', async () => {
    const page = await visit(COMPARE, {}, async (one) => {
      await one.route('**/api/v1/verdict*', () => undefined);
    });
    await rows(page).first().waitFor();
    await verdict(page)
      .getByText(/^Comparing/)
      .waitFor();
    const other = await visit(COMPARE, {}, async (one) => {
      await one.route('**/api/v1/verdict*', (route) =>
        route.continue({ url: route.request().url().replace('base=1.0.0', 'base=0.9') }),
      );
    });
    await rows(other).first().waitFor();
    await verdict(other).getByText('No verdict: shop has no version "0.9". Known: 1.0.0, 1.1.0, 1.2.0.').waitFor();
    expect(await verdict(other).getByRole('button').count()).toBe(0);
  });

  it('is asked for its verdict again when it is refreshed', async () => {
    const page = await visit(COMPARE, {}, async (one) => {
      await one.route('**/api/v1/verdict*', (route) =>
        route.continue({ url: route.request().url().replace('base=1.0.0', 'base=0.9') }),
      );
    });
    await verdict(page).getByText('No verdict: ').waitFor();
    await page.unroute('**/api/v1/verdict*');
    await page.getByRole('button', { name: 'Refresh' }).click();
    await verdict(page).getByText(BY_HOW_MUCH).waitFor();
  });
});
