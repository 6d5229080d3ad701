/**
 * What the page shows <-> its URL. Pure. Every choice is in the URL, under the names the HTTP API uses, so that a link
 * shows what its sender saw. Parameters at their defaults are left out.
 */
import type { Norm } from '@perf/profile/api.js';
import { CHANGE_SORTS, type ChangeSort, NORMS, oneOf, SORTS, type Sort } from './choices.js';
import { type FileCompareRoute, type FileRoute, parseFileRoute, printFileRoute } from './files/file-url.js';
import { wellFormed } from './names.js';
import {
  labelOf,
  parseSelector,
  printSelector,
  type Selector,
  SelectorError,
  selectorOf,
  withValue,
} from './selector.js';

/** As the API reads times: epoch milliseconds, `now` or `now-90m`. */
export interface Range {
  readonly from: string;
  readonly until: string;
}

export interface FunctionKey {
  readonly name: string;
  readonly file: string;
}

export type { ChangeSort, Sort } from './choices.js';

/** What can be opened below the timeline. */
export type Strip = 'numbers' | 'instances';

export interface HomeRoute {
  readonly page: 'home';
  /** Narrows the list of services. */
  readonly search: string;
}

export interface ServiceRoute {
  readonly page: 'service';
  readonly service: string;
  /** Always with `service="..."` as its first matcher. */
  readonly selector: Selector;
  readonly range: Range;
  /** Path id of the frame zoomed into; empty for the whole. */
  readonly focus: string;
  readonly search: string;
  /** The function whose callers and callees are shown. */
  readonly fn: FunctionKey | null;
  readonly sort: Sort;
  /** In the order in which they were opened. */
  readonly strips: readonly Strip[];
}

/** One function across time and deploys. */
export interface FunctionRoute {
  readonly page: 'function';
  readonly service: string;
  /** Always with `service="..."` as its first matcher. */
  readonly selector: Selector;
  readonly range: Range;
  readonly fn: FunctionKey;
}

export interface CompareRoute {
  readonly page: 'compare';
  readonly base: Selector;
  readonly comparison: Selector;
  readonly baseRange: Range;
  readonly range: Range;
  /** Empty: per request where both sides counted them, else per instance-second. */
  readonly norm: Norm | '';
  /** Whose values are the widths of the diff's frames. */
  readonly width: 'before' | 'after';
  readonly focus: string;
  readonly search: string;
  readonly sort: ChangeSort;
}

/** A URL that cannot be read; `detail` says why. */
export interface InvalidRoute {
  readonly page: 'invalid';
  readonly detail: string;
}

export type Route =
  | HomeRoute
  | ServiceRoute
  | FunctionRoute
  | CompareRoute
  | FileRoute
  | FileCompareRoute
  | InvalidRoute;

export const DEFAULT_RANGE: Range = { from: 'now-1h', until: 'now' };
const STRIPS: readonly Strip[] = ['numbers', 'instances'];

export function serviceRoute(
  service: string,
  rest: Partial<Omit<ServiceRoute, 'page' | 'service'>> = {},
): ServiceRoute {
  return {
    page: 'service',
    service,
    selector: selectorOf('', { service }),
    range: DEFAULT_RANGE,
    focus: '',
    search: '',
    fn: null,
    sort: 'self',
    strips: [],
    ...rest,
  };
}

export function functionRoute(
  service: string,
  fn: FunctionKey,
  rest: Partial<Pick<FunctionRoute, 'selector' | 'range'>> = {},
): FunctionRoute {
  return { page: 'function', service, selector: selectorOf('', { service }), range: DEFAULT_RANGE, fn, ...rest };
}

export function compareRoute(rest: Partial<Omit<CompareRoute, 'page'>>): CompareRoute {
  const range = rest.range ?? DEFAULT_RANGE;
  return {
    page: 'compare',
    base: selectorOf('', {}),
    comparison: selectorOf('', {}),
    range,
    baseRange: rest.baseRange ?? range,
    norm: '',
    width: 'after',
    focus: '',
    search: '',
    sort: 'self',
    ...rest,
  };
}

/** `path` begins with a slash; `query` is what follows the question mark, `fragment` what begins with the `#`. */
export function parseRoute(path: string, query: string, fragment = ''): Route {
  const params = new URLSearchParams(query);
  try {
    const file = parseFileRoute(path, fragment);
    if (file !== null) return file;
    if (path === '/') return { page: 'home', search: params.get('search') ?? '' };
    if (path === '/compare') return parseCompare(params);
    if (path === '/function') return parseFunction(params);
    const dots = params.get('service');
    if (path === '/service/' && dots !== null) return parseService(dots, params);
    const service = /^\/service\/([^/]+)\/?$/.exec(path)?.[1];
    if (service !== undefined) return parseService(decodeURIComponent(service), params);
    return { page: 'invalid', detail: `There is no page at ${path}. The services are listed at /.` };
  } catch (error) {
    if (error instanceof SelectorError || error instanceof URIError) return { page: 'invalid', detail: error.message };
    throw error;
  }
}

