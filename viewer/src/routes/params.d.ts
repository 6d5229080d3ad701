/** What the routes share, and its words in a query. Pure. */
import { type Step } from '@perf/profile/transforms/steps.js';
import type { Selector } from '../selector.js';
/** As the API reads times: epoch milliseconds, `now` or `now-90m`. */
export interface Range {
    readonly from: string;
    readonly until: string;
}
export interface FunctionKey {
    readonly name: string;
    readonly file: string;
}
/** How a call tree is looked at. */
export interface TreeView {
    /** From the whole tree to what is shown. */
    readonly steps: readonly Step[];
    /** As frames, or as rows that can be opened. */
    readonly as: 'graph' | 'tree';
}
export declare const DEFAULT_RANGE: Range;
export declare function parseRange(params: URLSearchParams, from: string, until: string, standard: Range): Range;
export declare const WHOLE_TREE: TreeView;
/** @throws StepsError for a view that cannot be read. */
export declare function parseTreeView(params: URLSearchParams): TreeView;
/** The selector of one service, whatever a query says of others. */
export declare function selectorWithin(service: string, asked: Selector): Selector;
/** The path of a page about one service, and its query. */
export declare function behindService(path: string, service: string, query?: Query): string;
/** A query that grows, without what is at its default. */
export declare class Query {
    #private;
    set(name: string, value: string): this;
    add(name: string, value: string, standard?: string): this;
    addRange(range: Range): this;
    addTreeView({ steps, as }: TreeView): this;
    /** `path?query`, or the bare path. */
    behind(path: string, mark?: '?' | '#'): string;
}
//# sourceMappingURL=params.d.ts.map