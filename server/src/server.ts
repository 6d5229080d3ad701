import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { StorageReport } from '@perf/profile';
import type { Express } from 'express';
import { type Logger, pino } from 'pino';
import { AlertDesk } from './alerts/alert-desk.js';
import { readAlertsFile } from './alerts/alerts-file.js';
import { noAlerts } from './alerts/webhook.js';
import { BudgetDesk } from './budget-desk.js';
import { readBudgetsFile } from './budgets/file.js';
import { mostBudgets } from './budgets/shape.js';
import type { Config } from './config.js';
import { createApp } from './http/app.js';
import { registerFunctionMetrics } from './http/function-metrics.js';
import { Metrics } from './http/metrics.js';
import { defaultLimits } from './limits.js';
import { QueryPool } from './query-pool.js';
import { Recording } from './recording/recording.js';
import { readRecordingRules } from './recording/rules-file.js';
import { BudgetStore } from './settings/budget-store.js';
import { DeployNoteStore } from './settings/deploy-note-store.js';
import { ExperimentStore } from './settings/experiment-store.js';
import { openSettings } from './settings/settings-file.js';
import { readDiskUse } from './store/sqlite/disk-use.js';
import { SqliteWriterThread } from './store/sqlite/store.js';
import type { Retention } from './store/store.js';
import { VerdictFile } from './verdicts/verdict-file.js';
import { askOf } from './watch/ask.js';
import { BudgetWatch } from './watch/budget-watch.js';
import { Watch } from './watch/watch.js';

const minuteMs = 60_000;
const expireEveryMs = 10 * minuteMs;

export interface Running {
  readonly app: Express;
  readonly log: Logger;
  /** Finishes what was accepted. */
  stop(): Promise<void>;
}

/**
 * Opens the store, the query threads and the app over them. Rejects where the folder, or a file that was named, cannot be used.
 *
 * @param url where it listens.
 */
export async function start(config: Config, url: string): Promise<Running> {
  const alertsConfig = config.alertsFile === null ? noAlerts : readAlertsFile(config.alertsFile, process.env);
  const rules = config.recordingRulesFile === null ? [] : readRecordingRules(config.recordingRulesFile);
  const ofFile = config.budgetsFile === null ? [] : readBudgetsFile(config.budgetsFile);
  const log = pino({ level: config.logLevel });
  const limits = defaultLimits;
  const store = await SqliteWriterThread.open(config.dataDir, { limits, maxAgeMs: config.retentionMs }, (error) =>
    log.error({ error }, 'store'),
  );
  const queries = new QueryPool(config.dataDir, config.queryThreads, limits);
  const policy = policyOf(config);
  const storage = (): StorageReport => readDiskUse(config.dataDir, store.thinned, policy, Date.now());
  const settings = openSettings(config.dataDir);
  const alerts = new AlertDesk({
    db: settings,
    config: alertsConfig,
    publicUrl: alertsConfig.publicUrl ?? url,
    keptMs: config.retentionMs,
    gaveUp: (webhook, error) => log.error({ webhook, error }, 'an alert was not delivered'),
    failed: (error) => log.error({ err: error }, 'alerts'),
  });
  const metrics = new Metrics({
    ingestQueue: () => store.queue,
    queryQueue: () => queries.queued,
    storage,
    damagedDays: () => store.damagedDays,
    alerts: () => alerts.counts(),
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
    alerts,
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
  const watch = new Watch({
    queries,
    open: () => new VerdictFile(config.dataDir, (damage) => log.error(damage)),
    everyMs: config.compareEveryMs,
    keptMs: config.retentionMs,
    found: ({ result, range, baseRange, heap, ...deploy }) =>
      log.info({ ...deploy, outcome: result.outcome, heap: heap?.outcome }, 'compared'),
    alert: (found) => alerts.tell(found),
    failed: (error) => log.error({ err: error }, 'findings'),
  });
  const recording = new Recording({
    rules,
    ask: askOf(queries),
    everyMs: config.compareEveryMs,
    failed: (error) => log.error({ err: error }, 'recording'),
  });
  registerFunctionMetrics(metrics.registry, () => recording.recorded);
  const budgetWatch = new BudgetWatch({
    desk: budgets,
    everyMs: config.budgetsEveryMs,
    alert: (found) => {
      for (const { id, title } of found) log.warn({ id, title }, 'budget');
      alerts.tell(found);
    },
    failed: (error) => log.error({ err: error }, 'budgets'),
  });
  budgetWatch.start();
  if (alertsConfig.webhooks.length > 0 && alertsConfig.publicUrl === null && !isReachable(url)) {
    log.warn({ url }, 'links in alerts lead nowhere: set publicUrl in the file of --alerts');
  }
  alerts.start();
  watch.start();
  recording.start();
  tellStorage(storage(), log);
  const timer = setInterval(expire, expireEveryMs);
  return {
    app,
    log,
    async stop() {
      clearInterval(timer);
      await budgetWatch.stop();
      await watch.stop();
      await recording.stop();
      await alerts.stop();
      settings.close();
      // The last to close a file moves its journal into it, which only the writer may do.
      await queries.close();
      await store.close();
    },
  };
}

/** A server that listens everywhere has no address that others could open. */
function isReachable(url: string): boolean {
  return !['0.0.0.0', '[::]'].includes(new URL(url).hostname);
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
