import type { Experiment, ExperimentsReport } from '@perf/profile';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { Refusal } from '../errors.js';
import { Params } from '../params.js';
import type { ExperimentStore } from '../settings/experiment-store.js';
import { parseTimeMs } from '../time.js';
import { onlyMethods } from './methods.js';
import { bodyOf, writes } from './writes.js';

export interface ExperimentsOptions {
  readonly experiments: ExperimentStore;
  /** Required of those who change something, where set. */
  readonly apiKey: string | null;
}

const mostLabels = 16;
const plain = /^[^\p{Cc}]*$/u;
const startShape = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][\w.-]{0,99}$/,
      'must be 1 to 100 letters, digits, and _ . -, beginning with a letter or digit',
    ),
  service: z.string().min(1).max(1_024).regex(plain),
  env: z.string().max(1_024).regex(plain).default(''),
  labels: z
    .record(z.string().regex(/^[A-Za-z_][\w.-]{0,127}$/, 'is no name of a label'), z.string().max(1_024).regex(plain))
    .refine((labels) => Object.keys(labels).length <= mostLabels, `must be at most ${mostLabels}`)
    .refine(
      (labels) => !('service' in labels || 'env' in labels),
      'must not have service or env: these stand beside them',
    )
    .default({}),
  note: z.string().max(1_000).default(''),
  from: z.string().max(30).optional(),
  until: z.string().max(30).optional(),
});

/** `/api/v1/experiments`, `/api/v1/experiments/<name>` and `/api/v1/experiments/<name>/stop`. */
export function experimentRoutes({ experiments, apiKey }: ExperimentsOptions): Router {
  const router = Router();
  const guarded = writes(apiKey);
  const named = ({ params }: Request): string => String(params.name);
  const none = ({ originalUrl }: Request, known: readonly string[]): Params =>
    new Params(new URL(originalUrl, 'http://localhost').searchParams, known);
  router
    .route('/experiments')
    .get((request: Request, response: Response) => {
      const report: ExperimentsReport = { experiments: experiments.list(none(request, ['service']).text('service')) };
      response.set('Cache-Control', 'no-store').json(report);
    })
    .post(guarded, (request: Request, response: Response) => {
      const { from, until, ...asked } = bodyOf(request, startShape);
      response.status(201).json(experiments.start({ ...asked, ...timesOf(from, until, Date.now()) }));
    })
    .all(onlyMethods('GET, HEAD, POST'));
  router
    .route('/experiments/:name')
    .get((request: Request, response: Response) => {
      none(request, []);
      response.set('Cache-Control', 'no-store').json(experiments.get(named(request)));
    })
    .delete(guarded, (request: Request, response: Response) => {
      experiments.remove(named(request));
      response.status(204).end();
    })
    .all(onlyMethods('GET, HEAD, DELETE'));
  router
    .route('/experiments/:name/stop')
    .post(guarded, (request: Request, response: Response) => {
      response.json(experiments.stop(named(request), Date.now()));
    })
    .all(onlyMethods('POST'));
  return router;
}

/** From now on, or a time that was: it ends where that is said. */
function timesOf(from = 'now', until: string | undefined, nowMs: number): Pick<Experiment, 'fromMs' | 'untilMs'> {
  const fromMs = parseTimeMs(from, 'from', nowMs);
  if (fromMs > nowMs) throw new Refusal(400, 'from lies ahead: an experiment begins now, or has begun.');
  if (until === undefined) return { fromMs, untilMs: null };
  const untilMs = parseTimeMs(until, 'until', nowMs);
  if (untilMs > nowMs) throw new Refusal(400, 'until lies ahead: leave it out, and stop the experiment then.');
  if (untilMs <= fromMs) throw new Refusal(400, `from (${fromMs}) must be before until (${untilMs}).`);
  return { fromMs, untilMs };
}
