import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';

export interface PageMemory {
  /** Of the page's objects, after a collection. */
  readonly heapBytes: number;
  /** Of the process that draws the page, what it shares counted in parts; NaN where the system does not say. */
  readonly pssBytes: number;
}

export async function memoryOf(browser: Browser, page: Page): Promise<PageMemory> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return { heapBytes: usedSize, pssBytes: await largestRenderer(browser) };
}

/** The browser was started for this page alone, so it is the largest of its renderers. */
async function largestRenderer(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = await Promise.all(processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => pssOf(id)));
  return Math.max(...sizes);
}

async function pssOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? Number.NaN) * 1024;
}
