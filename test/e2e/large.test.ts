import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { FlamegraphReport } from '@perf/profile';
import type { Browser, Page } from 'playwright-core';
import { type LargeProfile, largeProfile } from '../notation/large-profile.js';
import { type OpenPage, openBrowser, openPage } from './browser.js';
import { startServer, type TestServer } from './server.js';

const MINUTE = 60_000;
const NODES = 1_000_000;
const PATIENCE = { timeout: 60_000 };

let large: LargeProfile;
let server: TestServer;
let browser: Browser;
let opened: OpenPage;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer('--no-self-profile'), openBrowser()]);
  large = largeProfile(NODES);
  const fromMs = Date.now() - 30 * MINUTE;
  for (const [index, body] of large.bodies.entries()) {
    const from = fromMs + index * MINUTE;
    const labels = new URLSearchParams({ service: 'large', instance: `i${index}`, from: `${from}` });
    const url = `${server.url}/api/v1/profiles?${labels}&until=${from + MINUTE}`;
    const response = await fetch(url, { method: 'POST', body: new Uint8Array(body) });
    if (!response.ok) throw new Error(`The server refused a profile: ${await response.text()}`);
  }
  // The first look reads every stack from the disk. What is open for longer than an answer may take is asked for again.
  while (!(await fetch(flamegraphUrl({}))).ok);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

afterEach(async () => {
  await opened.page.context().close();
  expect(opened.troubles).toEqual([]);
});

/** Opens the service, and waits for its flame graph. */
async function visit(query = ''): Promise<Page> {
  opened = await openPage(browser, `${server.url}/service/large${query}`);
  await graph(opened.page).getByRole('treeitem').first().waitFor(PATIENCE);
  return opened.page;
}

const graph = (page: Page) => page.getByRole('tree', { name: /^Flame graph/ });
const crumbs = (page: Page) => page.getByRole('navigation', { name: 'Zoomed into' });
const focusOf = (page: Page) => new URL(page.url()).searchParams.get('focus') ?? '';

function flamegraphUrl(search: Record<string, string>): string {
  const query = 'cpu{service="large"}';
  const params = new URLSearchParams({ query, from: 'now-1h', until: 'now', maxNodes: '4000', ...search });
  return `${server.url}/api/v1/flamegraph?${params}`;
}

async function report(search: Record<string, string> = {}): Promise<FlamegraphReport> {
  const response = await fetch(flamegraphUrl(search));
  if (!response.ok) throw new Error(`The server has no flame graph: ${await response.text()}`);
  return (await response.json()) as FlamegraphReport;
}

/** The nodes from the focus on whose total is not their self and their children's totals. */
function wrongNodes({ focus, nodes }: FlamegraphReport): number[] {
  const rest = nodes.total.map((total, node) => total - (nodes.self[node] as number));
  for (const [node, parent] of nodes.parent.entries()) {
    if (parent >= 0) rest[parent] = (rest[parent] as number) - (nodes.total[node] as number);
  }
  return [...rest.keys()].filter((node) => node >= focus && rest[node] !== 0);
}

describe('a call tree of a million nodes', () => {
  it('opens with what can be seen of it, and says what is folded', async () => {
    const page = await visit();
    await page.getByText(/^.*3,999 of 1,000,000 frames shown, \d+\.\d+ % in small frames$/).waitFor();
    // With one more below each parent for what is folded.
    expect(await graph(page).getByRole('treeitem').count()).toBeLessThan(8_000);
    const answer = await report();
    expect(answer.total).toBe(large.total);
    expect(answer.treeNodes).toBe(NODES + 1);
    expect(wrongNodes(answer)).toEqual([]);
  });

  it('shows in full what was folded at first once its parent is zoomed into, level by level, each adding up', async () => {
    const page = await visit();
    const whole = await report();
    const seen = new Set(whole.nodes.id);
    const folded = whole.nodes.folded.findIndex((count) => count > 100);
    const parent = whole.nodes.parent[folded] as number;
    const id = whole.nodes.id[parent] as string;
    await page.goto(`${server.url}/service/large?focus=${id}`);
    await crumbs(page).waitFor(PATIENCE);
    const zoomed = await report({ focus: id });
    expect(zoomed.nodes.total[zoomed.focus]).toBe(whole.nodes.total[parent]);
    expect(wrongNodes(zoomed)).toEqual([]);
    const fresh = zoomed.nodes.id.findIndex((one, node) => !seen.has(one) && zoomed.nodes.folded[node] === 0);
    expect(fresh).toBeGreaterThan(zoomed.focus);
    const name = zoomed.names[zoomed.nodes.name[fresh] as number] as string;
    await graph(page)
      .getByRole('treeitem', { name: new RegExp(`^${name}:`) })
      .first()
      .waitFor(PATIENCE);
  });

  it('zooms on a click, and back', async () => {
    const page = await visit();
    const inner = graph(page).getByRole('treeitem', { level: 6 });
    await inner.first().click();
    await crumbs(page).waitFor(PATIENCE);
    await graph(page).locator('.frame.fade').nth(4).waitFor(PATIENCE);
    const zoomed = await report({ focus: focusOf(page) });
    expect(wrongNodes(zoomed)).toEqual([]);
    await page.goBack();
    await crumbs(page).waitFor({ state: 'detached' });
  });

  it('finds a function that is in folded frames alone, with its exact total, and leads to it', async () => {
    const page = await visit();
    const { rare } = large;
    expect((await report()).names).not.toContain(rare.name);
    await page.keyboard.press('/');
    await page.keyboard.type(rare.name.toUpperCase());
    await page.getByText(`${rare.frames} frames, 1 function, <0.01 % of the total`).waitFor(PATIENCE);
    const { matches, nodes } = await report({ search: rare.name });
    expect(matches).toMatchObject({ frames: rare.frames, functions: 1, total: rare.total });
    const inFolded = matches?.node.filter((_, node) => nodes.folded[node] !== 0) ?? [];
    expect(inFolded.reduce((sum, frames) => sum + frames, 0)).toBe(rare.frames);
    await page.keyboard.press('Enter');
    await crumbs(page).getByText(rare.name).first().waitFor(PATIENCE);
    await graph(page)
      .getByRole('treeitem', { name: new RegExp(`^${rare.name}:`) })
      .first()
      .waitFor(PATIENCE);
  });

  it('is looked at from all sides: functions, hot paths, callers and callees', async () => {
    const page = await visit();
    await page.getByRole('region', { name: 'Hot paths' }).getByRole('listitem').nth(9).waitFor(PATIENCE);
    const first = page.getByRole('region', { name: 'Functions' }).locator('tbody tr').first();
    await first.getByRole('button').click({ timeout: 60_000 });
    await page.getByRole('region', { name: 'Callers and callees' }).getByRole('tree').nth(1).waitFor(PATIENCE);
  });
});
