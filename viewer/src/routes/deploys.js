/** The versions of a service <-> their URL. Pure. */
import { behindService } from './params.js';
export function deploysRoute(service) {
    return { page: 'deploys', service };
}
export function printDeploys({ service }) {
    return behindService('/deploys/', service);
}
//# sourceMappingURL=deploys.js.map