import type { RequestHandler } from 'express';
import { Refusal } from '../errors.js';

/** For the end of a route: refuses every other method than these, such as `GET, HEAD`. */
export function onlyMethods(methods: string): RequestHandler {
  return (request, response) => {
    response.set('Allow', methods);
    throw new Refusal(405, `${request.baseUrl}${request.path} takes ${methods} only.`);
  };
}
