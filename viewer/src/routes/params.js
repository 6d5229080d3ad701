/** What the routes share, and its words in a query. Pure. */
import { parseSteps, printSteps } from '@perf/profile/transforms/steps.js';
import { oneOf } from '../choices.js';
import { wellFormed } from '../names.js';
export const DEFAULT_RANGE = { from: 'now-1h', until: 'now' };
export function parseRange(params, from, until, standard) {
    return { from: params.get(from) ?? standard.from, until: params.get(until) ?? standard.until };
}
export const WHOLE_TREE = { steps: [], as: 'graph' };
/** @throws StepsError for a view that cannot be read. */
export function parseTreeView(params) {
    return {
        steps: parseSteps(params.get('view') ?? ''),
        as: oneOf(['graph', 'tree'], params.get('as'), 'graph'),
    };
}
/** The selector of one service, whatever a query says of others. */
export function selectorWithin(service, asked) {
    const others = asked.matchers.filter(({ name, op }) => name !== 'service' || op !== '=');
    return { type: asked.type, matchers: [{ name: 'service', op: '=', value: service }, ...others] };
}
/** The path of a page about one service, and its query. */
export function behindService(path, service, query = new Query()) {
    // A browser takes these two for steps in a path, escaped or not.
    if (service === '.' || service === '..')
        return query.set('service', service).behind(path);
    return query.behind(path + encodeURIComponent(wellFormed(service)));
}
/** A query that grows, without what is at its default. */
export class Query {
    #params = new URLSearchParams();
    set(name, value) {
        this.#params.set(name, value);
        return this;
    }
    add(name, value, standard = '') {
        return value === standard ? this : this.set(name, value);
    }
    addRange(range) {
        return this.add('from', range.from, DEFAULT_RANGE.from).add('until', range.until, DEFAULT_RANGE.until);
    }
    addTreeView({ steps, as }) {
        return this.add('view', printSteps(steps)).add('as', as, 'graph');
    }
    /** `path?query`, or the bare path. */
    behind(path, mark = '?') {
        const query = this.#params.toString();
        return query ? `${path}${mark}${query}` : path;
    }
}
//# sourceMappingURL=params.js.map