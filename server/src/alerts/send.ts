import { webhookBody } from './body.js';
import type { Message } from './message.js';
import { signature } from './sign.js';
import type { Webhook } from './webhook.js';
import { withoutSecrets } from './without-secrets.js';

const timeoutMs = 10_000;
/** Of an answer, so much is read. */
const mostBytes = 4_096;
const mostCharacters = 300;

/** What a receiver answered to one attempt. */
export interface Said {
  /** null where there was no answer. */
  readonly status: number | null;
  /** The start of its answer, or why there was none; without the address and the headers, which it may repeat. */
  readonly text: string;
  /** When it asks to be tried again. */
  readonly retryAfterMs: number | null;
}

/**
 * One attempt, within ten seconds. Redirects are not followed.
 *
 * @param stop ends it; what it answers then is no answer of the receiver's.
 */
export async function send(message: Message, webhook: Webhook, nowMs: number, stop: AbortSignal): Promise<Said> {
  const body = webhookBody(message, webhook, nowMs);
  const ending = new AbortController();
  const end = () => ending.abort(new Error('The server is stopping.'));
  const timer = setTimeout(() => ending.abort(new Error(`No answer within ${timeoutMs / 1000} s.`)), timeoutMs);
  const shown = (text: string) => withoutSecrets(text, webhook).slice(0, mostCharacters);
  if (stop.aborted) end();
  stop.addEventListener('abort', end, { once: true });
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      headers: { ...webhook.headers, ...headersOf(message, webhook, nowMs, body) },
      body,
      redirect: 'manual',
      signal: ending.signal,
    });
    // It has answered, also where the rest of it does not come.
    const text = await startOf(response).catch(() => '');
    const retryAfterMs = retryAfterOf(response.headers.get('retry-after'), nowMs);
    return { status: response.status, text: shown(text), retryAfterMs };
  } catch (error) {
    return { status: null, text: shown(reasonOf(error)), retryAfterMs: null };
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
  }
}

function headersOf({ messageId }: Message, { type, secret }: Webhook, nowMs: number, body: string) {
  const timestamp = Math.floor(nowMs / 1000);
  return {
    'content-type': 'application/json',
    'user-agent': 'perf-server',
    'idempotency-key': messageId,
    ...(type === 'json' ? { 'webhook-id': messageId, 'webhook-timestamp': String(timestamp) } : {}),
    ...(secret === null ? {} : { 'webhook-signature': signature(secret, messageId, timestamp, body) }),
  };
}

/** Leaves the rest unread, which closes the connection. */
async function startOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= mostBytes) break;
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, mostBytes));
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** Seconds, or a date. */
function retryAfterOf(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

/** fetch has the reason as a cause, and of a name with several addresses one for each. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const { errors, code, message: deeper } = (cause ?? {}) as { errors?: Error[]; code?: string; message?: string };
  const reasons = errors?.map((one) => one.message) ?? [deeper || code || message];
  return reasons.join('; ');
}
