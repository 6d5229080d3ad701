import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPprof, fromSpeedscope } from '@perf/profile';
import { decodePprof } from '@perf/proto';
import type { Browser, Locator, Page } from 'playwright-core';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';
import { type OpenPage, openBrowser, openPage } from './browser.js';
import { push, startServer, type TestServer } from './server.js';

const EVIL = '<b>evil</b>';
const BEFORE = `main@src/main.ts;render 400\nmain@src/main.ts;${EVIL} 200`;
const AFTER = `main@src/main.ts;render 700\nmain@src/main.ts;${EVIL} 100`;

let server: TestServer;
let browser: Browser;
let opened: OpenPage;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer('--no-self-profile'), openBrowser()]);
  const fromMs = Date.now() - 600_000;
  await push(server, { labels: { service: 'shop', version: '1.0.0' }, drawing: BEFORE, fromMs });
  await push(server, { labels: { service: 'shop', version: '1.1.0' }, drawing: AFTER, fromMs: fromMs + 120_000 });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

afterEach(async () => {
  await opened.page.context().close();
  expect(opened.troubles.filter((trouble) => !trouble.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
});

const SERVICE = '/service/shop?query=cpu{service="shop",version="1.0.0"}';
const COMPARE = '/compare?base=cpu{service="shop",version="1.0.0"}&comparison=cpu{service="shop",version="1.1.0"}';

async function visit(path: string, region: string): Promise<Locator> {
  opened = await openPage(browser, server.url + path, { permissions: ['clipboard-read', 'clipboard-write'] });
  const panel = opened.page.getByRole('region', { name: region, exact: true });
  await panel.getByRole('treeitem').first().waitFor();
  await panel.getByRole('button', { name: 'Export' }).click();
  return panel;
}

interface Saved {
  readonly name: string;
  readonly bytes: Buffer;
}

async function saved(panel: Locator, item: string): Promise<Saved> {
  const download = opened.page.waitForEvent('download');
  await panel.getByRole('button', { name: item, exact: true }).click();
  const file = await download;
  await panel.getByText(`Saved ${file.suggestedFilename()}.`).waitFor();
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** The texts of an SVG, read by the browser's own parser of XML. */
function textsOf(page: Page, svg: Buffer): Promise<string[]> {
  return page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
    if (parsed.querySelector('parsererror')) return ['no XML'];
    return Array.from(parsed.querySelectorAll('text'), ({ textContent }) => textContent ?? '');
  }, svg.toString());
}

/** Width and height, from the header that every PNG begins with. */
function sizeOf(png: Buffer): number[] {
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

const BEFORE_TREE = drawn(`
  total 600000000
    main [src/main.ts] 600000000
      render 400000000 self 400000000
      ${EVIL} 200000000 self 200000000
`);

describe('a flame graph', () => {
  it('is saved as an SVG with names as text', async () => {
    const panel = await visit(SERVICE, 'Flame graph');
    const { name, bytes } = await saved(panel, 'SVG');
    expect(name).toBe('shop-cpu.svg');
    const texts = await textsOf(opened.page, bytes);
    expect(texts).toEqual(expect.arrayContaining(['shop: cpu', 'main', 'render', EVIL, 'Runtime']));
    expect(texts).toContainEqual(expect.stringMatching(/^cpu\{service="shop",version="1.0.0"\}, 20.* UTC$/));
    expect(texts).toContainEqual('600 ms · 1 profile · 1 instance · 1 min of instance time');
  });

  it('is saved as it is seen: zoomed, with what was searched for', async () => {
    const panel = await visit(`${SERVICE}&search=render`, 'Flame graph');
    await opened.page.keyboard.press('Escape');
    await panel.getByRole('treeitem', { name: /^render:/ }).click();
    await panel.getByRole('navigation', { name: 'Zoomed into' }).waitFor();
    await panel.getByRole('button', { name: 'Export' }).click();
    const { bytes } = await saved(panel, 'SVG');
    const texts = await textsOf(opened.page, bytes);
    expect(texts).toEqual(expect.arrayContaining(['total', 'main', 'render']));
    expect(texts).not.toContain(EVIL);
    expect(bytes.toString()).toMatch(/<text [^>]*font-weight="bold"[^>]*>render</);
  });

  it('is saved as a PNG', async () => {
    const panel = await visit(SERVICE, 'Flame graph');
    const { name, bytes } = await saved(panel, 'PNG');
    expect(name).toBe('shop-cpu.png');
    const [width, height] = sizeOf(bytes);
    expect(width).toBe(2400);
    expect(height).toBeGreaterThan(200);
    const colours = await opened.page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      const at = (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
      return { corner: at(1, 1), frame: at(image.width / 2 + 200, image.height - 32 - 18) };
    }, bytes.toString('base64'));
    expect(colours.corner).toEqual([255, 255, 255]);
    expect(colours.frame).not.toEqual([255, 255, 255]);
  });

  it('is saved as a profile that other tools read', async () => {
    const panel = await visit(SERVICE, 'Flame graph');
    const pprof = await saved(panel, 'pprof');
    expect(pprof.name).toBe('shop-cpu.pb.gz');
    expect(treeText(treeOf(fromPprof(decodePprof(pprof.bytes))))).toBe(BEFORE_TREE);
    const folded = await saved(panel, 'folded');
    expect(folded.bytes.toString()).toBe(`main;${EVIL} 200000000\nmain;render 400000000\n`);
    const speedscope = await saved(panel, 'speedscope');
    const { profile } = fromSpeedscope(JSON.parse(speedscope.bytes.toString()));
    expect(treeText(treeOf(profile))).toBe(BEFORE_TREE);
  });

  it('is copied as a report, and saved as one', async () => {
    const panel = await visit(SERVICE, 'Flame graph');
    await panel.getByRole('button', { name: 'Copy as Markdown' }).click();
    await panel.getByText('Copied. It can be pasted into an issue.').waitFor();
    const copied = await opened.page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^# shop: cpu\n/);
    expect(copied).toContain(`| 200 ms | 33.3 % | 200 ms | 33.3 % | \`${EVIL}\` |`);
    const { name, bytes } = await saved(panel, 'Markdown file');
    expect(name).toBe('shop-cpu.md');
    expect(bytes.toString()).toContain('## Hot paths');
  });
});

describe('the export menu', () => {
  it('opens and closes by keyboard, and gives the focus back', async () => {
    const panel = await visit(SERVICE, 'Flame graph');
    const menu = panel.getByRole('group', { name: 'Export' });
    await menu.waitFor();
    await opened.page.keyboard.press('Tab');
    expect(await opened.page.evaluate(() => document.activeElement?.textContent)).toBe('SVG');
    await opened.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    expect(await opened.page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('false');
    await opened.page.keyboard.press('Enter');
    await menu.waitFor();
    await opened.page.getByRole('heading', { name: 'Hot paths' }).click();
    await menu.waitFor({ state: 'detached' });
  });

  it('says why something could not be saved', async () => {
    const panel = await visit(SERVICE, 'Flame graph');
    await opened.page.context().setOffline(true);
    await panel.getByRole('button', { name: 'pprof', exact: true }).click();
    await panel.getByRole('alert').getByText('does not answer. Check that perf-server is running.').waitFor();
    await opened.page.context().setOffline(false);
    expect((await saved(panel, 'pprof')).name).toBe('shop-cpu.pb.gz');
    expect(await panel.getByRole('alert').count()).toBe(0);
  });
});

describe('what else is exported', () => {
  it('is each side of a comparison, its picture and its report', async () => {
    const panel = await visit(COMPARE, 'Diff flame graph');
    const before = await saved(panel, 'pprof: Before');
    expect(before.name).toBe('shop-cpu-compared-before.pb.gz');
    expect(treeText(treeOf(fromPprof(decodePprof(before.bytes))))).toBe(BEFORE_TREE);
    const after = await saved(panel, 'folded: After');
    expect(after.bytes.toString()).toBe(`main;${EVIL} 100000000\nmain;render 700000000\n`);
    const svg = await saved(panel, 'SVG');
    const texts = await textsOf(opened.page, svg.bytes);
    expect(texts).toEqual(expect.arrayContaining(['+ render', `− ${EVIL}`, 'grew', 'As wide as after the change.']));
    expect(texts).toContain('cpu per second of instance time: 10 ms → 13.3 ms');
    const { bytes } = await saved(panel, 'Markdown file');
    expect(bytes.toString()).toContain('| ▲ +5 ms | 6.67 ms | 11.7 ms | `main` › `render` |');
  });

  it('are the callers and callees of a function', async () => {
    const path = '/function?name=main&file=src/main.ts&query=cpu{service="shop"}';
    const panel = await visit(path, 'Callers and callees');
    const { name, bytes } = await saved(panel, 'SVG: Callees');
    expect(name).toBe('main-cpu-callees.svg');
    expect(await textsOf(opened.page, bytes)).toEqual(expect.arrayContaining(['main', 'render', EVIL]));
    const report = await saved(panel, 'Markdown file');
    expect(report.bytes.toString()).toContain('## What `main` calls');
  });

  it('is what was dropped, without asking the server', async () => {
    opened = await openPage(browser, `${server.url}/file`);
    const { page } = opened;
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open a file' }).click();
    const content = `main;render 4\nmain;${EVIL} 2\n`;
    await (await chooser).setFiles({ name: 'work.folded', mimeType: 'text/plain', buffer: Buffer.from(content) });
    const panel = page.getByRole('region', { name: 'Flame graph', exact: true });
    await panel.getByRole('treeitem').first().waitFor();
    await panel.getByRole('button', { name: 'Export' }).click();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const pprof = await saved(panel, 'pprof');
    expect(pprof.name).toBe('work.folded-samples.pb.gz');
    expect(gunzipSync(pprof.bytes).length).toBeGreaterThan(0);
    expect(treeText(treeOf(fromPprof(decodePprof(pprof.bytes))))).toContain(`${EVIL} 2 self 2`);
    expect((await saved(panel, 'folded')).bytes.toString()).toBe(`main;${EVIL} 2\nmain;render 4\n`);
    expect((await saved(panel, 'SVG')).name).toBe('work.folded-samples.svg');
    const report = await saved(panel, 'Markdown file');
    expect(report.bytes.toString()).toContain('# work.folded: samples');
    expect(asked.filter((url) => !/\/assets\/|^blob:/.test(url))).toEqual([]);
  });

  it('is a comparison of two files, its waterfall in the report', async () => {
    opened = await openPage(browser, `${server.url}/file`);
    const { page } = opened;
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open a file' }).click();
    const file = (name: string, content: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
    const [before, after] = [file('a.folded', 'main;render 4\nmain;price 2\n'), file('b.folded', 'main;price 9\n')];
    await (await chooser).setFiles([before, after]);
    const steps = page.getByRole('region', { name: 'Waterfall' }).getByRole('button');
    await steps.first().waitFor();
    expect(await steps.count()).toBe(2);
    const panel = page.getByRole('region', { name: 'Diff flame graph' });
    await panel.getByRole('button', { name: 'Export' }).click();
    expect((await saved(panel, 'folded: After')).bytes.toString()).toMatch(/^main;/);
    const report = (await saved(panel, 'Markdown file')).bytes.toString();
    expect(report).toMatch(/^# [ab]\.folded → [ab]\.folded: what changed\n/);
    expect(report).toContain('`main` › `render` |');
    expect(report).not.toContain('Open in perf');
  });
});
