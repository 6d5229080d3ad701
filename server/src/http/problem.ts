import type { Problem } from '@perf/profile';
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { Refusal, type RefusalMessage, refusalOf, titleOf } from '../errors.js';

/** Sends a refusal as RFC 9457 has it. */
export function sendProblem(response: Response, refusal: RefusalMessage): void {
  const { status, detail, retryAfterSeconds } = refusal;
  const problem: Problem = { type: 'about:blank', title: titleOf(status), status, detail };
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds));
  if (status === 401) response.set('WWW-Authenticate', 'Bearer');
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}

/** The one place where errors become answers: the caller gets a sentence, the operator the whole error. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const refusal = refusalOf(error) ?? refusalOf(clientError(error));
    if (refusal === null) log.error({ err: error, path: request.path }, 'a request failed');
    // Damage: the operator hears which answers it costs.
    else if (refusal.status === 500) log.error({ detail: refusal.detail, path: request.path }, 'a request failed');
    sendProblem(response, refusal ?? { status: 500, detail: 'The server failed; its log says how.' });
  };
}

/** express's own errors for requests it cannot read, such as a path with broken escapes. */
function clientError(error: unknown): unknown {
  const status = (error as { status?: unknown }).status;
  if (typeof status !== 'number' || status < 400 || status > 499) return error;
  return new Refusal(400, error instanceof Error ? error.message : 'The request cannot be read.');
}
