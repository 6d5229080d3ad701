/**
 * Every page in every state that it has: what is checked for accessibility (axe.test.ts) and what the screenshots show
 * (screenshots.ts). A new page or state is a line here.
 */
import type { Page } from 'playwright-core';
import { budgetsOf, changesOf, leaksOf, nothingFound } from '../notation/background-of.js';
import { deploysUpTo } from '../notation/deploys-of.js';
import { matchOf, regressedIn, verdictOf } from '../notation/verdict-of.js';

export interface PageState {
  /** Of its screenshots. */
  readonly name: string;
  readonly path: string;
  /** On a server that has no profiles. */
  readonly empty?: true;
  /** Before the page asks for anything. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** Brings the page into the state, and resolves once it is there. */
  readonly reach: (page: Page) => Promise<unknown>;
}

/** What the states show: a service `shop` in versions 1.0.0 and 1.1.0, both within the last hour. */
export interface Shown {
  /** A function that ran in both. */
  readonly fn: { readonly name: string; readonly file: string };
}

const SHOP = '/service/shop';
const DEPLOYS = '/deploys/shop';
const COMPARE = '/compare?base=cpu{service="shop",version="1.0.0"}&comparison=cpu{service="shop",version="1.1.0"}';
const AGES_AGO = 'from=1500000000000&until=1500003600000';

