import type { IncomingMessage } from 'node:http';
import type { Numbers } from '../numbers.js';
import { statusClassOf } from './endpoint.js';

/** Keys of requests by route in one window; the rest is under `(other)`, one key for each status class. */
const MOST_ROUTE_KEYS = 100;
/** Routes counted apart within a window, before the busiest are picked. */
const MOST_ROUTES_COUNTED = 2000;
const OTHER_ROUTE = '(other)';

/** Requests of one endpoint by status class. */
export type Count = Map<string, number>;

/** Finished requests of one window by endpoint and class of status. */
export class RequestCounts {
  #byEndpoint = new Map<string, Count>();

  of(endpoint: string): Count {
    let count = this.#byEndpoint.get(endpoint);
    if (count === undefined) {
      const key = this.#byEndpoint.size < MOST_ROUTES_COUNTED ? endpoint : OTHER_ROUTE;
      count = this.#byEndpoint.get(key) ?? new Map();
      this.#byEndpoint.set(key, count);
    }
    return count;
  }

  /** The counts by key, the busiest by name, and the start of the next window. Their sum is the number of requests. */
  take(): Numbers {
    const rows = [...this.#byEndpoint].flatMap(([route, classes]) =>
      [...classes].map(([status, requests]) => ({ route, status, requests })),
    );
    this.#byEndpoint = new Map();
    rows.sort((a, b) => b.requests - a.requests);
    const numbers: Numbers = {};
    for (const [rank, { route, status, requests }] of rows.entries()) {
      const key = keyOf(rank < MOST_ROUTE_KEYS ? route : OTHER_ROUTE, status);
      numbers[key] = (numbers[key] ?? 0) + requests;
    }
    return numbers;
  }
}

/** Prometheus' notation. JSON escapes what it escapes in the same way. */
function keyOf(route: string, status: string): string {
  return `requests{route=${JSON.stringify(route)},status="${status}"}`;
}

export function addRequest(count: Count, status: number): void {
  const statusClass = statusClassOf(status);
  count.set(statusClass, (count.get(statusClass) ?? 0) + 1);
}

type ExpressRequest = IncomingMessage & { readonly route?: unknown; readonly baseUrl?: unknown };

interface Known {
  readonly method: string | undefined;
  readonly baseUrl: unknown;
  readonly count: Count;
}

/** Where the requests of Express's routes are counted in one window: a route that was named once is not named again. */
export class KnownRoutes {
  #byRoute = new Map<unknown, Known>();

  find({ route, method, baseUrl }: ExpressRequest): Count | undefined {
    if (route === undefined) return undefined;
    const known = this.#byRoute.get(route);
    return known?.method === method && known?.baseUrl === baseUrl ? known?.count : undefined;
  }

  /** Only what `find` compares may have made the endpoint: a mount that Express has taken back was found in the URL. */
  note({ route, method, baseUrl }: ExpressRequest, endpoint: string, count: Count): void {
    const path = typeof route === 'object' ? (route as { path?: unknown } | null)?.path : undefined;
    if (typeof path !== 'string') return;
    if (baseUrl === '' && !endpoint.endsWith(` ${path}`)) return;
    this.#byRoute.set(route, { method, baseUrl, count });
  }

  forget(): void {
    this.#byRoute = new Map();
  }
}
