import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { DeployNoteStore } from '../settings/deploy-note-store.js';
import { bodyOf, writes } from './writes.js';

export interface DeploysOptions {
  readonly deployNotes: DeployNoteStore;
  /** Required of those who change something, where set. */
  readonly apiKey: string | null;
}

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'must have no control characters');

const shape = z.strictObject({
  service: text(1_024),
  env: z.string().max(1_024).default(''),
  version: text(1_024),
  message: z.string().max(2_000).default(''),
  link: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(2_000)
    .or(z.literal(''))
    .default(''),
  commit: z
    .string()
    .max(100)
    .regex(/^[\w.-]*$/, 'must be a hash or a name')
    .default(''),
});

/** `POST /api/v1/deploys`: what people say of a version, also of one that has sent nothing yet. Read with `GET`, as deploys are. */
export function deployRoutes({ deployNotes, apiKey }: DeploysOptions): Router {
  const router = Router();
  router.post('/deploys', writes(apiKey), (request: Request, response: Response) => {
    const { service, env, version, ...said } = bodyOf(request, shape);
    const note = { ...said, atMs: Date.now() };
    deployNotes.put({ service, env, version, note });
    response.status(201).json(note);
  });
  return router;
}
