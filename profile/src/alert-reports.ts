import type { Alert } from './alert.js';

/** `GET /api/v1/alerts?service=&env=&limit=`: what was found, the newest first, and who was told. */
export interface AlertsReport {
  /** Those that alerts are sent to. */
  webhooks: WebhookReport[];
  alerts: AlertReport[];
}

export interface WebhookReport {
  name: string;
  type: 'json' | 'slack' | 'alertmanager';
}

export interface AlertReport extends Alert {
  /** When it was first told. */
  toldMs: number;
  /** The mute that kept it from being sent, as it was then; null where none did. */
  muted: Mute | null;
  /** None where it is advisory or muted, or where no webhook takes it. */
  deliveries: AlertDelivery[];
}

export interface AlertDelivery {
  webhook: string;
  /** `failed`: given up, see `error`. */
  state: 'pending' | 'delivered' | 'failed';
  attempts: number;
  /** The last attempt, null before the first. */
  lastMs: number | null;
  /** No attempt is made before; null where none is made any more. */
  nextMs: number | null;
  /** The last HTTP status, null where there was no answer. */
  status: number | null;
  /** What went wrong last, null where nothing did. */
  error: string | null;
}

/** `POST /api/v1/alerts/test`, with `{"webhook": "<name>"}` or `{}` for all of them. */
export interface AlertTestReport {
  results: AlertTestResult[];
}

export interface AlertTestResult {
  webhook: string;
  delivered: boolean;
  /** null where there was no answer. */
  status: number | null;
  /** The start of what it answered, or why there was no answer. */
  said: string;
}

/** Alerts of which each field that is not null is the same are not sent. */
export interface Mute {
  id: string;
  service: string | null;
  env: string | null;
  kind: Alert['kind'] | null;
  function: string | null;
  version: string | null;
  reason: string;
  createdMs: number;
  /** null where it has no end. */
  untilMs: number | null;
}

/** `POST /api/v1/mutes`: at least one of the first five, and at most one of the last two. */
export interface MuteRequest {
  service?: string;
  env?: string;
  kind?: Alert['kind'];
  function?: string;
  version?: string;
  reason: string;
  /** Epoch milliseconds. */
  until?: number;
  /** Such as `12h` or `7d`. */
  duration?: string;
}

/** `GET /api/v1/mutes`: those in force, the newest first. */
export interface MutesReport {
  mutes: Mute[];
}
