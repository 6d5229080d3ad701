/** The page of one function across time and deploys <-> its URL. Pure. */
import { parseSteps, printSteps } from '@perf/profile/transforms/steps.js';
import { labelOf, parseSelector, printSelector, selectorOf } from '../selector.js';
import { upright } from '../steps.js';
import { DEFAULT_RANGE, parseRange, Query, selectorWithin } from './params.js';
export function functionRoute(service, fn, rest = {}) {
    const selector = selectorOf('', { service });
    return { page: 'function', service, selector, range: DEFAULT_RANGE, fn, steps: [], ...rest };
}
/**
 * null where the query does not say which function of which service.
 *
 * @throws SelectorError or StepsError for what cannot be read.
 */
export function parseFunction(params) {
    const asked = parseSelector(params.get('query') ?? '');
    const name = params.get('name');
    const service = labelOf(asked, 'service');
    if (!name || !service)
        return null;
    return functionRoute(service, { name, file: params.get('file') ?? '' }, {
        selector: selectorWithin(service, asked),
        range: parseRange(params, 'from', 'until', DEFAULT_RANGE),
        steps: upright(parseSteps(params.get('view') ?? '')),
    });
}
export function printFunction(route) {
    return new Query()
        .set('name', route.fn.name)
        .add('file', route.fn.file)
        .set('query', printSelector(route.selector))
        .addRange(route.range)
        .add('view', printSteps(route.steps))
        .behind('/function');
}
//# sourceMappingURL=function.js.map