import { type RequestHandler, type Response, Router } from 'express';
import { refusalFrom } from '../errors.js';
import { type QueryName, queryCalls } from '../query/calls.js';
import type { Question } from '../query.js';
import type { QueryPool } from '../query-pool.js';
import type { Metrics } from './metrics.js';

/** `GET /api/v1/<call>`: passes the question to a query thread and its bytes on. */
export function queryRoutes(pool: QueryPool, metrics: Metrics): Router {
  const router = Router();
  for (const name of Object.keys(queryCalls) as QueryName[]) router.get(`/${name}`, handler(name, pool, metrics));
  return router;
}

function handler(name: QueryName, pool: QueryPool, metrics: Metrics): RequestHandler {
  return async (request, response) => {
    const { search } = new URL(request.originalUrl, 'http://localhost');
    await sendAnswer(response, { name, search }, pool, metrics);
  };
}

/** Asks a query thread and sends what it answers. Throws its refusal. */
export async function sendAnswer(
  response: Response,
  question: Omit<Question, 'nowMs'>,
  pool: QueryPool,
  metrics: Metrics,
): Promise<void> {
  const done = metrics.queryStarted(question.name);
  try {
    const answer = await pool.ask({ ...question, nowMs: Date.now() });
    if ('refusal' in answer) throw refusalFrom(answer.refusal);
    if (answer.fileName !== null) response.attachment(answer.fileName);
    response.set('Cache-Control', 'no-store').set('Content-Type', answer.contentType);
    response.send(Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength));
  } finally {
    done();
  }
}
