/**
 * The pages of files <-> their URLs. Pure. All of it is behind the `#`, which a browser sends to nobody: neither the
 * names of files nor what is looked at in them reaches the server.
 */
import type { Norm } from '@perf/profile/api.js';
import { type ChangeSort, type Sort } from '../choices.js';
import { type FunctionKey, type TreeView } from '../routes/params.js';
import { type Selector } from '../selector.js';
import type { Route } from '../url.js';
/** One open file. Its selectors have `service="<its name>"`, so that it is asked for as a service of that name. */
export interface FileRoute extends TreeView {
    readonly page: 'file';
    /** Empty where none is chosen yet. */
    readonly name: string;
    /** Always with `service="..."` as its first matcher. */
    readonly selector: Selector;
    readonly focus: string;
    readonly search: string;
    readonly fn: FunctionKey | null;
    readonly sort: Sort;
}
/** Two open files. */
export interface FileCompareRoute extends TreeView {
    readonly page: 'file-compare';
    readonly base: Selector;
    readonly comparison: Selector;
    /** Empty: the page chooses. */
    readonly norm: Norm | '';
    readonly width: 'before' | 'after';
    readonly focus: string;
    readonly search: string;
    readonly sort: ChangeSort;
}
export declare function fileRoute(name: string, rest?: Partial<Omit<FileRoute, 'page' | 'name'>>): FileRoute;
export declare function fileCompareRoute(base: string, comparison: string, rest?: Partial<Omit<FileCompareRoute, 'page'>>): FileCompareRoute;
/**
 * null for pages that are about no file. `fragment` may begin with its `#`.
 *
 * @throws SelectorError or StepsError for what cannot be read.
 */
export declare function parseFileRoute(path: string, fragment: string): FileRoute | FileCompareRoute | null;
export declare function printFileRoute(route: FileRoute | FileCompareRoute): string;
/**
 * What to show once files were opened on a page: one by itself, two compared, and one that comes to an open one
 * compared with that. Of a comparison the side after is replaced.
 *
 * @param names one or two, in their order.
 * @param shown the file that the page shows; for a comparison its base; empty for none.
 */
export declare function routeOfOpened(names: readonly string[], shown: string): FileRoute | FileCompareRoute;
/** The files that a page is about: one, two for a comparison, or none. A page that has none yet names it by ''. */
export declare function filesOf(route: Route): readonly string[];
/** The first of them, empty for none. */
export declare function shownFile(route: Route): string;
//# sourceMappingURL=file-url.d.ts.map