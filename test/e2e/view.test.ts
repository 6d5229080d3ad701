import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { recordAll } from './recorded.js';
import { push } from './server.js';
import { visits } from './visits.js';

const MINUTE = 60_000;
const DRAWING = `
  main@src/main.ts;handle@node_modules/express/lib/router.js;pay@src/pay.ts;parse@src/parse.ts 300
  main@src/main.ts;handle@node_modules/express/lib/router.js;pay@src/pay.ts 100
  main@src/main.ts;render@src/view.ts;parse@src/parse.ts 200
  main@src/main.ts;render@src/view.ts 300
  gc 100
`;

let folder: string;

const pages = visits(async (server) => {
  folder = await mkdtemp(join(tmpdir(), 'perf-view-'));
  const fromMs = Date.now() - 10 * MINUTE;
  await push(server, { labels: { service: 'shop', version: '1' }, drawing: DRAWING, fromMs });
  const slower = DRAWING.replace('view.ts 300', 'view.ts 900');
  await push(server, { labels: { service: 'shop', version: '2' }, drawing: slower, fromMs: fromMs + 5 * MINUTE });
  const leaves = Array.from({ length: 6_000 }, (_, leaf) => `main;all;leaf${leaf} ${leaf < 3_000 ? 2 : 1}`);
  await push(server, { labels: { service: 'wide' }, drawing: leaves.join('\n'), fromMs });
  const { agentCpu } = await recordAll(folder);
  const until = Date.now();
  const query = new URLSearchParams({ service: 'real', from: String(until - MINUTE), until: String(until) });
  const body = new Uint8Array(await readFile(agentCpu));
  const stored = await fetch(`${server.url}/api/v1/profiles?${query}`, { method: 'POST', body });
  if (!stored.ok) throw new Error(`The server refused what the agent recorded: ${await stored.text()}`);
});

const { visit } = pages;

afterAll(() => rm(folder, { recursive: true, force: true }));

const FIRST = '/service/shop?query=cpu{service="shop",version="1"}';
const COMPARE =
  '/compare?base=cpu{service="shop",version="1"}&comparison=cpu{service="shop",version="2"}&norm=absolute';

const graph = (page: Page) => page.getByRole('tree', { name: /lame graph/ });
const frame = (page: Page, name: string) => graph(page).getByRole('treeitem', { name: new RegExp(`^${name}:`) });
const names = async (page: Page) => (await graph(page).locator('.frame').allTextContents()).sort();
const menu = (page: Page) => page.getByRole('menu');
const bar = (page: Page) => page.getByRole('group', { name: 'View' });
const chips = (page: Page) => bar(page).locator('.chip-text').allTextContents();
const grid = (page: Page) => page.getByRole('treegrid');
const row = (page: Page, name: string) => grid(page).getByRole('row', { name: new RegExp(`^${name}\\b`) });
const view = (page: Page) => new URL(page.url()).searchParams.get('view');
const current = (page: Page) => grid(page).locator('tr.current .name').textContent();

/** Waits until a frame is there, or is not. */
const gone = (page: Page, name: string) => frame(page, name).first().waitFor({ state: 'detached' });
const there = (page: Page, name: string) => frame(page, name).first().waitFor();

