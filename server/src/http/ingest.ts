import { timingSafeEqual } from 'node:crypto';
import type { IngestReport } from '@perf/profile';
import type { RequestHandler } from 'express';
import { Refusal } from '../errors.js';
import { readWindow } from '../ingest.js';
import type { Limits } from '../limits.js';
import type { ProfileWriter } from '../store/store.js';
import { readBody } from './body.js';
import type { Metrics } from './metrics.js';

export interface IngestOptions {
  readonly store: ProfileWriter;
  readonly limits: Limits;
  readonly metrics: Metrics;
  /** Required as a bearer token where set. */
  readonly apiKey: string | null;
}

/** `POST /api/v1/profiles`: 200 once the window is on disk. */
export function ingestHandler({ store, limits, metrics, apiKey }: IngestOptions): RequestHandler {
  return async (request, response) => {
    if (apiKey !== null && !authorised(request.headers.authorization, apiKey)) {
      throw new Refusal(401, 'The API key is missing or wrong: set PERF_API_KEY to the key of this server.');
    }
    const search = new URL(request.url, 'http://localhost').searchParams;
    const { profiles, meta } = await readBody(request, limits);
    const window = readWindow({ search, profiles, meta, receivedMs: Date.now() }, limits);
    const receipt = await store.append(window);
    metrics.ingested(receipt.stored, profiles);
    const report: IngestReport = { id: receipt.id, stored: receipt.stored, duplicate: receipt.duplicate };
    response.json(report);
  };
}

function authorised(header: string | undefined, apiKey: string): boolean {
  const given = Buffer.from(header?.replace(/^Bearer /i, '') ?? '');
  const wanted = Buffer.from(apiKey);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
