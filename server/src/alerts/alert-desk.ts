import { randomUUID } from 'node:crypto';
import type {
  Alert,
  AlertsReport,
  AlertTestReport,
  AlertTestResult,
  Mute,
  MuteRequest,
  MutesReport,
} from '@perf/profile';
import type Database from 'better-sqlite3';
import { Refusal } from '../errors.js';
import { nearest } from '../nearest.js';
import { dayMs } from '../time.js';
import { AlertStore, fullText, type Told } from './alert-store.js';
import { Courier } from './courier.js';
import { testMessage } from './message.js';
import { Mutes, mutes } from './mutes.js';
import { send } from './send.js';
import { type AlertsConfig, takes, type Webhook } from './webhook.js';

/** What was found is made anew as long as a version is young: until then nobody may be told of it again. */
const leastKeptMs = 4 * dayMs;
/** Attempts that are under way when the server stops have so long to end. */
const stopMs = 3_000;
const expireEveryMs = 3_600_000;

export interface AlertDeskOptions {
  /** settings.db */
  readonly db: Database.Database;
  readonly config: AlertsConfig;
  /** Where people find the viewer, without a slash at its end. */
  readonly publicUrl: string;
  /** How long alerts are kept since they were last told; never less than some days. */
  readonly keptMs: number;
  /** Hears of alerts that were given up. */
  readonly gaveUp: (webhook: string, error: string) => void;
  /** Hears of what keeps alerts from being sent. It goes on as soon as it can. */
  readonly failed: (error: Error) => void;
}

/** Alerts of one webhook since the server has started, and those that wait now. */
export interface AlertCounts {
  readonly webhook: string;
  readonly delivered: number;
  readonly failed: number;
  readonly pending: number;
}

/** Where findings are told, and from where they are sent: each once to each webhook that takes it. In the main thread. */
export class AlertDesk {
  readonly #store: AlertStore;
  readonly #mutes: Mutes;
  readonly #couriers: readonly Courier[];
  readonly #settled = new Map<string, { delivered: number; failed: number }>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly options: AlertDeskOptions) {
    const { db, config, publicUrl, gaveUp, failed } = options;
    this.#store = new AlertStore(db);
    this.#mutes = new Mutes(db);
    const settled = ({ name }: Webhook, state: 'delivered' | 'failed', error: string | null): void => {
      this.#countsOf(name)[state]++;
      if (error !== null) gaveUp(name, error);
    };
    this.#couriers = config.webhooks.map(
      (webhook) => new Courier({ webhook, store: this.#store, publicUrl, stop: this.#stop.signal, settled, failed }),
    );
  }

  start(): void {
    this.#expire();
    this.#timer = setInterval(() => this.#expire(), expireEveryMs);
    for (const courier of this.#couriers) courier.start();
  }

  /**
   * What was found. An id that was told before is not told again, so callers tell all they find, whenever they find it. They
   * are on disk when it returns, and sent after that.
   */
  tell(alerts: readonly Alert[]): void {
    const nowMs = Date.now();
    const inForce = alerts.length === 0 ? [] : this.#mutes.list(nowMs);
    const tellAll = this.options.db.transaction(() => alerts.map((alert) => this.#tell(alert, inForce, nowMs)));
    const told = tellAll();
    for (const webhook of told.flatMap(({ full }) => full)) {
      this.#countsOf(webhook).failed++;
      this.options.gaveUp(webhook, fullText);
    }
    if (told.some(({ isNew }) => isNew)) this.#wake();
  }

  /** What is to be sent next may be another. */
  #wake(): void {
    for (const courier of this.#couriers) courier.wake();
  }

  #tell(alert: Alert, inForce: readonly Mute[], nowMs: number): Told {
    const muted = inForce.find((mute) => mutes(mute, alert)) ?? null;
    const isSent = muted === null && !alert.advisoryOnly;
    const to = isSent ? this.options.config.webhooks.filter((webhook) => takes(webhook, alert)) : [];
    const names = to.map(({ name }) => name);
    return this.#store.tell(alert, muted, names, nowMs);
  }

  list(of: { readonly service?: string | undefined; readonly env?: string | undefined }, limit: number): AlertsReport {
    const webhooks = this.options.config.webhooks.map(({ name, type }) => ({ name, type }));
    return { webhooks, alerts: this.#store.list(of, limit) };
  }

  /**
   * Sends a test to one webhook, or to all, and waits for what they say.
   *
   * @throws Refusal where there is none, or none of that name.
   */
  async test(name: string | undefined): Promise<AlertTestReport> {
    const { webhooks } = this.options.config;
    if (webhooks.length === 0) {
      throw new Refusal(409, 'There is no webhook: write them in a file, and start the server with --alerts <file>.');
    }
    const asked = webhooks.filter((webhook) => name === undefined || webhook.name === name);
    if (asked.length === 0) {
      const names = webhooks.map((webhook) => webhook.name);
      const near = nearest(name ?? '', names);
      const hint = near === null ? '.' : `; did you mean ${near}?`;
      throw new Refusal(404, `There is no webhook ${JSON.stringify(name)}${hint} Known: ${names.join(', ')}.`);
    }
    return { results: await Promise.all(asked.map((webhook) => this.#test(webhook))) };
  }

  async #test(webhook: Webhook): Promise<AlertTestResult> {
    const nowMs = Date.now();
    const message = testMessage(this.options.publicUrl, nowMs, randomUUID());
    const { status, text } = await send(message, webhook, nowMs, this.#stop.signal);
    return { webhook: webhook.name, delivered: status !== null && status >= 200 && status < 300, status, said: text };
  }

  mutes(): MutesReport {
    return { mutes: this.#mutes.list(Date.now()) };
  }

  /** What waits to be sent and is muted by it is not sent any more. @throws Refusal for one that cannot be. */
  mute(request: MuteRequest): Mute {
    const mute = this.#mutes.add(request, Date.now());
    this.#store.mutePending(mute, (alert) => mutes(mute, alert));
    this.#wake();
    return mute;
  }

  /** False where there is no such mute. */
  unmute(id: string): boolean {
    return this.#mutes.remove(id);
  }

  counts(): AlertCounts[] {
    return this.options.config.webhooks.map(({ name }) => {
      return { webhook: name, ...this.#countsOf(name), pending: this.#store.pending(name) };
    });
  }

  /** What is under way may end, for some seconds; what is not delivered then is after the next start. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    const timer = setTimeout(() => this.#stop.abort(), stopMs);
    await Promise.all(this.#couriers.map((courier) => courier.stop()));
    clearTimeout(timer);
  }

  #expire(): void {
    const { config, keptMs, failed } = this.options;
    const nowMs = Date.now();
    try {
      const names = config.webhooks.map(({ name }) => name);
      this.#store.expire(nowMs - Math.max(keptMs, leastKeptMs), names, nowMs - dayMs);
    } catch (error) {
      failed(error as Error);
    }
  }

  #countsOf(webhook: string): { delivered: number; failed: number } {
    const counts = this.#settled.get(webhook) ?? { delivered: 0, failed: 0 };
    this.#settled.set(webhook, counts);
    return counts;
  }
}