describe('the menu of a frame', () => {
  it('opens with the mouse, and ignores what goes through the frame; Back takes that back', async () => {
    const page = await visit(FIRST);
    await frame(page, 'parse').first().click({ button: 'right' });
    await menu(page).getByRole('menuitem', { name: 'Ignore stacks through it' }).click();
    await gone(page, 'parse');
    expect(await chips(page)).toEqual(['ignoring parse']);
    expect(await page.locator('.evidence').first().textContent()).toMatch(
      /^500 ms · .* · 500 ms \(50\.0 %\) hidden by the view$/,
    );
    expect(view(page)).toBe('ignore:parse@src/parse.ts@');
    const functions = page.getByRole('region', { name: 'Functions' });
    await functions.getByText('render').waitFor();
    expect(await functions.getByText('parse').count()).toBe(0);
    await page.goBack();
    await there(page, 'parse');
    expect(await chips(page)).toEqual([]);
  });

  it('opens with the keyboard, is walked with arrows, and gives the focus back', async () => {
    const page = await visit(FIRST);
    await there(page, 'render');
    await graph(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+F10');
    await menu(page).waitFor();
    const item = () => page.evaluate(() => document.activeElement?.firstChild?.textContent);
    expect(await item()).toBe('Zoom into this frame');
    await page.keyboard.press('ArrowUp');
    expect(await item()).toBe('Open its page');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    expect(await item()).toBe('Only stacks through it');
    await page.keyboard.press('Escape');
    await menu(page).waitFor({ state: 'detached' });
    expect(await graph(page).evaluate((tree) => tree === document.activeElement)).toBe(true);
    await page.keyboard.press('ContextMenu');
    await menu(page).waitFor();
    await page.keyboard.press('h');
    await menu(page).waitFor({ state: 'detached' });
    expect(await chips(page)).toEqual([expect.stringMatching(/^hiding (render|handle)$/)]);
  });

  it('does the same by the keys alone', async () => {
    const page = await visit(FIRST);
    await there(page, 'handle');
    await graph(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('i');
    await there(page, 'gc');
    await gone(page, 'main');
    expect(await chips(page)).toEqual(['ignoring main']);
  });

  it('shows a package as one frame, callers and callees, and a page of its own', async () => {
    const page = await visit(FIRST);
    const choose = async (name: string, action: string) => {
      await frame(page, name).first().click({ button: 'right' });
      await menu(page).getByRole('menuitem', { name: action }).click();
    };
    await choose('handle', 'Show express as one frame');
    await there(page, 'express');
    await choose('pay', 'Callers and callees');
    const callers = page.getByRole('tree', { name: 'Callers of pay' });
    await callers.getByText('express').waitFor();
    await choose('pay', 'Open its page');
    await page.waitForURL(/\/function\?name=pay/);
  });

  it('copies a name', async () => {
    const page = await visit(FIRST);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await frame(page, 'handle').click({ button: 'right' });
    await menu(page).getByRole('menuitem', { name: 'Copy its name' }).click();
    await menu(page).waitFor({ state: 'detached' });
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('handle');
  });

  it('closes when one clicks beside it', async () => {
    const page = await visit(FIRST);
    await frame(page, 'render').click({ button: 'right' });
    await menu(page).waitFor();
    await page.getByRole('heading', { name: 'Flame graph' }).click();
    await menu(page).waitFor({ state: 'detached' });
    expect(view(page)).toBeNull();
  });

  it('is there for rows of functions and hot paths too', async () => {
    const page = await visit(FIRST);
    const functions = page.getByRole('region', { name: 'Functions' });
    await functions.getByText('gc').click({ button: 'right' });
    expect(await menu(page).getByRole('menuitem').first().textContent()).toBe('Only stacks through it f');
    await page.keyboard.press('Escape');
    await functions.getByRole('button', { name: /^gc/ }).focus();
    await page.keyboard.press('i');
    await gone(page, 'gc');
    const hot = page.getByRole('region', { name: 'Hot paths' });
    await hot.getByText('parse', { exact: true }).click({ button: 'right' });
    await page.keyboard.press('f');
    await page.waitForFunction(() => document.querySelectorAll('.view-bar .chip').length === 2);
    expect(await chips(page)).toEqual(['ignoring gc', 'only through parse']);
  });

  it('keeps a zoom that a step leaves as it is', async () => {
    const page = await visit(FIRST);
    await frame(page, 'handle').click();
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    await frame(page, 'parse').click({ button: 'right' });
    await page.keyboard.press('i');
    await gone(page, 'parse');
    await there(page, 'pay');
    expect(await graph(page).locator('.frame.fade').allTextContents()).toEqual(['total', 'main']);
  });
});

describe('the bar of steps', () => {
  it('takes each back by itself, the last one, or all', async () => {
    const page = await visit(`${FIRST}&view=ignore:gc;mine;hide:render`);
    await there(page, 'express');
    expect(await chips(page)).toEqual(['ignoring gc', 'my code', 'hiding render']);
    await bar(page).getByRole('button', { name: 'Take back: my code' }).click();
    await there(page, 'handle');
    expect(await chips(page)).toEqual(['ignoring gc', 'hiding render']);
    await bar(page).getByRole('button', { name: 'Undo' }).click();
    await there(page, 'render');
    expect(view(page)).toBe('ignore:gc');
    await bar(page).getByRole('button', { name: 'Reset' }).click();
    await there(page, 'gc');
    expect(view(page)).toBeNull();
  });

  it('switches to my code, and turns the tree round', async () => {
    const page = await visit(FIRST);
    await there(page, 'handle');
    await bar(page).getByRole('button', { name: 'My code', exact: true }).click();
    await there(page, 'express');
    expect(await bar(page).getByRole('button', { name: 'My code', exact: true }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    await bar(page).getByRole('button', { name: 'Inverted', exact: true }).click();
    await page.getByRole('treeitem', { name: /^parse: 500 ms, 50\.0 %/ }).waitFor();
    expect(view(page)).toBe('mine;invert');
    await page.getByRole('region', { name: 'Hot paths' }).getByRole('button', { name: 'parse' }).click();
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    expect(view(page)).toBe('mine');
  });

  it('says so where a view leaves nothing, with a way on', async () => {
    const page = await visit(`${FIRST}&view=focus:nobody`);
    await page.getByText('This view leaves nothing').waitFor();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await there(page, 'render');
  });

  it('says what is wrong with a link whose view cannot be read', async () => {
    const page = await visit(`${FIRST}&view=ingore:main`);
    await page.getByText('There is no step "ingore:main".').waitFor();
  });

  it('is there for what the agent recorded: recursion and Node’s own code fold', async () => {
    const page = await visit('/service/real?view=focus:fibonacci');
    await there(page, 'fibonacci');
    const count = async (wanted: string) => (await names(page)).filter((name) => name === wanted).length;
    expect(await count('fibonacci')).toBeGreaterThan(await count('work'));
    await bar(page).getByRole('button', { name: 'Collapse recursion', exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll('.view-bar .chip').length === 2);
    await page.locator('.stale').waitFor({ state: 'detached' });
    expect(await count('fibonacci')).toBe(await count('work'));
    await page.goto(`${pages.server.url}/service/real?view=mine&as=tree`);
    const places = page.getByRole('region', { name: 'Functions' }).locator('tbody .place');
    await places.first().waitFor();
    expect((await places.allTextContents()).filter((place) => place.startsWith('node:') && place !== 'node:')).toEqual(
      [],
    );
    await page.getByRole('region', { name: 'Functions' }).getByText('keep').first().waitFor();
  });

  it('works on both sides of a comparison', async () => {
    const page = await visit(`${COMPARE}&view=mine`);
    await there(page, 'express');
    const changes = page.getByRole('region', { name: 'Changes by function' });
    await changes.getByText('render').click({ button: 'right' });
    await page.keyboard.press('i');
    await gone(page, '.*render');
    await page
      .getByText(/^500 ms · .* hidden by the view$/)
      .first()
      .waitFor();
    expect(await chips(page)).toEqual(['my code', 'ignoring render']);
    await page.goBack();
    await there(page, 'render');
  });

  it('works on files, which stay in the browser', async () => {
    const page = await visit('/');
    const chooser = page.waitForEvent('filechooser');
    await page.evaluate(() => document.readyState);
    await page.getByRole('button', { name: 'Open a file' }).click();
    await (await chooser).setFiles({
      name: 'a.folded',
      mimeType: 'text/plain',
      buffer: Buffer.from('main;walk;walk 3\nmain;idle 5\n'),
    });
    await frame(page, 'idle').click({ button: 'right' });
    await page.keyboard.press('i');
    await gone(page, 'idle');
    await bar(page).getByRole('button', { name: 'Collapse recursion', exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll('.flame-chart .frame').length === 3);
    expect(page.url()).toMatch(/\/file#open=a\.folded&view=ignore%3Aidle%40%40%3Brecursion$/);
    await page.getByText('5 (62.5 %) hidden by the view').waitFor();
  });
});

describe('the tree', () => {
  it('is reached from the graph, has the heaviest path open, and is walked with the arrow keys', async () => {
    const page = await visit(FIRST);
    const hint = (await graph(page).getAttribute('aria-describedby')) ?? '';
    expect(await page.locator(`[id="${hint}"]`).textContent()).toContain('Tree');
    await page.getByRole('button', { name: 'Tree' }).click();
    await grid(page).waitFor();
    expect(await grid(page).locator('tbody .name').allTextContents()).toEqual(
      expect.arrayContaining(['total', 'main', 'render', 'parse', 'handle', 'gc']),
    );
    await grid(page).focus();
    expect(await current(page)).toBe('total');
    await page.keyboard.press('End');
    expect(await current(page)).toBe('gc');
    await page.keyboard.press('ArrowLeft');
    expect(await current(page)).toBe('total');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    expect(await row(page, 'main').getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowRight');
    expect(await row(page, 'main').getAttribute('aria-expanded')).toBe('true');
    expect(await row(page, 'main').getAttribute('aria-level')).toBe('2');
    expect(await row(page, 'gc').textContent()).toBe('gc10.0 %100 ms100 ms');
  });

  it('zooms with Enter, returns with Escape, and takes steps by key', async () => {
    const page = await visit(`${FIRST}&as=tree`);
    await row(page, 'handle').waitFor();
    await row(page, 'handle').click();
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    await row(page, 'gc').waitFor({ state: 'detached' });
    await grid(page).focus();
    await page.keyboard.press('Escape');
    await row(page, 'gc').waitFor();
    await row(page, 'handle').click({ button: 'right' });
    await menu(page).getByRole('menuitem', { name: 'Hide its frames' }).click();
    await row(page, 'handle').waitFor({ state: 'detached' });
    expect(await chips(page)).toEqual(['hiding handle']);
  });

  it('shows folded frames once they are opened, and has only the rows in sight in the page', async () => {
    const page = await visit('/service/wide?as=tree');
    await grid(page).focus();
    await page.keyboard.press('End');
    expect(await current(page)).toMatch(/^\(\d+ small frames\)$/);
    const before = Number(await grid(page).getAttribute('aria-rowcount'));
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(
      (rows) => Number(document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount')) > rows + 1000,
      before,
    );
    await page.keyboard.press('End');
    expect(await current(page)).toMatch(/^leaf\d+$/);
    expect(await grid(page).locator('tbody tr').count()).toBeLessThan(100);
  });

  it('has before, after and change of a comparison', async () => {
    const page = await visit(`${COMPARE}&as=tree`);
    await row(page, 'render').waitFor();
    expect(await row(page, 'render').textContent()).toMatch(/\+600 ms500 ms1\.1 s$/);
    await row(page, 'render').click();
    await page.keyboard.press('h');
    await row(page, 'render').waitFor({ state: 'detached' });
    expect(view(page)).toContain('hide:render');
  });
});
