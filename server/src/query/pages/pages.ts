import { comparePage } from './compare.js';
import { deploysPage } from './deploys.js';
import { functionPage } from './function.js';
import { homePage } from './home.js';
import type { PageCall } from './page.js';
import { servicePage } from './service.js';

/** The viewer's pages that the server has the data of, by name. */
export const pageCalls = {
  'page-home': homePage,
  'page-service': servicePage,
  'page-deploys': deploysPage,
  'page-function': functionPage,
  'page-compare': comparePage,
} as const satisfies Record<string, PageCall>;

export type PageName = keyof typeof pageCalls;
