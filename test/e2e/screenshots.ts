/**
 * Takes the README's screenshots from a running demo.
 *
 *     node test/dist/e2e/screenshots.js <the compare URL that the demo printed> <folder>
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage } from './browser.js';

const SIZE = { width: 1440, height: 1080 };

const [compareUrl, folder] = process.argv.slice(2);
if (!compareUrl || !folder) {
  console.error('usage: node test/dist/e2e/screenshots.js <compare URL> <folder>');
  process.exit(2);
}
const browser = await openBrowser();
try {
  await mkdir(folder, { recursive: true });
  await shoot(browser, serviceUrl(compareUrl), join(folder, 'service'));
  await shoot(browser, compareUrl, join(folder, 'compare'));
} finally {
  await browser.close();
}

/** `<file>.png` and `<file>-dark.png`, once the flame graph is there. */
async function shoot(browser: Browser, url: string, file: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await openPage(browser, url, { viewport: SIZE, colorScheme });
    await page.getByRole('treeitem').first().waitFor();
    await page.waitForLoadState('networkidle');
    const path = `${file}${colorScheme === 'dark' ? '-dark' : ''}.png`;
    await page.screenshot({ path });
    await page.context().close();
    console.log(path);
  }
}

/** The page of the compared service, over the last quarter of an hour. */
function serviceUrl(compare: string): string {
  const { origin, searchParams } = new URL(compare);
  const service = /service="([^"]+)"/.exec(searchParams.get('comparison') ?? '')?.[1] ?? '';
  return `${origin}/service/${encodeURIComponent(service)}?from=now-15m`;
}
