import { type FileCompareRoute, type FileRoute } from './files/file-url.js';
import { type CompareRoute } from './routes/compare.js';
import { type DeploysRoute } from './routes/deploys.js';
import { type FunctionRoute } from './routes/function.js';
import { type HomeRoute } from './routes/home.js';
import { type ServiceRoute } from './routes/service.js';
export type { ChangeSort, Sort } from './choices.js';
export { type CompareRoute, compareRoute } from './routes/compare.js';
export { type DeploysRoute, deploysRoute } from './routes/deploys.js';
export { type FunctionRoute, functionRoute } from './routes/function.js';
export type { HomeRoute } from './routes/home.js';
export { DEFAULT_RANGE, type FunctionKey, type Range, type TreeView } from './routes/params.js';
export { type ServiceRoute, type Strip, serviceRoute } from './routes/service.js';
/** A URL that cannot be read; `detail` says why. */
export interface InvalidRoute {
    readonly page: 'invalid';
    readonly detail: string;
}
export type Route = HomeRoute | ServiceRoute | DeploysRoute | FunctionRoute | CompareRoute | FileRoute | FileCompareRoute | InvalidRoute;
/** `path` begins with a slash; `query` is what follows the question mark, `fragment` what begins with the `#`. */
export declare function parseRoute(path: string, query: string, fragment?: string): Route;
export declare function printRoute(route: Route): string;
//# sourceMappingURL=url.d.ts.map