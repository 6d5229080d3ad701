/** The comparison of two selections <-> its URL. Pure. */
import type { Norm } from '@perf/profile/api.js';
import { type ChangeSort } from '../choices.js';
import { type Selector } from '../selector.js';
import { type Range, type TreeView } from './params.js';
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
export declare function compareRoute(rest: Partial<Omit<CompareRoute, 'page'>>): CompareRoute;
/** @throws SelectorError or StepsError for what cannot be read. */
export declare function parseCompare(params: URLSearchParams): CompareRoute;
export declare function printCompare(route: CompareRoute): string;
//# sourceMappingURL=compare.d.ts.map