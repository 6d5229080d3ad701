/** The page of one function across time and deploys <-> its URL. Pure. */
import { type Step } from '@perf/profile/transforms/steps.js';
import { type Selector } from '../selector.js';
import { type FunctionKey, type Range } from './params.js';
export interface FunctionRoute {
    readonly page: 'function';
    readonly service: string;
    /** Always with `service="..."` as its first matcher. */
    readonly selector: Selector;
    readonly range: Range;
    readonly fn: FunctionKey;
    /** From the whole tree to the one whose callers and callees are shown. Never turned round: they would be the same. */
    readonly steps: readonly Step[];
}
export declare function functionRoute(service: string, fn: FunctionKey, rest?: Partial<Pick<FunctionRoute, 'selector' | 'range' | 'steps'>>): FunctionRoute;
/**
 * null where the query does not say which function of which service.
 *
 * @throws SelectorError or StepsError for what cannot be read.
 */
export declare function parseFunction(params: URLSearchParams): FunctionRoute | null;
export declare function printFunction(route: FunctionRoute): string;
//# sourceMappingURL=function.d.ts.map