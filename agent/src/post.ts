import type http from 'node:http';
import { performance } from 'node:perf_hooks';
import { reasonOf } from './log.js';
import { connectTo } from './net/connect.js';
import { openQuietContext } from './net/quiet.js';
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

/** Statuses that tell of the key, the proxy or the URL, and not of the window: the next process may do better. */
const NOT_ITS_FAULT = [401, 403, 404, 405, 407];

/** Statuses below 500 that say "later", not "no". */
const LATER = [408, 425, 429];

/** What is known of the server and of how to reach it. */
export interface ServerOptions {
  readonly serverUrl: string;
  readonly apiKey: string | undefined;
  readonly caFile: string | undefined;
  /** The URL of a proxy. */
  readonly proxy: string | undefined;
}

/**
 * Opens a way to post parcels to a server, `close` ends its idle connections.
 * A post never rejects, takes at most ten seconds, does not keep the process alive, and is nobody's: neither part of a
 * request of the host, nor traced.
 */
export function openPost({ serverUrl, apiKey, caFile, proxy }: ServerOptions): { post: Post; close: () => void } {
  const url = new URL(`${serverUrl}/api/v1/profiles`);
  const connection = connectTo(url, proxy === undefined ? undefined : new URL(proxy), caFile);
  const quietly = openQuietContext();

  const attempt = (parcel: Parcel, timeoutMs: number) =>
    new Promise<Outcome & { stale?: boolean }>((resolve) => {
      const request = connection.request('POST', {
        'content-type': parcel.contentType,
        'content-length': parcel.body.length,
        'user-agent': 'perf-agent',
        accept: 'application/json, application/problem+json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      });
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        request.destroy(new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1000} s`));
      }, timeoutMs).unref();
      const settle = (outcome: Outcome & { stale?: boolean }) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      request.on('socket', (socket) => socket.unref());
      request.on('error', (error) => {
        settle({ kind: 'unreachable', reason: reasonOf(error), stale: request.reusedSocket && !late });
      });
      request.on('response', (response) => {
        readAnswer(response).then((text) => settle(outcomeOf(response, text)));
      });
      request.end(parcel.body);
    });

  return {
    // The server may have closed an idle connection just before it was used again: a fresh one, at once.
    post: async (parcel) => {
      const startMs = performance.now();
      try {
        const outcome = await quietly(() => attempt(parcel, REQUEST_TIMEOUT_MS));
        if (outcome.stale !== true) return outcome;
        const leftMs = Math.max(0, REQUEST_TIMEOUT_MS - (performance.now() - startMs));
        return await quietly(() => attempt(parcel, leftMs));
      } catch (error) {
        return { kind: 'unreachable', reason: reasonOf(error) };
      }
    },
    close: () => connection.close(),
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
  if (NOT_ITS_FAULT.includes(status)) return { kind: 'unreachable', reason };
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
