/** The page of a service <-> its URL. Pure. */
import { oneOf, SORTS } from '../choices.js';
import { parseSelector, printSelector, selectorOf } from '../selector.js';
import { behindService, DEFAULT_RANGE, parseRange, parseTreeView, Query, selectorWithin, WHOLE_TREE, } from './params.js';
const STRIPS = ['numbers', 'instances'];
export function serviceRoute(service, rest = {}) {
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
export function parseService(service, params) {
    const name = params.get('function');
    return serviceRoute(service, {
        selector: selectorWithin(service, parseSelector(params.get('query') ?? '')),
        range: parseRange(params, 'from', 'until', DEFAULT_RANGE),
        focus: params.get('focus') ?? '',
        search: params.get('search') ?? '',
        ...parseTreeView(params),
        fn: name === null ? null : { name, file: params.get('file') ?? '' },
        sort: oneOf(SORTS, params.get('sort'), 'self'),
        strips: [...new Set((params.get('show') ?? '').split(','))].filter((strip) => STRIPS.some((known) => known === strip)),
        by: params.get('by') || 'instance',
    });
}
export function printService(route) {
    const bare = printSelector(selectorOf('', { service: route.service }));
    const query = new Query()
        .add('query', printSelector(route.selector), bare)
        .addRange(route.range)
        .add('focus', route.focus)
        .add('search', route.search)
        .addTreeView(route);
    if (route.fn)
        query.set('function', route.fn.name).add('file', route.fn.file);
    query.add('sort', route.sort, 'self').add('show', route.strips.join()).add('by', route.by, 'instance');
    return behindService('/service/', route.service, query);
}
//# sourceMappingURL=service.js.map