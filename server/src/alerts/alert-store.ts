import type { Alert, AlertDelivery, AlertReport, Mute } from '@perf/profile';
import type Database from 'better-sqlite3';
import type { NextStep } from './next-step.js';

/** Of one webhook, at most so many alerts wait. */
const mostPending = 1_000;
/** What is told again and again is written down so seldom, since each writing waits for the disk. */
const seenEveryMs = 3_600_000;

/** What became of an alert that was told. */
export interface Told {
  /** Whether it was written down. */
  readonly isNew: boolean;
  /** Webhooks it was given up for, since too many wait for them. */
  readonly full: readonly string[];
}

export const fullText = `More than ${mostPending} alerts waited for this webhook.`;

/** An alert that waits for a webhook. */
export interface Waiting {
  readonly number: number;
  readonly attempts: number;
  readonly dueMs: number;
  readonly toldMs: number;
  readonly alert: Alert;
}

interface DeliveryRow {
  webhook: string;
  state: AlertDelivery['state'];
  attempts: number;
  due_ms: number;
  last_ms: number | null;
  status: number | null;
  error: string | null;
}

/** What was told, and to whom, in settings.db. Whatever it answers is on disk. */
export class AlertStore {
  constructor(private readonly db: Database.Database) {}

  /**
   * Writes an alert down, once: one of an id that is known changes nothing, unless it was advisory before and is not any more.
   *
   * @param webhooks to send it to.
   */
  tell(alert: Alert, muted: Mute | null, webhooks: readonly string[], nowMs: number): Told {
    return this.db.transaction(() => {
      const known = this.db.prepare('SELECT advisory FROM alert WHERE id = ?').pluck().get(alert.id);
      if (known !== undefined) {
        const update = 'UPDATE alert SET seen_ms = ? WHERE id = ? AND seen_ms < ?';
        this.db.prepare(update).run(nowMs, alert.id, nowMs - seenEveryMs);
      }
      if (known === 0 || (known === 1 && alert.advisoryOnly)) return { isNew: false, full: [] };
      const { id, service, env, advisoryOnly } = alert;
      const mutedText = muted === null ? null : JSON.stringify(muted);
      this.db
        .prepare('INSERT OR REPLACE INTO alert VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
        .run(id, service, env, nowMs, nowMs, advisoryOnly ? 1 : 0, mutedText, JSON.stringify(alert));
      return { isNew: true, full: webhooks.filter((webhook) => !this.#add(id, webhook, nowMs)) };
    })();
  }

  /** @returns whether it waits now. */
  #add(id: string, webhook: string, nowMs: number): boolean {
    const isFull = this.pending(webhook) >= mostPending;
    this.db
      .prepare('INSERT INTO delivery (alert_id, webhook, state, due_ms, error) VALUES (?, ?, ?, ?, ?)')
      .run(id, webhook, isFull ? 'failed' : 'pending', nowMs, isFull ? fullText : null);
    return !isFull;
  }

  pending(webhook: string): number {
    return this.db
      .prepare("SELECT COUNT(*) FROM delivery WHERE webhook = ? AND state = 'pending'")
      .pluck()
      .get(webhook) as number;
  }

  /** The alert to be sent next to a webhook: the first that is due or that holds the others, else the one that is due first. */
  next(webhook: string, nowMs: number): Waiting | null {
    const select = (rest: string): string =>
      `SELECT number, attempts, due_ms AS dueMs, told_ms AS toldMs, alert FROM delivery JOIN alert ON id = alert_id
       WHERE webhook = ? AND state = 'pending' ${rest} LIMIT 1`;
    const row =
      this.db.prepare(select('AND (due_ms <= ? OR holds = 1) ORDER BY number')).get(webhook, nowMs) ??
      this.db.prepare(select('ORDER BY due_ms')).get(webhook);
    if (row === undefined) return null;
    const waiting = row as Omit<Waiting, 'alert'> & { alert: string };
    return { ...waiting, alert: JSON.parse(waiting.alert) as Alert };
  }

  /** What follows the attempt that was just made. */
  attempted({ number }: Waiting, status: number | null, step: NextStep, nowMs: number): void {
    const { dueMs, holds, error } = { dueMs: nowMs, holds: false, error: null, ...step };
    this.db
      .prepare(
        `UPDATE delivery SET state = ?, attempts = attempts + 1, due_ms = ?, holds = ?, last_ms = ?, status = ?, error = ?
         WHERE number = ? AND state = 'pending'`,
      )
      .run(step.state, dueMs, holds ? 1 : 0, nowMs, status, error, number);
  }

  /** Those that were not delivered to everybody yet are not sent any more where a mute has them. */
  mutePending(mute: Mute, isMuted: (alert: Alert) => boolean): void {
    this.db.transaction(() => {
      const texts = this.db
        .prepare("SELECT alert FROM alert WHERE id IN (SELECT alert_id FROM delivery WHERE state = 'pending')")
        .pluck()
        .all() as string[];
      for (const alert of texts.map((text) => JSON.parse(text) as Alert).filter(isMuted)) {
        this.db.prepare('UPDATE alert SET muted = ? WHERE id = ?').run(JSON.stringify(mute), alert.id);
        this.db.prepare("DELETE FROM delivery WHERE alert_id = ? AND state = 'pending'").run(alert.id);
      }
    })();
  }

  /** The newest first. @param of all services, or envs, where it is undefined. */
  list(of: { readonly service?: string | undefined; readonly env?: string | undefined }, limit: number): AlertReport[] {
    const rows = this.db
      .prepare(
        `SELECT alert, told_ms AS toldMs, muted FROM alert
         WHERE service = coalesce(?, service) AND env = coalesce(?, env) ORDER BY told_ms DESC, rowid DESC LIMIT ?`,
      )
      .all(of.service ?? null, of.env ?? null, limit) as { alert: string; toldMs: number; muted: string | null }[];
    return rows.map(({ alert: text, toldMs, muted }) => {
      const alert = JSON.parse(text) as Alert;
      const mute = muted === null ? null : (JSON.parse(muted) as Mute);
      return { ...alert, toldMs, muted: mute, deliveries: this.#deliveries(alert.id) };
    });
  }

  #deliveries(id: string): AlertDelivery[] {
    const rows = this.db.prepare('SELECT * FROM delivery WHERE alert_id = ? ORDER BY number').all(id) as DeliveryRow[];
    return rows.map(({ webhook, state, attempts, due_ms, last_ms, status, error }) => {
      return { webhook, state, attempts, lastMs: last_ms, nextMs: state === 'pending' ? due_ms : null, status, error };
    });
  }

  /** Forgets what was last told before, and gives up what waits since then for webhooks that are not there any more. */
  expire(beforeMs: number, webhooks: readonly string[], waitedSinceMs: number): void {
    this.db.prepare('DELETE FROM alert WHERE seen_ms < ?').run(beforeMs);
    this.db
      .prepare(
        `UPDATE delivery SET state = 'failed', error = 'There is no webhook of that name any more.'
         WHERE state = 'pending' AND due_ms < ? AND webhook NOT IN (SELECT value FROM json_each(?))`,
      )
      .run(waitedSinceMs, JSON.stringify(webhooks));
  }
}
