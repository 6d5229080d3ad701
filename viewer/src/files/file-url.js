import { CHANGE_SORTS, NORMS, oneOf, SORTS } from '../choices.js';
import { parseTreeView, Query, WHOLE_TREE } from '../routes/params.js';
import { labelOf, parseSelector, printSelector, selectorOf, withValue } from '../selector.js';
const FILE = '/file';
const COMPARE = '/file/compare';
export function fileRoute(name, rest = {}) {
    const selector = selectorOf('', { service: name });
    return { page: 'file', name, selector, focus: '', search: '', ...WHOLE_TREE, fn: null, sort: 'self', ...rest };
}
export function fileCompareRoute(base, comparison, rest = {}) {
    return {
        page: 'file-compare',
        base: selectorOf('', { service: base }),
        comparison: selectorOf('', { service: comparison }),
        norm: '',
        width: 'after',
        focus: '',
        search: '',
        ...WHOLE_TREE,
        sort: 'self',
        ...rest,
    };
}
/**
 * null for pages that are about no file. `fragment` may begin with its `#`.
 *
 * @throws SelectorError or StepsError for what cannot be read.
 */
export function parseFileRoute(path, fragment) {
    const params = new URLSearchParams(fragment.replace(/^#/, ''));
    const text = (name) => params.get(name) ?? '';
    if (path === FILE) {
        const name = text('open');
        const fn = params.get('function');
        const { type, matchers } = withValue(parseSelector(text('query')), 'service', '');
        return fileRoute(name, {
            selector: { type, matchers: [...selectorOf('', { service: name }).matchers, ...matchers] },
            focus: text('focus'),
            search: text('search'),
            ...parseTreeView(params),
            fn: fn === null ? null : { name: fn, file: text('file') },
            sort: oneOf(SORTS, params.get('sort'), 'self'),
        });
    }
    if (path !== COMPARE)
        return null;
    const base = parseSelector(text('base'));
    const comparison = parseSelector(text('comparison'));
    return fileCompareRoute('', '', {
        base,
        comparison,
        norm: oneOf(NORMS, params.get('norm'), ''),
        width: oneOf(['before', 'after'], params.get('width'), 'after'),
        focus: text('focus'),
        search: text('search'),
        ...parseTreeView(params),
        sort: oneOf(CHANGE_SORTS, params.get('sort'), 'self'),
    });
}
export function printFileRoute(route) {
    const query = new Query();
    if (route.page === 'file') {
        const bare = printSelector(selectorOf('', { service: route.name }));
        query.add('open', route.name).add('query', printSelector(route.selector), bare);
    }
    else {
        query.add('base', printSelector(route.base)).add('comparison', printSelector(route.comparison));
        query.add('norm', route.norm).add('width', route.width, 'after');
    }
    query.add('focus', route.focus).add('search', route.search).addTreeView(route);
    if (route.page === 'file' && route.fn)
        query.set('function', route.fn.name).add('file', route.fn.file);
    query.add('sort', route.sort, 'self');
    return query.behind(route.page === 'file' ? FILE : COMPARE, '#');
}
/**
 * What to show once files were opened on a page: one by itself, two compared, and one that comes to an open one
 * compared with that. Of a comparison the side after is replaced.
 *
 * @param names one or two, in their order.
 * @param shown the file that the page shows; for a comparison its base; empty for none.
 */
export function routeOfOpened(names, shown) {
    const [first = '', second] = names;
    if (second !== undefined)
        return fileCompareRoute(first, second);
    return shown === '' || shown === first ? fileRoute(first) : fileCompareRoute(shown, first);
}
/** The files that a page is about: one, two for a comparison, or none. A page that has none yet names it by ''. */
export function filesOf(route) {
    if (route.page === 'file')
        return [route.name];
    return route.page === 'file-compare' ? [route.base, route.comparison].map((one) => labelOf(one, 'service')) : [];
}
/** The first of them, empty for none. */
export function shownFile(route) {
    return filesOf(route)[0] ?? '';
}
//# sourceMappingURL=file-url.js.map