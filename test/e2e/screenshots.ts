/**
 * Screenshots of the demo: of every page in every state, light and dark, wide and on a phone, to be looked at; or with
 * `--readme` those of the README.
 *
 *     npm run screenshots                  into test/output/screenshots
 *     npm run screenshots -- --only file   states whose names begin like this
 *     npm run screenshots -- --readme      into viewer/screenshots
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { TopReport } from '@perf/profile';
import type { Browser } from 'playwright-core';
import { freePort } from '../demo/processes.js';
import { openBrowser, openPage } from './browser.js';
import { type PageState, pageStates } from './page-states.js';
import { startServer } from './server.js';

const SLOWER = 'applyDiscounts';
const SCHEMES = ['light', 'dark'] as const;
const SIZES = { wide: { width: 1280, height: 720 }, phone: { width: 390, height: 844 } };
const README_SIZE = { width: 1440, height: 1080 };

const { values } = parseArgs({ options: { readme: { type: 'boolean' }, only: { type: 'string', default: '' } } });
const { demo, compareUrl } = await startDemo();
const empty = await startServer('--no-self-profile');
const browser = await openBrowser();
try {
  if (values.readme) await shootReadme(browser, compareUrl);
  else await shootAll(browser, compareUrl, values.only);
} finally {
  await browser.close();
  await empty.close();
  demo.kill('SIGTERM');
  await once(demo, 'exit');
}

/** The demo with its server left running, and the address of the comparison that it prints. */
async function startDemo(): Promise<{ demo: ChildProcess; compareUrl: string }> {
  const flags = ['--interval', '2', '--until', '1.1.0', '--port', String(await freePort(0))];
  const demo = spawn(process.execPath, ['test/dist/demo/main.js', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(demo.stdout)) {
    console.log(line);
    const compareUrl = /http:\/\/\S+\/compare\?\S+/.exec(line)?.[0];
    if (!compareUrl) continue;
    demo.stdout.resume();
    return { demo, compareUrl };
  }
  throw new Error('The demo ended before it printed the address of its comparison.');
}

async function shootAll(browser: Browser, compareUrl: string, only: string): Promise<void> {
  const folder = 'test/output/screenshots';
  await mkdir(folder, { recursive: true });
  const { origin } = new URL(compareUrl);
  const file = await fileOf(origin, SLOWER);
  for (const state of pageStates({ fn: { name: SLOWER, file } })) {
    if (!state.name.startsWith(only)) continue;
    for (const [size, viewport] of Object.entries(SIZES)) {
      await shootState(
        browser,
        state,
        state.empty ? empty.url : origin,
        viewport,
        join(folder, `${state.name}-${size}`),
      );
    }
  }
}

/** In a page of its own for each scheme: some states are reached once. */
async function shootState(
  browser: Browser,
  { path, prepare, reach }: PageState,
  origin: string,
  viewport: { width: number; height: number },
  name: string,
): Promise<void> {
  for (const colorScheme of SCHEMES) {
    const { page } = await openPage(browser, origin + path, { viewport, colorScheme }, prepare);
    await reach(page);
    await page.screenshot({ path: `${name}-${colorScheme}.png`, animations: 'disabled' });
    await page.context().close();
  }
  console.log(name);
}

async function shootReadme(browser: Browser, compareUrl: string): Promise<void> {
  const { origin } = new URL(compareUrl);
  const pages = { compare: compareUrl, service: `${origin}/service/shop?from=now-15m` };
  for (const [name, url] of Object.entries(pages)) {
    for (const colorScheme of SCHEMES) {
      const { page } = await openPage(browser, url, { viewport: README_SIZE, colorScheme });
      await page.getByRole('treeitem').first().waitFor();
      await page.waitForLoadState('networkidle');
      const path = `viewer/screenshots/${name}${colorScheme === 'dark' ? '-dark' : ''}.png`;
      await page.screenshot({ path });
      await page.context().close();
      console.log(path);
    }
  }
}

/** Where a function of the demo is. */
async function fileOf(origin: string, name: string): Promise<string> {
  const query = new URLSearchParams({ query: 'cpu{service="shop"}', from: 'now-1h', until: 'now', limit: '500' });
  const report = (await (await fetch(`${origin}/api/v1/top?${query}`)).json()) as TopReport;
  const found = report.functions.find((row) => row.name === name);
  if (!found) throw new Error(`The demo has no function ${name}`);
  return found.file;
}
