import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { speedscopeOf } from '../notation/files.js';
import { fileOf, type Recorded, recordAll } from './recorded.js';
import { push } from './server.js';
import { visits } from './visits.js';

const BEFORE = 'main;render 400\nmain;price 100\nmain;legacy 200\n';
const AFTER = 'main;render 400\nmain;price 700\nmain;audit 50\n';
const EVIL = '<img/src=x/onerror=alert(1)>';
const RTL = '\u202Eפונקציה';
const LONG = 'x'.repeat(10_000);

interface Dropped {
  readonly name: string;
  readonly content: string;
  /** Which of two is the older one. */
  readonly modifiedMs?: number;
}

let folder: string;
let recorded: Recorded;
let requests: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-files-'));
  recorded = await recordAll(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const pages = visits((server) =>
  push(server, { labels: { service: 'shop' }, drawing: 'main;work 5', fromMs: Date.now() - 60_000 }),
);

async function visit(path: string): Promise<Page> {
  const page = await pages.visit(path);
  requests = [];
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  return page;
}

/** As the mouse does it: over the page, then let go. */
async function drop(page: Page, ...files: Dropped[]): Promise<void> {
  const dataTransfer = await page.evaluateHandle((list: Dropped[]) => {
    const transfer = new DataTransfer();
    for (const { name, content, modifiedMs } of list) {
      transfer.items.add(new File([content], name, { lastModified: modifiedMs ?? 1 }));
    }
    return transfer;
  }, files);
  await page.dispatchEvent('body', 'dragover', { dataTransfer });
  await page.getByText(/^Drop a profile to/).waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer });
  await page.getByText(/^Drop a profile to/).waitFor({ state: 'detached' });
}

async function choose(page: Page, button: string, ...paths: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await chooser).setFiles(await Promise.all(paths.map(fileOf)));
}

const graph = (page: Page) => page.getByRole('tree', { name: /lame graph/ });
const frame = (page: Page, name: string) => graph(page).getByRole('treeitem', { name: new RegExp(`^${name}:`) });
const evidence = (page: Page) => page.locator('.evidence').first();
const functions = (page: Page) => page.getByRole('region', { name: 'Functions' }).locator('tbody tr');
const changes = (page: Page) => page.getByRole('region', { name: 'Changes by function' }).locator('tbody tr');

