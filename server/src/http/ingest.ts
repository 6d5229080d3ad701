import { timingSafeEqual } from 'node:crypto';
import type { IngestReport } from '@perf/profile';
import type { RequestHandler } from 'express';
import { Refusal } from '../errors.js';
import { readWindow } from '../ingest.js';
import type { Limits } from '../limits.js';
import type { IncomingWindow, ProfileWriter } from '../store/store.js';
import { readBody } from './body.js';
import type { Metrics } from './metrics.js';
import { Receiving } from './receiving.js';

export interface IngestOptions {
  readonly store: ProfileWriter;
  readonly limits: Limits;
  readonly metrics: Metrics;
  /** Required as a bearer token where set. */
  readonly apiKey: string | null;
}

/** `POST /api/v1/profiles`: 200 once the window is on disk. */
export function ingestHandler({ store, limits, metrics, apiKey }: IngestOptions): RequestHandler {
  const receiving = new Receiving(limits.receivingBytes);
  return async (request, response) => {
    if (apiKey !== null && !authorised(request.headers.authorization, apiKey)) {
      throw new Refusal(401, 'The API key is missing or wrong: set PERF_API_KEY to the key of this server.');
    }
    const search = new URL(request.url, 'http://localhost').searchParams;
    const share = receiving.begin();
    let window: IncomingWindow;
    try {
      const body = await readBody(request, limits, share);
      window = readWindow({ search, ...body, receivedMs: Date.now() }, limits);
    } finally {
      // From here on the store's queue bounds it.
      share.giveBack();
    }
    const receipt = await store.append(window);
    metrics.ingested(receipt, window);
    const report: IngestReport = { id: receipt.id, stored: receipt.stored, duplicate: receipt.duplicate };
    response.json(report);
  };
}

export function authorised(header: string | undefined, apiKey: string): boolean {
  const given = Buffer.from(header?.replace(/^Bearer /i, '') ?? '');
  const wanted = Buffer.from(apiKey);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
