import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { StorageReport } from '@perf/profile';
import type { Express } from 'express';
import { type Logger, pino } from 'pino';
import { BudgetDesk } from './budget-desk.js';
import { BudgetWatch } from './budget-watch.js';
import { readBudgetsFile } from './budgets/file.js';
import { mostBudgets } from './budgets/shape.js';
import type { Config } from './config.js';
import { createApp } from './http/app.js';
import { Metrics } from './http/metrics.js';
import { defaultLimits } from './limits.js';
import { QueryPool } from './query-pool.js';
import { BudgetStore } from './settings/budget-store.js';
import { DeployNoteStore } from './settings/deploy-note-store.js';
import { ExperimentStore } from './settings/experiment-store.js';
import { openSettings } from './settings/settings-file.js';
import { readDiskUse } from './store/sqlite/disk-use.js';
import { SqliteWriterThread } from './store/sqlite/store.js';
import type { Retention } from './store/store.js';
import { VerdictWatch } from './verdict-watch.js';
import { VerdictFile } from './verdicts/verdict-file.js';

const minuteMs = 60_000;
const expireEveryMs = 10 * minuteMs;

export interface Running {
  readonly app: Express;
  readonly log: Logger;
  /** Finishes what was accepted. */
  stop(): Promise<void>;
}

/** Opens the store, the query threads and the app over them. Rejects where the folder cannot be used. */
export async function start(config: Config): Promise<Running> {
  const ofFile = config.budgetsFile === null ? [] : readBudgetsFile(config.budgetsFile);
  const log = pino({ level: config.logLevel });
  const limits = defaultLimits;
  const store = await SqliteWriterThread.open(config.dataDir, { limits, maxAgeMs: config.retentionMs }, (error) =>
    log.error({ error }, 'store'),
  );
  const settings = await openOver(store, () => openSettings(config.dataDir));
  const queries = new QueryPool(config.dataDir, config.queryThreads, limits);
  const policy = policyOf(config);
  const storage = (): StorageReport => readDiskUse(config.dataDir, store.thinned, policy, Date.now());
  const metrics = new Metrics({
    ingestQueue: () => store.queue,
    queryQueue: () => queries.queued,
    storage,
    damagedDays: () => store.damagedDays,
  });
  const budgets = new BudgetDesk(new BudgetStore(settings, ofFile, mostBudgets), queries);
  const app = createApp({
    store,
    budgets,
    experiments: new ExperimentStore(settings),
    deployNotes: new DeployNoteStore(settings),
    queries,
    limits,
    metrics,
    apiKey: config.apiKey,
    allowedHosts: config.allowedHosts,
    viewerDir: join(dirname(createRequire(import.meta.url).resolve('@perf/viewer/package.json')), 'dist'),
    storage,
    mend: () => void store.mend().catch((error: unknown) => log.error({ err: error }, 'the store was not mended')),
    notReady: () => (store.ended === null ? null : `the writer has stopped: ${store.ended.message}`),
    log,
  });
  const expire = async (): Promise<void> => {
    try {
      const expired = await store.expire(policy, Date.now());
      if (expired.days.length > 0) log.info({ days: expired.days, bytes: expired.bytes }, 'expired');
    } catch (error) {
      log.error({ err: error }, 'retention failed');
    }
  };
  await expire();
  const watch = new VerdictWatch({
    queries,
    open: () => new VerdictFile(config.dataDir, (damage) => log.error(damage)),
    everyMs: config.compareEveryMs,
    keptMs: config.retentionMs,
    found: ({ result, range, baseRange, ...deploy }) => log.info({ ...deploy, outcome: result.outcome }, 'compared'),
    failed: (error) => log.error({ err: error }, 'verdicts'),
  });
  const budgetWatch = new BudgetWatch({
    desk: budgets,
    everyMs: config.budgetsEveryMs,
    alert: (alerts) => {
      for (const { id, title } of alerts) log.warn({ id, title }, 'budget');
    },
    failed: (error) => log.error({ err: error }, 'budgets'),
  });
  budgetWatch.start();
  watch.start();
  tellStorage(storage(), log);
  const timer = setInterval(expire, expireEveryMs);
  return {
    app,
    log,
    async stop() {
      clearInterval(timer);
      await budgetWatch.stop();
      await watch.stop();
      settings.close();
      // The last to close a file moves its journal into it, which only the writer may do.
      await queries.close();
      await store.close();
    },
  };
}

/** Opens what lies in the store's folder. The store is closed where it cannot be, so that nothing is under way when that is told. */
async function openOver<T>(store: SqliteWriterThread, open: () => T): Promise<T> {
  try {
    return open();
  } catch (error) {
    await store.close();
    throw error;
  }
}

function policyOf({ retentionMs, retentionBytes, keepRawMs, keep10mMs }: Config): Retention {
  return {
    maxAgeMs: retentionMs,
    maxBytes: retentionBytes ?? undefined,
    tiers: [
      { afterMs: keepRawMs, resolutionMs: 10 * minuteMs },
      { afterMs: keep10mMs, resolutionMs: 60 * minuteMs },
    ],
  };
}

/** What the disk has to hold, and a warning where it cannot. */
function tellStorage({ bytes, freeBytes, predictedBytes, tiers }: StorageReport, log: Logger): void {
  const bytesPerDay = Object.fromEntries(tiers.map((tier) => [tier.name, tier.bytesPerDay]));
  const figures = { bytes, freeBytes, predictedBytes, bytesPerDay };
  if (predictedBytes === null || predictedBytes - bytes <= freeBytes) log.info(figures, 'storage');
  else log.warn(figures, 'the disk is too small for the retention: lower --keep-raw or --retention, or add room');
}