describe('a file', () => {
  it('dropped on any page is shown, and nothing of it leaves the browser', async () => {
    const page = await visit('/service/shop');
    await frame(page, 'work').waitFor();
    await page.waitForLoadState('networkidle');
    requests.length = 0;
    await drop(page, { name: 'before.folded', content: BEFORE });
    await frame(page, 'render').waitFor();
    expect(await evidence(page).textContent()).toMatch(/^700 · folded stacks, 47 B · 4 stacks · all 4 frames shown$/);
    expect(await functions(page).first().textContent()).toMatch(/render\s*57\.1 % 40057\.1 % 400/);
    expect(await page.getByRole('region', { name: 'Hot paths' }).getByRole('listitem').first().textContent()).toMatch(
      /render/,
    );
    expect(page.url()).toBe(`${pages.server.url}/file#open=before.folded`);
    expect(requests.filter((request) => !request.startsWith('GET /assets/'))).toEqual([]);
  });

  it('is chosen from the first page with the keyboard', async () => {
    const page = await visit('/');
    const button = page.getByRole('button', { name: 'Open a file' });
    const chooser = page.waitForEvent('filechooser');
    // The browser is asked to hand its chooser over, and has answered once it answers this.
    await page.evaluate(() => document.readyState);
    await button.focus();
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(await fileOf(recorded.cpuprofile));
    await frame(page, 'fibonacci').first().waitFor();
    expect(await evidence(page).textContent()).toMatch(/V8 CPU profile, .* s covered/);
    expect(await page.getByLabel('Sample type', { exact: true }).inputValue()).toBe('wall');
    expect(await page.title()).toBe('work.cpuprofile · perf');
  });

  it('may be what the agent sends, with its labels and all its sample types', async () => {
    const page = await visit('/');
    await choose(page, 'Open a file', recorded.agentCpu);
    await frame(page, 'fibonacci').first().waitFor();
    expect(await evidence(page).textContent()).toMatch(/^[\d.]+ m?s · pprof, .* covered · /);
    await page.getByLabel('Sample type', { exact: true }).selectOption('wall');
    await frame(page, 'fibonacci').first().waitFor();
    await page.getByRole('button', { name: '+ Filter' }).click();
    await page.getByLabel('Label', { exact: true }).selectOption('phase');
    await page.getByLabel('Value', { exact: true }).fill('later');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('No wall samples in cpu.pb.gz').waitFor();
    await page.getByRole('button', { name: 'Remove the filters' }).click();
    await frame(page, 'fibonacci').first().waitFor();
  });

  it('may be a heap profile, by the agent or by Node', async () => {
    const page = await visit('/');
    await choose(page, 'Open a file', recorded.agentHeap);
    await page.getByText('inuse_space (bytes)').waitFor({ state: 'attached' });
    await evidence(page)
      .getByText(/[KM]iB/)
      .waitFor();
    await choose(page, 'Open another', recorded.heapprofile);
    await page.getByText(/· V8 heap profile, /).waitFor();
    expect(await page.getByLabel('Sample type', { exact: true }).inputValue()).toBe('inuse_space');
    await graph(page).getByRole('treeitem').nth(1).waitFor();
    await page.goBack();
    await page.getByText(/· pprof, /).waitFor();
  });

  it('may have several profiles, told apart by a filter', async () => {
    const page = await visit('/');
    const threads = speedscopeOf({ main: 'main;a 3', worker: 'run;b 5' }, 'evented', 'milliseconds');
    await drop(page, { name: 'threads.speedscope.json', content: JSON.stringify(threads) });
    await frame(page, 'run').waitFor();
    expect(await evidence(page).textContent()).toMatch(/^8 ms · speedscope/);
    await page.getByRole('button', { name: '+ Filter' }).click();
    await page.getByLabel('Value', { exact: true }).fill('main');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await frame(page, 'run').waitFor({ state: 'detached' });
    expect(await evidence(page).textContent()).toMatch(/^3 ms/);
  });

  it('is zoomed, searched and walked like a service, by links that a reload keeps waiting for it', async () => {
    const page = await visit('/');
    await drop(page, { name: 'before.folded', content: BEFORE });
    await frame(page, 'price').click();
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    await page.getByRole('button', { name: 'Callers and callees' }).click();
    await page.getByRole('tree', { name: 'Callers of price' }).waitFor();
    // A function's own page is about time and deploys, which a file knows nothing of.
    expect(await page.locator('a[href^="/function"]').count()).toBe(0);
    await page.keyboard.press('/');
    await page.keyboard.type('main');
    await page.getByText('1 frame, 1 function, 100 % of the total').waitFor();
    await page.reload();
    await page.getByText('Not open in this tab: before.folded').waitFor();
    await drop(page, { name: 'before.folded', content: BEFORE });
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    await page.getByRole('tree', { name: 'Callers of price' }).waitFor();
    await page.getByText('1 frame, 1 function, 100 % of the total').waitFor();
  });

  it('that cannot be read says what is wrong, and the next one is not compared with it', async () => {
    const page = await visit('/');
    await drop(page, { name: 'broken.folded', content: 'main;a 3\nmain;b three\n' });
    await page.getByRole('alert').getByText('broken.folded cannot be opened').waitFor();
    await page.getByText("Line 2: 'three' is not a number.").waitFor();
    await page.getByRole('button', { name: 'Open another file' }).waitFor();
    await drop(page, { name: 'before.folded', content: BEFORE });
    await frame(page, 'render').waitFor();
    expect(page.url()).toBe(`${pages.server.url}/file#open=before.folded`);
  });

  it('that holds nothing says so', async () => {
    const page = await visit('/file');
    await page.getByText('Open a profile').waitFor();
    await drop(page, { name: 'zero.folded', content: 'main 0\n' });
    await page.getByText('No samples in zero.folded').waitFor();
    await drop(page, { name: 'empty.folded', content: '' });
    await page.getByText('The file is empty.').waitFor();
  });

  it.each([
    ['markup', EVIL],
    ['right-to-left text', RTL],
    ['emoji', '🔥 hot 🧵'],
    ['10,000 characters', LONG],
  ])('may have names of %s', async (_, name) => {
    const page = await visit('/');
    await drop(page, { name: `${name.slice(0, 100)}.folded`, content: `main;${name} 3\nmain;b 1\n` });
    await frame(page, 'main').waitFor();
    const labels = await graph(page).locator('.frame').allTextContents();
    expect(labels.sort()).toEqual(['b', 'main', name, 'total'].sort());
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

  it('may have a hundred thousand stacks, of which what can be seen is drawn', async () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `main;group${at % 100};leaf${at} ${1 + (at % 7)}`);
    const page = await visit('/');
    await drop(page, { name: 'large.folded', content: lines.join('\n') });
    await page.getByText(/of 100,101 frames shown, \d+\.\d+ % in small frames/).waitFor();
    await frame(page, 'group7').click();
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    // Below total, main and the group; narrower than what could be clicked.
    await graph(page)
      .locator('svg')
      .first()
      .hover({ position: { x: 1, y: 3.5 * 19 } });
    await page
      .locator('.tooltip')
      .getByText(/^leaf\d*07$/)
      .waitFor();
  });
});

