import { timingSafeEqual } from 'node:crypto';
import express, { type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import { Refusal } from '../errors.js';
import { mistakeText } from '../mistakes.js';

const mostBytes = 64 * 1024;

/**
 * What a request that changes something has to have: the API key where there is one, and JSON's content type, without which a
 * page of another site could send it through a browser that asks nobody. Its body, where it has one, is read as JSON.
 */
export function writes(apiKey: string | null): RequestHandler {
  return (request, response, next) => {
    checkKey(request, apiKey);
    if (!/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? '')) {
      throw new Refusal(
        415,
        `${request.method} ${request.baseUrl}${request.path} takes content-type: application/json.`,
      );
    }
    readJson(request, response, (error?: unknown) => next(error === undefined ? undefined : refused(error)));
  };
}

/** @throws Refusal 401 */
export function checkKey({ headers }: Request, apiKey: string | null): void {
  if (apiKey !== null && !isKey(headers.authorization, apiKey)) {
    throw new Refusal(401, 'The API key is missing or wrong: set PERF_API_KEY to the key of this server.');
  }
}

/**
 * A body as its shape has it.
 *
 * @throws Refusal 400 that names the first mistake and its place.
 */
export function bodyOf<Shape extends z.ZodObject>({ body }: Request, shape: Shape): z.infer<Shape> {
  const parsed = shape.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0] as z.core.$ZodIssue;
  throw new Refusal(
    400,
    mistakeText(issue, '', () => Object.keys(shape.shape)),
  );
}

const readJson = express.json({ limit: mostBytes, strict: false });

function refused(error: unknown): unknown {
  const { type } = error as { type?: unknown };
  if (type === 'entity.too.large') return new Refusal(413, `The body has more than ${mostBytes} bytes.`);
  if (type === 'entity.parse.failed') return new Refusal(400, `The body is not JSON: ${(error as Error).message}.`);
  return error;
}

function isKey(header: string | undefined, apiKey: string): boolean {
  const given = Buffer.from(header?.replace(/^Bearer /i, '') ?? '');
  const wanted = Buffer.from(apiKey);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
