import type { IngestReport } from '@perf/profile';
import type { RequestHandler } from 'express';
import { readWindow } from '../ingest.js';
import type { Limits } from '../limits.js';
import type { IncomingWindow, ProfileWriter } from '../store/store.js';
import { readBody } from './body.js';
import type { Metrics } from './metrics.js';
import { Receiving } from './receiving.js';
import { checkKey } from './writes.js';

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
    checkKey(request, apiKey);
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
