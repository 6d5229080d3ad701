import http from 'node:http';
import https from 'node:https';
import { reasonOf } from './log.js';
import type { Parcel } from './window.js';

/** What became of one attempt to deliver a parcel. */
export type Outcome =
  | { readonly kind: 'accepted' }
  /** The server will never take it: trying again is useless. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** The server failed, or asks to wait `waitMs`. */
  | { readonly kind: 'failed'; readonly reason: string; readonly waitMs: number | undefined }
  /** The server was not reached. */
  | { readonly kind: 'unreachable'; readonly reason: string };

export type Post = (parcel: Parcel) => Promise<Outcome>;

const REQUEST_TIMEOUT_MS = 10_000;
const MOST_ANSWER_BYTES = 64 * 1024;

/** Statuses below 500 that say "later", not "no". */
const LATER = [408, 425, 429];

/**
 * Opens a way to post parcels to `serverUrl`; `close` ends its idle connections.
 * A post never rejects, takes at most ten seconds, and does not keep the process alive.
 */
export function openPost(serverUrl: string, apiKey: string | undefined): { post: Post; close: () => void } {
  const url = new URL(`${serverUrl}/api/v1/profiles`);
  const secure = url.protocol === 'https:';
  const agent = secure
    ? new https.Agent({ keepAlive: true, maxSockets: 1 })
    : new http.Agent({ keepAlive: true, maxSockets: 1 });
  const open = secure ? https.request : http.request;

  const attempt = (parcel: Parcel) =>
    new Promise<Outcome & { stale?: boolean }>((resolve) => {
      const request = open(url, {
        method: 'POST',
        agent,
        headers: {
          'content-type': parcel.contentType,
          'content-length': parcel.body.length,
          'user-agent': 'perf-agent',
          accept: 'application/json, application/problem+json',
          ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        },
      });
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1000} s`));
      }, REQUEST_TIMEOUT_MS).unref();
      const settle = (outcome: Outcome & { stale?: boolean }) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      request.on('socket', (socket) => socket.unref());
      request.on('error', (error) => {
        settle({ kind: 'unreachable', reason: reasonOf(error), stale: request.reusedSocket });
      });
      request.on('response', (response) => {
        readAnswer(response).then((text) => settle(outcomeOf(response, text)));
      });
      request.end(parcel.body);
    });

  return {
    // The server may have closed an idle connection just before it was used again: a fresh one, at once.
    post: async (parcel) => {
      const outcome = await attempt(parcel);
      return outcome.stale === true ? attempt(parcel) : outcome;
    },
    close: () => agent.destroy(),
  };
}

/** The answer's text as far as it came, at most 64 KiB of it. Never rejects. */
function readAnswer(response: http.IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = () => resolve(Buffer.concat(chunks).toString('utf8'));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_ANSWER_BYTES) response.destroy();
    });
    response.on('error', finish);
    response.on('close', finish);
  });
}

function outcomeOf(response: http.IncomingMessage, text: string): Outcome {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  const reason = `${status} ${problemDetail(text) ?? response.statusMessage ?? ''}`.trim();
  if (status >= 500 || LATER.includes(status)) {
    return { kind: 'failed', reason, waitMs: parseRetryAfter(response.headers['retry-after'], Date.now()) };
  }
  return { kind: 'rejected', reason };
}

/** `detail` (else `title`) of an RFC 9457 problem document. */
function problemDetail(text: string): string | undefined {
  try {
    const problem: { detail?: unknown; title?: unknown } = Object(JSON.parse(text));
    const detail = problem.detail ?? problem.title;
    return typeof detail === 'string' ? detail : undefined;
  } catch {
    return undefined;
  }
}

/** Retry-After is a number of seconds or a date. Returns milliseconds from now, undefined if there is none. */
function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const waitMs = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined;
}
