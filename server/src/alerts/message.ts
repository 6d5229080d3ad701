import { createHash } from 'node:crypto';
import type { Alert } from '@perf/profile';

/** An alert on its way. */
export interface Message extends Omit<Alert, 'kind'> {
  readonly kind: Alert['kind'] | 'test';
  /** The page that shows it. */
  readonly url: string;
  /** The viewer's first page. */
  readonly homeUrl: string;
  /** The same at every attempt: receivers tell repetitions by it. */
  readonly messageId: string;
}

/** @param publicUrl without a slash at its end. */
export function messageOf(alert: Alert, publicUrl: string): Message {
  return { ...alert, url: publicUrl + alert.path, homeUrl: `${publicUrl}/`, messageId: messageIdOf(alert.id) };
}

/** What an operator sends to see whether it arrives; each is another. */
export function testMessage(publicUrl: string, nowMs: number, random: string): Message {
  return {
    id: `test ${random}`,
    messageId: messageIdOf(`test ${random}`),
    kind: 'test',
    service: 'perf-server',
    env: '',
    version: null,
    function: null,
    title: 'A test of alerts from perf: nothing got slower',
    details: ['Somebody asked the server to send this. What it finds is sent in the same way.'],
    path: '/',
    url: `${publicUrl}/`,
    homeUrl: `${publicUrl}/`,
    foundMs: nowMs,
    range: { fromMs: nowMs, untilMs: nowMs },
    advisoryOnly: false,
  };
}

/** Short and plain, as headers and labels need it: ids of alerts hold names of any kind. */
function messageIdOf(id: string): string {
  return `alert_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}
