/** The page of a service <-> its URL. Pure. */
import { oneOf, SORTS, type Sort } from '../choices.js';
import { parseSelector, printSelector, type Selector, selectorOf } from '../selector.js';
import {
  behindService,
  DEFAULT_RANGE,
  type FunctionKey,
  parseRange,
  parseTreeView,
  Query,
  type Range,
  selectorWithin,
  type TreeView,
  WHOLE_TREE,
} from './params.js';

/** What can be opened below the timeline. */
export type Strip = 'numbers' | 'instances';

export interface ServiceRoute extends TreeView {
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
  /** The label whose values are the rows of the strip `instances`. */
  readonly by: string;
}

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
    ...WHOLE_TREE,
    fn: null,
    sort: 'self',
    strips: [],
    by: 'instance',
    ...rest,
  };
}

/** @throws SelectorError or StepsError for what cannot be read. */
export function parseService(service: string, params: URLSearchParams): ServiceRoute {
  const name = params.get('function');
  return serviceRoute(service, {
    selector: selectorWithin(service, parseSelector(params.get('query') ?? '')),
    range: parseRange(params, 'from', 'until', DEFAULT_RANGE),
    focus: params.get('focus') ?? '',
    search: params.get('search') ?? '',
    ...parseTreeView(params),
    fn: name === null ? null : { name, file: params.get('file') ?? '' },
    sort: oneOf(SORTS, params.get('sort'), 'self'),
    strips: [...new Set((params.get('show') ?? '').split(','))].filter((strip): strip is Strip =>
      STRIPS.some((known) => known === strip),
    ),
    by: params.get('by') || 'instance',
  });
}

export function printService(route: ServiceRoute): string {
  const bare = printSelector(selectorOf('', { service: route.service }));
  const query = new Query()
    .add('query', printSelector(route.selector), bare)
    .addRange(route.range)
    .add('focus', route.focus)
    .add('search', route.search)
    .addTreeView(route);
  if (route.fn) query.set('function', route.fn.name).add('file', route.fn.file);
  query.add('sort', route.sort, 'self').add('show', route.strips.join()).add('by', route.by, 'instance');
  return behindService('/service/', route.service, query);
}
