import type { StorageReport } from '@perf/profile';
import type { RequestHandler } from 'express';
import { Params } from '../params.js';

/** `GET /api/v1/storage`. */
export function storageHandler(storage: () => StorageReport): RequestHandler {
  return (request, response) => {
    // Refuses every parameter.
    new Params(new URL(request.originalUrl, 'http://localhost').searchParams, []);
    response.set('Cache-Control', 'no-store').json(storage());
  };
}
