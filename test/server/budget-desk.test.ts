import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Budget } from '@perf/profile';
import { BudgetDesk, type ReportOptions } from '@perf/server/budget-desk.js';
import { defaultLimits, type Limits } from '@perf/server/limits.js';
import { QueryPool } from '@perf/server/query-pool.js';
import { BudgetStore } from '@perf/server/settings/budget-store.js';
import { openSettings } from '@perf/server/settings/settings-file.js';
import type Database from 'better-sqlite3';
import { drawnPprof, MINUTE } from './drawn.js';
import { RunningServer, temporaryFolder } from './running.js';

const parsing = { kind: 'share', function: 'parse', of: 'self', atMostPercent: 5 } as const;
const budgets: readonly Budget[] = ['cart', 'shop'].map((service) => ({ ...parsing, name: service, service }));

describe('budgets of several services', () => {
  let dataDir: string;
  let db: Database.Database;
  beforeAll(async () => {
    dataDir = await temporaryFolder();
    const server = await RunningServer.start({ dataDir });
    const ago = (minutes: number) => String(Date.now() - minutes * MINUTE);
    const push = (env: string, minutes: number) =>
      server.push({ service: 'shop', env, from: ago(minutes + 1), until: ago(minutes) }, drawnPprof('main 1'));
    for (const minutes of [1, 2]) await push('prod', minutes);
    for (let env = 0; env < 12; env++) await push(`feature-${env + 10}`, 3);
    await server.stop();
    db = openSettings(dataDir);
  });
  afterAll(async () => {
    db.close();
    await rm(dataDir, { recursive: true });
  });

  /** Where each stands, and why nothing can be said of it. */
  async function standing(limits: Partial<Limits>, options?: ReportOptions): Promise<string[]> {
    const queries = new QueryPool(dataDir, 1, { ...defaultLimits, ...limits });
    const { budgets: found } = await new BudgetDesk(new BudgetStore(db, budgets, 100), queries).report(options);
    await queries.close();
    return found.flatMap(({ budget, reports }) =>
      reports.map(({ env, status, missing }) => [budget.name, env, status, ...missing].join(' ')),
    );
  }

  it('are undecided where a thread takes too long, each by itself', async () => {
    // No thread has started within a millisecond.
    const late = 'undecided The answer took longer than 0.001 s: ask for a shorter range.';
    expect(await standing({ queryMs: 1 })).toEqual([`cart  ${late}`, `shop  ${late}`]);
  });

  it('are looked at for as long as somebody waits, and all of them where nobody does', async () => {
    const late = 'undecided There was no time for it: ask for its service alone.';
    expect(await standing({}, { mostMs: 0 })).toEqual([`cart  ${late}`, `shop  ${late}`]);
    expect((await standing({})).some((one) => one.includes('no time'))).toBe(false);
  });

  it('without an environment are of the ten with the most windows, and say which they leave out', async () => {
    const shop = await standing({}, { service: 'shop' });
    expect(shop.map((one) => one.split(' ')[1])).toEqual([
      'prod',
      ...Array.from({ length: 9 }, (_, env) => `feature-${env + 10}`),
      '',
    ]);
    expect(shop.at(-1)).toBe(
      'shop  undecided It is looked at in the 10 environments with the most windows, not in "feature-19", "feature-20", ' +
        '"feature-21": write a budget that has one of these as its env.',
    );
  });
});