export function pageStates({ fn }: Shown): readonly PageState[] {
  const page = `/function?name=${encodeURIComponent(fn.name)}&file=${encodeURIComponent(fn.file)}&query=cpu{service="shop"}`;
  return [
    { name: 'home', path: '/', reach: (page) => text(page, '1.1.0').then(() => settled(page)) },
    { name: 'home-search', path: '/?search=sho', reach: settled },
    { name: 'home-nothing-found', path: '/?search=zzz', reach: (page) => text(page, 'matches “zzz”') },
    { name: 'home-empty', path: '/', empty: true, reach: (page) => text(page, 'No service has sent a profile yet') },
    { name: 'home-slow', path: '/', prepare: hold('services'), reach: slow },
    { name: 'home-failed', path: '/', prepare: cut('services'), reach: failed },
    { name: 'home-partly', path: '/', prepare: cut('series', 'deploys'), reach: (page) => text(page, 'is not known') },
    { name: 'home-verdict', path: '/', prepare: deployed('1.3.0'), reach: settled },
    { name: 'home-found', path: '/', prepare: found(fn), reach: settled },
    {
      name: 'home-found-failed',
      path: '/',
      prepare: cut('leaks', 'changes'),
      reach: (page) => text(page, 'are not known').then(() => settled(page)),
    },
    { name: 'home-keys', path: '/', reach: (page) => settled(page).then(() => page.keyboard.press('?')) },

    { name: 'service', path: SHOP, reach: graph },
    { name: 'service-search', path: `${SHOP}?search=${fn.name}`, reach: graph },
    { name: 'service-zoomed', path: SHOP, reach: zoomed },
    { name: 'service-sandwich', path: SHOP, reach: sandwich },
    { name: 'service-tree', path: `${SHOP}?as=tree`, reach: grid },
    { name: 'service-view', path: `${SHOP}?view=mine;recursion;invert`, reach: graph },
    {
      name: 'service-nothing-left',
      path: `${SHOP}?view=focus:nobody@@`,
      reach: (page) => text(page, 'leaves nothing'),
    },
    { name: 'service-menu', path: SHOP, reach: menu },
    { name: 'service-strips', path: `${SHOP}?show=numbers,instances`, reach: strips },
    { name: 'service-groups', path: `${SHOP}?show=instances&by=endpoint`, reach: strips },
    { name: 'service-filter', path: SHOP, reach: (page) => opened(page, '+ Filter') },
    { name: 'service-range', path: SHOP, reach: (page) => opened(page, 'Custom') },
    { name: 'service-export', path: SHOP, reach: (page) => opened(page, 'Export') },
    { name: 'service-keys', path: SHOP, reach: (page) => opened(page, 'Keys') },
    { name: 'service-nearest', path: `${SHOP}?${AGES_AGO}`, reach: (page) => text(page, 'in this range') },
    { name: 'service-unknown', path: '/service/nobody', reach: (page) => text(page, 'No profile of nobody') },
    { name: 'service-slow', path: SHOP, prepare: hold('flamegraph', 'series'), reach: slow },
    { name: 'service-failed', path: SHOP, prepare: cut('flamegraph', 'series', 'deploys'), reach: failed },
    { name: 'service-partly', path: SHOP, prepare: cut('hotpaths', 'top', 'series'), reach: partly },

    { name: 'service-regressed', path: SHOP, prepare: deployed('1.1.0'), reach: graph },
    { name: 'service-unchanged', path: SHOP, prepare: deployed('1.2.0'), reach: graph },
    { name: 'service-advisory', path: SHOP, prepare: deployed('1.3.0'), reach: graph },
    { name: 'service-undecided', path: SHOP, prepare: deployed('1.4.0'), reach: graph },

    { name: 'service-found', path: SHOP, prepare: found(fn), reach: (page) => graph(page).then(() => unfolded(page)) },
    {
      name: 'service-none-found',
      path: SHOP,
      prepare: found(null),
      reach: (page) => graph(page).then(() => unfolded(page)),
    },
    {
      name: 'service-found-partly',
      path: SHOP,
      prepare: (page) => found(fn)(page).then(() => cut('leaks')(page)),
      reach: (page) => graph(page).then(() => unfolded(page)),
    },
    { name: 'service-found-failed', path: SHOP, prepare: cut('leaks', 'changes'), reach: graph },

    { name: 'deploys', path: DEPLOYS, prepare: deployed('1.4.0'), reach: (page) => text(page, '4 h ago') },
    { name: 'deploys-none', path: '/deploys/nobody', reach: (page) => text(page, 'No version of nobody') },
    { name: 'deploys-slow', path: DEPLOYS, prepare: hold('deploys'), reach: slow },
    { name: 'deploys-failed', path: DEPLOYS, prepare: cut('deploys'), reach: failed },

    { name: 'compare', path: COMPARE, reach: graph },
    { name: 'compare-verdict', path: COMPARE, prepare: judged(fn), reach: graph },
    { name: 'compare-unchanged', path: COMPARE, prepare: judged(null), reach: graph },
    { name: 'compare-renamed', path: COMPARE, prepare: renamed, reach: graph },
    { name: 'compare-no-verdict', path: COMPARE, prepare: cut('verdict'), reach: (page) => text(page, 'No verdict') },
    { name: 'compare-before', path: `${COMPARE}&width=before&search=${fn.name}`, reach: graph },
    { name: 'compare-tree', path: `${COMPARE}&as=tree`, reach: grid },
    { name: 'compare-which', path: '/compare', reach: (page) => text(page, 'Which service?') },
    { name: 'compare-empty', path: `${COMPARE}&${AGES_AGO}`, reach: (page) => text(page, 'No samples on') },
    { name: 'compare-slow', path: COMPARE, prepare: hold('diff'), reach: slow },
    { name: 'compare-failed', path: COMPARE, prepare: cut('diff'), reach: failed },

    { name: 'function', path: page, reach: graph },
    { name: 'function-view', path: `${page}&view=mine`, reach: graph },
    {
      name: 'function-left-out',
      path: `${page}&view=${encodeURIComponent(`ignore:${fn.name}@${fn.file}@`)}`,
      reach: (page) => text(page, 'leaves nothing of'),
    },
    { name: 'function-nearest', path: `${page}&${AGES_AGO}`, reach: (page) => text(page, 'in this range') },
    { name: 'function-slow', path: page, prepare: hold('function-history'), reach: slow },
    { name: 'function-failed', path: page, prepare: cut('function-history'), reach: failed },

    { name: 'file', path: '/file', reach: (page) => dropped(page, [BEFORE]).then(() => graph(page)) },
    { name: 'file-compare', path: '/file', reach: (page) => dropped(page, [BEFORE, AFTER]).then(() => graph(page)) },
    { name: 'file-none', path: '/file', reach: (page) => text(page, 'Open a profile') },
    { name: 'file-gone', path: '/file#open=yesterday.cpuprofile', reach: (page) => text(page, 'Not open in this tab') },
    { name: 'file-broken', path: '/file', reach: (page) => dropped(page, [BROKEN]).then(() => failed(page)) },
    { name: 'file-three', path: '/', reach: (page) => dropped(page, [BEFORE, AFTER, BROKEN]).then(() => alert(page)) },
    { name: 'file-over', path: '/', reach: over },
    { name: 'invalid', path: `${SHOP}?query=cpu{service=shop}`, reach: (page) => text(page, 'cannot be shown') },
  ];
}

interface Dropped {
  readonly name: string;
  readonly content: string;
}

const BEFORE: Dropped = { name: 'before.folded', content: 'main;render 400\nmain;price 100\nmain;legacy 200\n' };
const AFTER: Dropped = { name: 'after.folded', content: 'main;render 400\nmain;price 700\nmain;audit 50\n' };
const BROKEN: Dropped = { name: 'broken.folded', content: 'main;render four\n' };

