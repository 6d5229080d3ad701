import express, { type RequestHandler } from 'express';
import { Refusal } from '../errors.js';
import { authorised } from './ingest.js';

const bodyBytes = 256 * 1024;

/**
 * Reads a body of JSON. Only what calls itself so is taken: a page of another site could send anything else without being
 * asked first.
 */
export function jsonBody(): RequestHandler {
  const parse = express.json({ limit: bodyBytes, type: 'application/json' });
  return (request, response, next) => {
    if (request.is('application/json') === false) {
      throw new Refusal(415, 'Send JSON, and the header content-type: application/json.');
    }
    parse(request, response, (error?: unknown) => {
      const { type } = (error ?? {}) as { type?: string };
      if (type === 'entity.too.large') next(new Refusal(413, `The body has more than ${bodyBytes} bytes.`));
      else if (error !== undefined) next(new Refusal(400, 'The body is not JSON.'));
      else next();
    });
  };
}

/** Lets those write who know the key, and all where there is none. They say what they send: `jsonBody`. */
export function writing(apiKey: string | null): RequestHandler {
  const parse = jsonBody();
  return (request, response, next) => {
    if (apiKey !== null && !authorised(request.headers.authorization, apiKey)) {
      throw new Refusal(401, 'The API key is missing or wrong: set PERF_API_KEY to the key of this server.');
    }
    parse(request, response, next);
  };
}
