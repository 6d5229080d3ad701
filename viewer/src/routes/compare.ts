/** The comparison of two selections <-> its URL. Pure. */
import type { Norm } from '@perf/profile/api.js';
import { CHANGE_SORTS, type ChangeSort, NORMS, oneOf } from '../choices.js';
import { labelOf, parseSelector, printSelector, type Selector, selectorOf, withValue } from '../selector.js';
import { DEFAULT_RANGE, parseRange, parseTreeView, Query, type Range, type TreeView, WHOLE_TREE } from './params.js';

export interface CompareRoute extends TreeView {
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
    ...WHOLE_TREE,
    sort: 'evidence',
    ...rest,
  };
}

/** @throws SelectorError or StepsError for what cannot be read. */
export function parseCompare(params: URLSearchParams): CompareRoute {
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
    ...parseTreeView(params),
    sort: oneOf(CHANGE_SORTS, params.get('sort'), 'evidence'),
  });
}

export function printCompare(route: CompareRoute): string {
  return new Query()
    .set('base', printSelector(route.base))
    .set('comparison', printSelector(route.comparison))
    .add('baseFrom', route.baseRange.from, route.range.from)
    .add('baseUntil', route.baseRange.until, route.range.until)
    .addRange(route.range)
    .add('norm', route.norm)
    .add('width', route.width, 'after')
    .add('focus', route.focus)
    .add('search', route.search)
    .addTreeView(route)
    .add('sort', route.sort, 'evidence')
    .behind('/compare');
}
