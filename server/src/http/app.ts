import type { StorageReport } from '@perf/profile';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { Refusal } from '../errors.js';
import { type AlertsOptions, alertRoutes } from './alerts.js';
import { type BudgetsOptions, budgetRoutes } from './budgets.js';
import { type DeploysOptions, deployRoutes } from './deploys.js';
import { type ExperimentsOptions, experimentRoutes } from './experiments.js';
import { gateRoute } from './gate.js';
import { hostGuard } from './hosts.js';
import { type IngestOptions, ingestHandler } from './ingest.js';
import { onlyMethods } from './methods.js';
import { opsRoutes } from './ops.js';
import { pageHandler } from './pages.js';
import { problemHandler } from './problem.js';
import { type QueryOptions, queryRoutes } from './query.js';
import { storageHandler } from './storage.js';
import { viewerRoutes } from './viewer.js';

export interface AppOptions
  extends IngestOptions,
    QueryOptions,
    AlertsOptions,
    BudgetsOptions,
    ExperimentsOptions,
    DeploysOptions {
  readonly allowedHosts: readonly string[];
  /** The folder of the built viewer. */
  readonly viewerDir: string;
  /** What is stored takes up, and will. */
  storage(): StorageReport;
  /** Why the server cannot do its work; null while it can. */
  notReady(): string | null;
  readonly log: Logger;
}

/** The whole of HTTP: guards first, then the API, then the viewer, then one place for errors. */
export function createApp(options: AppOptions): Express {
  const { metrics, log } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', false);
  app.use((request, response, next) => {
    response.on('finish', () => {
      metrics.answered(response.statusCode);
      log.debug({ method: request.method, url: request.originalUrl, status: response.statusCode }, 'request');
    });
    next();
  });
  app.use(securityHeaders());
  app.use(hostGuard(options.allowedHosts));
  app.use(opsRoutes(metrics, options.notReady));
  app.route('/api/v1/profiles').post(ingestHandler(options)).all(onlyMethods('POST'));
  app.get('/api/v1/storage', storageHandler(options.storage));
  app.use('/api/v1', alertRoutes(options));
  app.use('/api/v1', queryRoutes(options));
  app.use('/api/v1', gateRoute(options));
  app.use('/api/v1', budgetRoutes(options));
  app.use('/api/v1', experimentRoutes(options));
  app.use('/api/v1', deployRoutes(options));
  app.use('/api', (request, response) => {
    const [path] = request.originalUrl.split('?');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.set('Allow', 'GET, HEAD');
      throw new Refusal(405, `${path} is read with GET.`);
    }
    throw new Refusal(404, `There is no ${path}: the API is described in the server's README.`);
  });
  app.use(viewerRoutes(options.viewerDir, pageHandler(options)));
  app.use(problemHandler(log));
  return app;
}

/** Nothing but the viewer's own files may load or run; nobody may frame it. */
function securityHeaders(): express.RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Plain HTTP on loopback is the default; a proxy that adds TLS adds this header as well.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}
