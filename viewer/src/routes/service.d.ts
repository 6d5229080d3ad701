/** The page of a service <-> its URL. Pure. */
import { type Sort } from '../choices.js';
import { type Selector } from '../selector.js';
import { type FunctionKey, type Range, type TreeView } from './params.js';
/** What can be opened below the timeline. */
export type Strip = 'numbers' | 'instances';
export interface ServiceRoute extends TreeView {
    readonly page: 'service';
    readonly service: string;
    /** Always with `service="..."` as its first matcher. */
    readonly selector: Selector;
    readonly range: Range;
    /** Path id of the frame zoomed into; empty for the whole. */
    readonly focus: string;
    readonly search: string;
    /** The function whose callers and callees are shown. */
    readonly fn: FunctionKey | null;
    readonly sort: Sort;
    /** In the order in which they were opened. */
    readonly strips: readonly Strip[];
    /** The label whose values are the rows of the strip `instances`. */
    readonly by: string;
}
export declare function serviceRoute(service: string, rest?: Partial<Omit<ServiceRoute, 'page' | 'service'>>): ServiceRoute;
/** @throws SelectorError or StepsError for what cannot be read. */
export declare function parseService(service: string, params: URLSearchParams): ServiceRoute;
export declare function printService(route: ServiceRoute): string;
//# sourceMappingURL=service.d.ts.map