/** Questions to the server that are never answered. */
function hold(...calls: string[]): (page: Page) => Promise<void> {
  return async (page) => {
    for (const call of calls) await page.route(`**/api/v1/${call}*`, () => undefined);
  };
}

/** Questions to the server whose connection breaks. */
function cut(...calls: string[]): (page: Page) => Promise<void> {
  return async (page) => {
    for (const call of calls) await page.route(`**/api/v1/${call}*`, (route) => route.abort('connectionfailed'));
  };
}

/** The server has compared versions up to this one. */
function deployed(newest: Parameters<typeof deploysUpTo>[0]): (page: Page) => Promise<void> {
  return async (page) => {
    const json = deploysUpTo(newest);
    await page.route('**/api/v1/deploys?service=shop', (route) => route.fulfill({ json }));
  };
}

/** Something leaks, and changed without a deploy; or nothing does. */
function found(fn: Shown['fn'] | null): (page: Page) => Promise<void> {
  return async (page) => {
    const { leaks, changes } = fn ? { leaks: leaksOf(fn.name), changes: changesOf(fn.name) } : nothingFound();
    await page.route(/\/api\/v1\/leaks/, (route) => route.fulfill({ json: leaks }));
    await page.route(/\/api\/v1\/changes/, (route) => route.fulfill({ json: changes }));
    if (fn) await page.route(/\/api\/v1\/budgets/, (route) => route.fulfill({ json: budgetsOf() }));
  };
}

/** Two versions differ in a function, or in none. */
function judged(fn: Shown['fn'] | null): (page: Page) => Promise<void> {
  return async (page) => {
    const json = fn === null ? verdictOf({}) : verdictOf(regressedIn(fn));
    await page.route('**/api/v1/verdict?*', (route) => route.fulfill({ json }));
  };
}

/** What is gone and what is new are known to be one function. */
async function renamed(page: Page): Promise<void> {
  const json = verdictOf({ matches: [matchOf('legacy', 'tax', 'alike in name, callers and callees, by 82 %')] });
  await page.route('**/api/v1/verdict?*', (route) => route.fulfill({ json }));
}

const text = (page: Page, words: string) => page.getByText(words).first().waitFor();
const alert = (page: Page) => page.getByRole('alert').first().waitFor();
const failed = (page: Page) => alert(page);
const partly = (page: Page) => graph(page).then(() => alert(page));
const slow = (page: Page) => page.getByRole('button', { name: 'Stop waiting' }).first().waitFor();

/** Nothing is waited for any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('main .card, main .panel, main .state:not(.loading)').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('.state.loading, [aria-busy="true"]'));
}

async function graph(page: Page): Promise<void> {
  await page.getByRole('treeitem').first().waitFor();
  await settled(page);
}

async function grid(page: Page): Promise<void> {
  await page.getByRole('treegrid').getByRole('row').nth(2).waitFor();
  await settled(page);
}

async function menu(page: Page): Promise<void> {
  await graph(page);
  await page.getByRole('region', { name: 'Functions' }).locator('tbody button').first().focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menu').waitFor();
}

async function zoomed(page: Page): Promise<void> {
  await graph(page);
  await page.getByRole('region', { name: 'Hot paths' }).getByRole('button').first().click();
  await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
}

async function sandwich(page: Page): Promise<void> {
  await graph(page);
  await page.getByRole('region', { name: 'Functions' }).locator('tbody button').first().click();
  await page.getByRole('tree', { name: 'Callees of' }).waitFor();
}

async function unfolded(page: Page): Promise<void> {
  await page.locator('.background-findings summary').click();
}

async function strips(page: Page): Promise<void> {
  await graph(page);
  await page.locator('.heat-cells').waitFor();
}

async function opened(page: Page, button: string): Promise<void> {
  await graph(page);
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.locator('.popover, dialog[open]').waitFor();
}

async function transferOf(page: Page, files: readonly Dropped[]) {
  return page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    list.forEach(({ name, content }, at) => {
      transfer.items.add(new File([content], name, { lastModified: at + 1 }));
    });
    return transfer;
  }, files);
}

async function over(page: Page, files: readonly Dropped[] = [BEFORE]) {
  await page.getByRole('heading').first().waitFor();
  const dataTransfer = await transferOf(page, files);
  await page.dispatchEvent('body', 'dragover', { dataTransfer });
  await text(page, 'Drop a profile to');
  return dataTransfer;
}

async function dropped(page: Page, files: readonly Dropped[]): Promise<void> {
  await page.dispatchEvent('body', 'drop', { dataTransfer: await over(page, files) });
}
