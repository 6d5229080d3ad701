import { type RequestHandler, type Response, Router } from 'express';
import { refusalFrom } from '../errors.js';
import { type QueryName, queryCalls } from '../query/calls.js';
import type { Question } from '../query.js';
import type { QueryPool } from '../query-pool.js';
import type { DeployNoteStore } from '../settings/deploy-note-store.js';
import type { Metrics } from './metrics.js';

export interface QueryOptions {
  readonly queries: QueryPool;
  readonly metrics: Metrics;
  readonly deployNotes: DeployNoteStore;
  /** Has the store mend what a question found damaged. */
  mend(): void;
}

/** `GET /api/v1/<call>`: passes the question to a query thread and its bytes on. */
export function queryRoutes(options: QueryOptions): Router {
  const router = Router();
  for (const name of Object.keys(queryCalls) as QueryName[]) router.get(`/${name}`, handler(name, options));
  return router;
}

function handler(name: QueryName, options: QueryOptions): RequestHandler {
  return async (request, response) => {
    const { search } = new URL(request.originalUrl, 'http://localhost');
    await sendAnswer(response, { name, search }, options);
  };
}

/** What shows deploys with what people said of them: a query thread cannot ask. */
const showNotes = new Set<Question['name']>(['deploys', 'page-deploys', 'page-service']);

/** Asks a query thread and sends what it answers. Throws its refusal. */
export async function sendAnswer(
  response: Response,
  question: Omit<Question, 'nowMs' | 'notes'>,
  { queries, metrics, mend, deployNotes }: QueryOptions,
): Promise<void> {
  const done = metrics.queryStarted(question.name);
  try {
    const service = showNotes.has(question.name) ? new URLSearchParams(question.search).get('service') : null;
    const notes = service === null ? undefined : deployNotes.of(service);
    const answer = await queries.ask({ ...question, nowMs: Date.now(), notes });
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
}
