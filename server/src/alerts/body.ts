import { alertmanagerBody } from './alertmanager-body.js';
import type { Message } from './message.js';
import { slackBody } from './slack-body.js';
import type { Webhook } from './webhook.js';

/** What is sent, as JSON. */
export function webhookBody(message: Message, { type, activeForMs }: Webhook, nowMs: number): string {
  switch (type) {
    case 'json':
      return JSON.stringify(jsonBody(message));
    case 'slack':
      return JSON.stringify(slackBody(message));
    case 'alertmanager':
      return JSON.stringify(alertmanagerBody(message, nowMs + activeForMs));
  }
}

/** As Standard Webhooks has it: what kind of event, when, and all that is known of it. The same at every attempt. */
function jsonBody({ messageId, homeUrl, ...data }: Message) {
  return { type: `alert.${data.kind}`, timestamp: new Date(data.foundMs).toISOString(), data };
}
