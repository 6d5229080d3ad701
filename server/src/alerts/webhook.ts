import type { Alert, WebhookReport } from '@perf/profile';

export const webhookTypes = ['json', 'slack', 'alertmanager'] as const satisfies readonly WebhookReport['type'][];
export const alertKinds = ['regression', 'leak', 'change', 'budget'] as const satisfies readonly Alert['kind'][];

/** Somebody alerts are sent to. */
export interface Webhook {
  /** Names it in logs, answers and metrics, and what waits for it on disk. */
  readonly name: string;
  readonly type: WebhookReport['type'];
  /** May be a secret, as Slack's are: never shown. */
  readonly url: string;
  /** What `json` is signed with, null where it is not. */
  readonly secret: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Takes only these; all where null. */
  readonly kinds: readonly string[] | null;
  readonly services: readonly string[] | null;
  readonly envs: readonly string[] | null;
  /** How long Alertmanager is to keep an alert firing. */
  readonly activeForMs: number;
}

export interface AlertsConfig {
  /** Where people find the viewer, without a slash at its end; null where it is where the server listens. */
  readonly publicUrl: string | null;
  readonly webhooks: readonly Webhook[];
}

export const noAlerts: AlertsConfig = { publicUrl: null, webhooks: [] };

export function takes({ kinds, services, envs }: Webhook, { kind, service, env }: Alert): boolean {
  const allows = (those: readonly string[] | null, one: string) => those === null || those.includes(one);
  return allows(kinds, kind) && allows(services, service) && allows(envs, env);
}
