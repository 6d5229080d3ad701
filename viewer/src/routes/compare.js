import { CHANGE_SORTS, NORMS, oneOf } from '../choices.js';
import { labelOf, parseSelector, printSelector, selectorOf, withValue } from '../selector.js';
import { DEFAULT_RANGE, parseRange, parseTreeView, Query, WHOLE_TREE } from './params.js';
export function compareRoute(rest) {
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
export function parseCompare(params) {
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
        norm: oneOf(NORMS, params.get('norm'), ''),
        width: oneOf(['before', 'after'], params.get('width'), 'after'),
        focus: params.get('focus') ?? '',
        search: params.get('search') ?? '',
        ...parseTreeView(params),
        sort: oneOf(CHANGE_SORTS, params.get('sort'), 'evidence'),
    });
}
export function printCompare(route) {
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
//# sourceMappingURL=compare.js.map