export function printRoute(route: Route): string {
  if (route.page === 'invalid') return '/';
  if (route.page === 'file' || route.page === 'file-compare') return printFileRoute(route);
  const params = new URLSearchParams();
  const add = (name: string, value: string, standard: string) => {
    if (value !== standard) params.set(name, value);
  };
  if (route.page === 'home') {
    add('search', route.search, '');
    return withQuery('/', params);
  }
  if (route.page === 'service') {
    const bare = printSelector(selectorOf('', { service: route.service }));
    add('query', printSelector(route.selector), bare);
    add('from', route.range.from, DEFAULT_RANGE.from);
    add('until', route.range.until, DEFAULT_RANGE.until);
    add('focus', route.focus, '');
    add('search', route.search, '');
    if (route.fn) {
      params.set('function', route.fn.name);
      add('file', route.fn.file, '');
    }
    add('sort', route.sort, 'self');
    add('show', route.strips.join(), '');
    // A browser takes these two for steps in a path, escaped or not.
    if (route.service === '.' || route.service === '..') {
      params.set('service', route.service);
      return withQuery('/service/', params);
    }
    return withQuery(`/service/${encodeURIComponent(wellFormed(route.service))}`, params);
  }
  if (route.page === 'function') {
    params.set('name', route.fn.name);
    add('file', route.fn.file, '');
    params.set('query', printSelector(route.selector));
    add('from', route.range.from, DEFAULT_RANGE.from);
    add('until', route.range.until, DEFAULT_RANGE.until);
    return withQuery('/function', params);
  }
  params.set('base', printSelector(route.base));
  params.set('comparison', printSelector(route.comparison));
  add('baseFrom', route.baseRange.from, route.range.from);
  add('baseUntil', route.baseRange.until, route.range.until);
  add('from', route.range.from, DEFAULT_RANGE.from);
  add('until', route.range.until, DEFAULT_RANGE.until);
  add('norm', route.norm, '');
  add('width', route.width, 'after');
  add('focus', route.focus, '');
  add('search', route.search, '');
  add('sort', route.sort, 'self');
  return withQuery('/compare', params);
}

/** The selector of one service, whatever a query says of others. */
function selectorWithin(service: string, asked: Selector): Selector {
  const others = asked.matchers.filter(({ name, op }) => name !== 'service' || op !== '=');
  return { type: asked.type, matchers: [{ name: 'service', op: '=', value: service }, ...others] };
}

function parseFunction(params: URLSearchParams): Route {
  const asked = parseSelector(params.get('query') ?? '');
  const name = params.get('name');
  const service = labelOf(asked, 'service');
  if (!name || !service) {
    return { page: 'invalid', detail: 'A link to a function has its name, and a query that names its service.' };
  }
  return functionRoute(
    service,
    { name, file: params.get('file') ?? '' },
    { selector: selectorWithin(service, asked), range: parseRange(params, 'from', 'until', DEFAULT_RANGE) },
  );
}

function parseService(service: string, params: URLSearchParams): ServiceRoute {
  const name = params.get('function');
  return serviceRoute(service, {
    selector: selectorWithin(service, parseSelector(params.get('query') ?? '')),
    range: parseRange(params, 'from', 'until', DEFAULT_RANGE),
    focus: params.get('focus') ?? '',
    search: params.get('search') ?? '',
    fn: name === null ? null : { name, file: params.get('file') ?? '' },
    sort: oneOf(SORTS, params.get('sort'), 'self'),
    strips: [...new Set((params.get('show') ?? '').split(','))].filter((strip): strip is Strip =>
      STRIPS.some((known) => known === strip),
    ),
  });
}

function parseCompare(params: URLSearchParams): CompareRoute {
  const range = parseRange(params, 'from', 'until', DEFAULT_RANGE);
  let base = parseSelector(params.get('base') ?? '');
  const comparison = parseSelector(params.get('comparison') ?? '');
  if (!labelOf(base, 'service') && labelOf(comparison, 'service')) {
    base = withValue(base, 'service', labelOf(comparison, 'service'));
  }
  return compareRoute({
    base: base.type ? base : { ...base, type: comparison.type },
    comparison: comparison.type ? comparison : { ...comparison, type: base.type },
    range,
    baseRange: parseRange(params, 'baseFrom', 'baseUntil', range),
    norm: oneOf<Norm | ''>(NORMS, params.get('norm'), ''),
    width: oneOf(['before', 'after'] as const, params.get('width'), 'after'),
    focus: params.get('focus') ?? '',
    search: params.get('search') ?? '',
    sort: oneOf(CHANGE_SORTS, params.get('sort'), 'self'),
  });
}

function parseRange(params: URLSearchParams, from: string, until: string, standard: Range): Range {
  return { from: params.get(from) ?? standard.from, until: params.get(until) ?? standard.until };
}

function withQuery(path: string, params: URLSearchParams): string {
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}
