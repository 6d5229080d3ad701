/**
 * What the page shows <-> its URL. Pure. Every choice is in the URL, under the names the HTTP API uses, so that a link
 * shows what its sender saw. Parameters at their defaults are left out. Each page has its file in routes/.
 */
import { StepsError } from '@perf/profile/transforms/function-name.js';
import { parseFileRoute, printFileRoute } from './files/file-url.js';
import { parseCompare, printCompare } from './routes/compare.js';
import { deploysRoute, printDeploys } from './routes/deploys.js';
import { parseFunction, printFunction } from './routes/function.js';
import { parseHome, printHome } from './routes/home.js';
import { parseService, printService } from './routes/service.js';
import { SelectorError } from './selector.js';
export { compareRoute } from './routes/compare.js';
export { deploysRoute } from './routes/deploys.js';
export { functionRoute } from './routes/function.js';
export { DEFAULT_RANGE } from './routes/params.js';
export { serviceRoute } from './routes/service.js';
/** `path` begins with a slash; `query` is what follows the question mark, `fragment` what begins with the `#`. */
export function parseRoute(path, query, fragment = '') {
    try {
        return parseFileRoute(path, fragment) ?? parsePage(path, new URLSearchParams(query));
    }
    catch (error) {
        if (error instanceof StepsError)
            return invalid(`Its view cannot be read. ${error.message}`);
        if (error instanceof SelectorError || error instanceof URIError)
            return invalid(error.message);
        throw error;
    }
}
export function printRoute(route) {
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
function parsePage(path, params) {
    if (path === '/')
        return parseHome(params);
    if (path === '/compare')
        return parseCompare(params);
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
function invalid(detail) {
    return { page: 'invalid', detail };
}
//# sourceMappingURL=url.js.map