import type { StorageReport } from '@perf/profile';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AlertCounts } from '../alerts/alert-desk.js';
import type { IncomingWindow, Receipt } from '../store/store.js';

export interface MetricSources {
  /** Windows and bytes accepted but not yet on disk. */
  ingestQueue(): { windows: number; bytes: number };
  queryQueue(): number;
  storage(): StorageReport;
  /** Days whose block is damaged. */
  damagedDays(): readonly string[];
  alerts(): readonly AlertCounts[];
}

/** What `/metrics` shows. */
export class Metrics {
  readonly registry = new Registry();
  readonly #profiles: Counter;
  readonly #duplicates: Counter;
  readonly #bytes: Counter;
  readonly #refusals: Counter<'status'>;
  readonly #queries: Histogram<'call'>;

  constructor(sources: MetricSources) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#profiles = new Counter({ name: 'perf_ingested_profiles_total', help: 'Profiles stored.', registers });
    this.#duplicates = new Counter({
      name: 'perf_ingested_duplicates_total',
      help: 'Windows that were stored already.',
      registers,
    });
    this.#bytes = new Counter({ name: 'perf_ingested_bytes_total', help: 'Bytes of profiles as sent.', registers });
    this.#refusals = new Counter({
      name: 'perf_refused_requests_total',
      help: 'Requests answered with a 4xx or 5xx.',
      labelNames: ['status'],
      registers,
    });
    this.#queries = new Histogram({
      name: 'perf_query_seconds',
      help: 'Time to answer a query, waiting included.',
      labelNames: ['call'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10, 30],
      registers,
    });
    const gauge = (name: string, help: string, read: () => number): void => {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    };
    gauge('perf_ingest_queue_windows', 'Windows waiting for the disk.', () => sources.ingestQueue().windows);
    gauge('perf_ingest_queue_bytes', 'Bytes waiting for the disk.', () => sources.ingestQueue().bytes);
    gauge('perf_query_queue', 'Queries waiting for a thread.', sources.queryQueue);
    gauge('perf_store_bytes', 'Bytes of all that is stored.', () => sources.storage().bytes);
    gauge('perf_disk_free_bytes', 'Bytes that are free where it is stored.', () => sources.storage().freeBytes);
    gauge(
      'perf_store_predicted_bytes',
      'Bytes of all that is stored once the retention is reached; NaN where that is not known yet.',
      () => sources.storage().predictedBytes ?? Number.NaN,
    );
    new Gauge({
      name: 'perf_store_tier_bytes',
      help: 'Bytes of the days that are kept as single windows (raw), or as sums over 10m or 1h.',
      labelNames: ['tier'],
      registers,
      collect() {
        for (const { name, bytes } of sources.storage().tiers) this.set({ tier: name }, bytes);
      },
    });
    new Gauge({
      name: 'perf_damaged_block',
      help: '1 for each day whose block is damaged; none where all are well.',
      labelNames: ['day'],
      registers,
      collect() {
        this.reset();
        for (const day of sources.damagedDays()) this.set({ day }, 1);
      },
    });
    this.#countAlerts(sources);
  }

  #countAlerts(sources: MetricSources): void {
    const labelled = { labelNames: ['webhook'], registers: [this.registry] };
    const counter = (name: string, help: string, read: (counts: AlertCounts) => number): void => {
      new Counter({
        ...labelled,
        name,
        help,
        collect() {
          this.reset();
          for (const counts of sources.alerts()) this.inc({ webhook: counts.webhook }, read(counts));
        },
      });
    };
    counter('perf_alerts_delivered_total', 'Alerts delivered.', ({ delivered }) => delivered);
    counter('perf_alerts_failed_total', 'Alerts given up.', ({ failed }) => failed);
    new Gauge({
      ...labelled,
      name: 'perf_alerts_pending',
      help: 'Alerts waiting to be delivered.',
      collect() {
        for (const { webhook, pending } of sources.alerts()) this.set({ webhook }, pending);
      },
    });
  }

  ingested(receipt: Receipt, window: IncomingWindow): void {
    this.#profiles.inc(receipt.stored);
    if (receipt.duplicate) this.#duplicates.inc();
    for (const profile of window.profiles) this.#bytes.inc(profile.length);
  }

  answered(status: number): void {
    if (status >= 400) this.#refusals.inc({ status: String(status) });
  }

  /** Returns what ends the measurement. */
  queryStarted(call: string): () => void {
    return this.#queries.startTimer({ call });
  }
}
