/**
 * What the page shows <-> its URL. Pure. Every choice is in the URL, under the names the HTTP API uses, so that a link
 * shows what its sender saw. Parameters at their defaults are left out. Each page has its file in routes/.
 */
import { StepsError } from '@perf/profile/transforms/function-name.js';
import { type FileCompareRoute, type FileRoute, parseFileRoute, printFileRoute } from './files/file-url.js';
import { type CompareRoute, parseCompare, printCompare } from './routes/compare.js';
import { type DeploysRoute, deploysRoute, printDeploys } from './routes/deploys.js';
import { type FunctionRoute, parseFunction, printFunction } from './routes/function.js';
import { type HomeRoute, parseHome, printHome } from './routes/home.js';
import { parseService, printService, type ServiceRoute } from './routes/service.js';
import { SelectorError } from './selector.js';

export type { ChangeSort, Sort } from './choices.js';
export { type CompareRoute, compareRoute } from './routes/compare.js';
export { type DeploysRoute, deploysRoute } from './routes/deploys.js';
export { type FunctionRoute, functionRoute } from './routes/function.js';
export type { HomeRoute } from './routes/home.js';
export { DEFAULT_RANGE, type FunctionKey, type Range, type TreeView } from './routes/params.js';
export { type ServiceRoute, type Strip, serviceRoute } from './routes/service.js';

/** A URL that cannot be read; `detail` says why. */
export interface InvalidRoute {
  readonly page: 'invalid';
  readonly detail: string;
}

export type Route =
  | HomeRoute
  | ServiceRoute
  | DeploysRoute
  | FunctionRoute
  | CompareRoute
  | FileRoute
  | FileCompareRoute
  | InvalidRoute;

/** `path` begins with a slash; `query` is what follows the question mark, `fragment` what begins with the `#`. */
export function parseRoute(path: string, query: string, fragment = ''): Route {
  try {
    return parseFileRoute(path, fragment) ?? parsePage(path, new URLSearchParams(query));
  } catch (error) {
    if (error instanceof StepsError) return invalid(`Its view cannot be read. ${error.message}`);
    if (error instanceof SelectorError || error instanceof URIError) return invalid(error.message);
    throw error;
  }
}

export function printRoute(route: Route): string {
  switch (route.page) {
    case 'home':
      return printHome(route);
    case 'service':
      return printService(route);
    case 'deploys':
      return printDeploys(route);
    case 'function':
      return printFunction(route);
    case 'compare':
      return printCompare(route);
    case 'file':
    case 'file-compare':
      return printFileRoute(route);
    case 'invalid':
      return '/';
  }
}

function parsePage(path: string, params: URLSearchParams): Route {
  if (path === '/') return parseHome(params);
  if (path === '/compare') return parseCompare(params);
  if (path === '/function') {
    return parseFunction(params) ?? invalid('A link to a function has its name, and a query that names its service.');
  }
  const [, page, named] = /^\/(service|deploys)\/(?:([^/]+)\/?)?$/.exec(path) ?? [];
  const service = named === undefined ? params.get('service') : decodeURIComponent(named);
  if (page !== undefined && service !== null) {
    return page === 'service' ? parseService(service, params) : deploysRoute(service);
  }
  return invalid(`There is no page at ${path}. The services are listed at /.`);
}

function invalid(detail: string): InvalidRoute {
  return { page: 'invalid', detail };
}