describe('two files', () => {
  it('dropped together are compared, the older one before', async () => {
    const page = await visit('/');
    await drop(
      page,
      { name: 'new.folded', content: AFTER, modifiedMs: 2000 },
      { name: 'old.folded', content: BEFORE, modifiedMs: 1000 },
    );
    await changes(page).first().waitFor();
    await page.getByRole('region', { name: 'Before' }).getByText('old.folded').waitFor();
    await page.getByRole('button', { name: 'Absolute' }).click();
    await changes(page).first().getByText('+600').first().waitFor();
    const table = (await changes(page).allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim());
    expect(table).toEqual([
      'price ▲+600 100 700 +600',
      'legacy Gone ▼−200 200 0 −200',
      'audit New ▲+50 0 50 +50',
      'main 0 0 0 +450',
      'render 0 400 400 0',
    ]);
    await page.getByRole('button', { name: 'Gone: 200 in 1 frame' }).waitFor();
    await page.getByRole('button', { name: 'Swap sides' }).click();
    await page.getByRole('region', { name: 'Before' }).getByText('new.folded').waitFor();
  });

  it('dropped one after the other are compared, and a third takes the place of the second', async () => {
    const page = await visit('/');
    await drop(page, { name: 'a.folded', content: BEFORE });
    await frame(page, 'render').waitFor();
    await drop(page, { name: 'b.folded', content: AFTER });
    await changes(page).first().waitFor();
    await frame(page, 'audit').click();
    await page.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    await drop(page, { name: 'c.folded', content: BEFORE });
    await page.getByRole('region', { name: 'After' }).getByText('c.folded').waitFor();
    await page.getByRole('region', { name: 'Before' }).getByText('a.folded').waitFor();
  });

  it('of one name are told apart', async () => {
    const page = await visit('/');
    await drop(
      page,
      { name: 'cpu.folded', content: BEFORE, modifiedMs: 1000 },
      { name: 'cpu.folded', content: AFTER, modifiedMs: 2000 },
    );
    await page.getByRole('region', { name: 'After' }).getByText('cpu.folded (2)').waitFor();
  });

  it('by the agent and by Node are compared by what they have in common', async () => {
    const page = await visit('/');
    await choose(page, 'Open a file', recorded.agentCpu, recorded.cpuprofile);
    await changes(page).first().waitFor();
    await page
      .getByText(/^wall per recorded second/)
      .first()
      .waitFor();
    await page.getByRole('searchbox', { name: /functions/ }).fill('fibonacci');
    await page.getByRole('region', { name: 'Changes by function' }).getByText('fibonacci').first().waitFor();
  });

  it('without a sample type in common say what they have', async () => {
    const page = await visit('/');
    await choose(page, 'Open a file', recorded.heapprofile, recorded.cpuprofile);
    await page.getByText('These files have no sample type in common').waitFor();
    await page.getByText('work.heapprofile has inuse_space (bytes).').waitFor();
  });

  it('are as many as can be compared', async () => {
    const page = await visit('/');
    const three = ['a', 'b', 'c'].map((name) => ({ name, content: BEFORE }));
    await drop(page, ...three);
    await page.getByRole('alert').getByText('These were 3 files.').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${pages.server.url}/`);
  });
});
