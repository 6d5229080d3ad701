import { type RequestHandler, Router } from 'express';
import { refusalFrom } from '../errors.js';
import { type QueryName, queryCalls } from '../query/calls.js';
import type { QueryPool } from '../query-pool.js';
import type { Metrics } from './metrics.js';

export interface QueryOptions {
  readonly queries: QueryPool;
  readonly metrics: Metrics;
  /** Has the store mend what a question found damaged. */
  mend(): void;
}

/** `GET /api/v1/<call>`: passes the question to a query thread and its bytes on. */
export function queryRoutes(options: QueryOptions): Router {
  const router = Router();
  for (const name of Object.keys(queryCalls) as QueryName[]) router.get(`/${name}`, handler(name, options));
  return router;
}

function handler(name: QueryName, { queries, metrics, mend }: QueryOptions): RequestHandler {
  return async (request, response) => {
    const done = metrics.queryStarted(name);
    const { search } = new URL(request.originalUrl, 'http://localhost');
    try {
      const answer = await queries.ask({ name, search, nowMs: Date.now() });
      if ('refusal' in answer) {
        if (answer.refusal.isMendable === true) mend();
        throw refusalFrom(answer.refusal);
      }
      if (answer.fileName !== null) response.attachment(answer.fileName);
      response.set('Cache-Control', 'no-store').set('Content-Type', answer.contentType);
      response.send(Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength));
    } finally {
      done();
    }
  };
}
