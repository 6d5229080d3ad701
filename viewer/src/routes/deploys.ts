/** The versions of a service <-> their URL. Pure. */
import { behindService } from './params.js';

export interface DeploysRoute {
  readonly page: 'deploys';
  readonly service: string;
}

export function deploysRoute(service: string): DeploysRoute {
  return { page: 'deploys', service };
}

export function printDeploys({ service }: DeploysRoute): string {
  return behindService('/deploys/', service);
}
