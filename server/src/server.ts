import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Express } from 'express';
import { type Logger, pino } from 'pino';
import type { Config } from './config.js';
import { createApp } from './http/app.js';
import { Metrics } from './http/metrics.js';
import { defaultLimits } from './limits.js';
import { QueryPool } from './query-pool.js';
import { storeBytes } from './store/sqlite/block.js';
import { SqliteWriterThread } from './store/sqlite/store.js';

const expireEveryMs = 10 * 60_000;

export interface Running {
  readonly app: Express;
  readonly log: Logger;
  /** Finishes what was accepted. */
  stop(): Promise<void>;
}

/** Opens the store, the query threads and the app over them. Rejects where the folder cannot be used. */
export async function start(config: Config): Promise<Running> {
  const log = pino({ level: config.logLevel });
  const limits = defaultLimits;
  const store = await SqliteWriterThread.open(config.dataDir, { limits, maxAgeMs: config.retentionMs }, (error) =>
    log.error({ error }, 'store'),
  );
  const queries = new QueryPool(config.dataDir, config.queryThreads, limits);
  const metrics = new Metrics({
    ingestQueue: () => store.queue,
    queryQueue: () => queries.queued,
    storeBytes: () => storeBytes(config.dataDir),
    damagedDays: () => store.damagedDays,
  });
  const app = createApp({
    store,
    queries,
    limits,
    metrics,
    apiKey: config.apiKey,
    allowedHosts: config.allowedHosts,
    viewerDir: join(dirname(createRequire(import.meta.url).resolve('@perf/viewer/package.json')), 'dist'),
    notReady: () => (store.ended === null ? null : `the writer has stopped: ${store.ended.message}`),
    log,
  });
  const policy = { maxAgeMs: config.retentionMs, maxBytes: config.retentionBytes ?? undefined };
  const expire = async (): Promise<void> => {
    try {
      const expired = await store.expire(policy, Date.now());
      if (expired.days.length > 0) log.info({ days: expired.days, bytes: expired.bytes }, 'expired');
    } catch (error) {
      log.error({ err: error }, 'retention failed');
    }
  };
  await expire();
  const timer = setInterval(expire, expireEveryMs);
  return {
    app,
    log,
    async stop() {
      clearInterval(timer);
      // The last to close a file moves its journal into it, which only the writer may do.
      await queries.close();
      await store.close();
    },
  };
}
