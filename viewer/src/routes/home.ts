/** The home page <-> its URL. Pure. */
import { Query } from './params.js';

export interface HomeRoute {
  readonly page: 'home';
  /** Narrows the list of services. */
  readonly search: string;
}

export function parseHome(params: URLSearchParams): HomeRoute {
  return { page: 'home', search: params.get('search') ?? '' };
}

export function printHome(route: HomeRoute): string {
  return new Query().add('search', route.search).behind('/');
}
