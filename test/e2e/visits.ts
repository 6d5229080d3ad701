/** What a suite about pages begins with: a server with profiles in it, a browser, and for each test a page of its own. */
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type OpenPage, openBrowser, openPage } from './browser.js';
import { startServer, type TestServer } from './server.js';

export interface Visits {
  readonly server: TestServer;
  /** Opens a path of the server, or any URL. `prepare` has the page before it asks for anything. */
  visit(path: string, options?: BrowserContextOptions, prepare?: (page: Page) => Promise<void>): Promise<Page>;
  /**
   * Resolves to what `work` does with a page that is closed after it, in place of at the end of the running test: several may
   * be open for tests to come (ahead.ts). Rejects where the page had troubles.
   */
  during<Done>(
    path: string,
    work: (page: Page) => Promise<Done>,
    prepare?: (page: Page) => Promise<void>,
  ): Promise<Done>;
}

export interface VisitsOptions {
  /** Flags of the server, which does not profile itself unless it is told to. */
  readonly flags?: readonly string[];
  /** Troubles of a page that its test asks for, such as answers that fail. */
  readonly expected?: RegExp;
}

/** Registers the hooks of the suite. `fill` stores what its pages show. A page with troubles fails its test. */
export function visits(
  fill: (server: TestServer) => Promise<void>,
  { flags = ['--no-self-profile'], expected }: VisitsOptions = {},
): Visits {
  let server: TestServer;
  let browser: Browser;
  const opened: OpenPage[] = [];
  const expectNone = ({ troubles }: OpenPage) => {
    expect(troubles.filter((trouble) => !expected?.test(trouble))).toEqual([]);
  };
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(...flags), openBrowser()]);
    await fill(server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async () => {
    const pages = opened.splice(0);
    await Promise.all(pages.map(({ page }) => page.context().close()));
    for (const one of pages) expectNone(one);
  });
  return {
    get server() {
      return server;
    },
    async visit(path, options, prepare) {
      const one = await openPage(browser, new URL(path, server.url).href, options, prepare);
      opened.push(one);
      return one.page;
    },
    async during(path, work, prepare) {
      const one = await openPage(browser, new URL(path, server.url).href, {}, prepare);
      const done = await work(one.page).finally(() => one.page.context().close());
      expectNone(one);
      return done;
    },
  };
}
