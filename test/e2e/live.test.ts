import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { push } from './server.js';
import { visits } from './visits.js';

/** Runs `early`, and after a line on its stdin `late` as well. */
const PROGRAM = `
  let late = false;
  process.stdin.on('data', () => { late = true; });
  function spin(milliseconds) { const until = performance.now() + milliseconds; while (performance.now() < until); }
  function runEarly() { spin(6); }
  function runLate() { spin(6); }
  function work() { runEarly(); if (late) runLate(); }
  setInterval(work, 25);
`;
const REFRESHED_WITHIN = { timeout: 40_000 };

let folder: string;
let program: ChildProcess;

const pages = visits(async (server) => {
  folder = await mkdtemp(join(tmpdir(), 'perf-live-'));
  const script = join(folder, 'program.mjs');
  await writeFile(script, PROGRAM);
  program = spawn(process.execPath, ['--import', '@perf/agent', script], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PERF_SERVER_URL: server.url,
      PERF_SERVICE: 'live',
      PERF_INTERVAL_MS: '1000',
      PERF_SPOOL_DIR: join(folder, 'spool'),
    },
  });
});

afterAll(async () => {
  program.kill('SIGTERM');
  await once(program, 'exit');
  await rm(folder, { recursive: true, force: true });
});

const LIVE = '/service/live?from=now-15m';
const frame = (page: Page, name: string) =>
  page.getByRole('tree', { name: /^Flame graph/ }).getByRole('treeitem', { name: new RegExp(`^${name}:`) });
const zoom = (page: Page) => page.getByRole('navigation', { name: 'Zoomed into' });
const row = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Functions' }).getByRole('button', { name: new RegExp(`^${name}`) });

/** Questions about the flame graph from now on. */
function asked(page: Page): string[] {
  const paths: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/flamegraph')) paths.push(request.url());
  });
  return paths;
}

/** As the browser does for a tab that is covered by another one. */
async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

beforeAll(async () => {
  const { server } = pages;
  const known = async () => (await (await fetch(`${server.url}/api/v1/services`)).text()).includes('"live"');
  while (!(await known())) await new Promise((resolve) => setTimeout(resolve, 200));
});

describe('a range that ends now', () => {
  it('takes new data in without losing zoom, search, scroll or the focus', async () => {
    const page = await pages.visit(LIVE, { viewport: { width: 1280, height: 400 } });
    await frame(page, 'work').click();
    await zoom(page).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('runEarly');
    await row(page, 'runEarly').focus();
    await page.evaluate(() => scrollTo(0, 150));
    const place = () =>
      page.evaluate(() => ({
        url: location.href,
        scrolled: scrollY,
        focused: document.activeElement?.textContent,
        zoom: document.querySelector('.breadcrumbs strong')?.textContent,
        search: document.querySelector<HTMLInputElement>('.search input')?.value,
      }));
    const before = await place();
    expect(before).toMatchObject({ scrolled: 150, focused: expect.stringMatching(/^runEarly/), zoom: 'work' });
    program.stdin?.write('late\n');
    await frame(page, 'runLate').waitFor(REFRESHED_WITHIN);
    expect(await place()).toEqual(before);
  });

  it('leaves open what is open, with what is written in it', async () => {
    const page = await pages.visit(LIVE);
    await frame(page, 'work').waitFor();
    await page.getByRole('button', { name: '+ Filter' }).click();
    await page.getByLabel('Value', { exact: true }).fill('half a na');
    await page.waitForResponse(/\/api\/v1\/flamegraph/, REFRESHED_WITHIN);
    await page.keyboard.type('me');
    expect(await page.getByLabel('Value', { exact: true }).inputValue()).toBe('half a name');
  });

  it('can be paused, and asks at once when it goes on', async () => {
    const page = await pages.visit(LIVE, {}, (opened) => opened.clock.install());
    await frame(page, 'work').waitFor();
    const live = page.getByRole('button', { name: 'Live', exact: true });
    await live.click();
    expect(await live.getAttribute('aria-pressed')).toBe('false');
    const paths = asked(page);
    await page.clock.fastForward('10:00');
    await page.waitForLoadState('networkidle');
    expect(paths).toEqual([]);
    const answer = page.waitForResponse(/\/api\/v1\/flamegraph/);
    await live.click();
    await answer;
  });

  it('is not asked for in a tab that nobody sees, and at once when somebody does', async () => {
    const page = await pages.visit(LIVE, {}, (opened) => opened.clock.install());
    await frame(page, 'work').waitFor();
    await page.waitForLoadState('networkidle');
    await setVisibility(page, 'hidden');
    const paths = asked(page);
    await page.clock.fastForward('10:00');
    await page.waitForLoadState('networkidle');
    expect(paths).toEqual([]);
    const answer = page.waitForResponse(/\/api\/v1\/flamegraph/);
    await setVisibility(page, 'visible');
    await answer;
  });
});

describe('the first page', () => {
  it('shows a service that has started since', async () => {
    const page = await pages.visit('/', {}, (opened) => opened.clock.install());
    await page.getByRole('link', { name: 'live', exact: true }).waitFor();
    await push(pages.server, { labels: { service: 'newcomer' }, drawing: 'main;work 5', fromMs: Date.now() - 60_000 });
    await page.clock.fastForward('01:01');
    await page.getByRole('link', { name: 'newcomer', exact: true }).waitFor();
  });
});

describe('a range that ended', () => {
  it('stays as it is', async () => {
    const page = await pages.visit(`/service/live?from=now-15m&until=${Date.now()}`, {}, (opened) =>
      opened.clock.install(),
    );
    await frame(page, 'work').waitFor();
    const paths = asked(page);
    await page.clock.fastForward('10:00');
    await page.waitForLoadState('networkidle');
    expect([paths, await page.getByRole('button', { name: 'Live', exact: true }).count()]).toEqual([[], 0]);
  });
});
