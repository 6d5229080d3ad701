/** What the routes share, and its words in a query. Pure. */
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

export const DEFAULT_RANGE: Range = { from: 'now-1h', until: 'now' };

export function parseRange(params: URLSearchParams, from: string, until: string, standard: Range): Range {
  return { from: params.get(from) ?? standard.from, until: params.get(until) ?? standard.until };
}

/** The selector of one service, whatever a query says of others. */
export function selectorWithin(service: string, asked: Selector): Selector {
  const others = asked.matchers.filter(({ name, op }) => name !== 'service' || op !== '=');
  return { type: asked.type, matchers: [{ name: 'service', op: '=', value: service }, ...others] };
}

/** A query that grows, without what is at its default. */
export class Query {
  readonly #params = new URLSearchParams();

  set(name: string, value: string): this {
    this.#params.set(name, value);
    return this;
  }

  add(name: string, value: string, standard = ''): this {
    return value === standard ? this : this.set(name, value);
  }

  addRange(range: Range): this {
    return this.add('from', range.from, DEFAULT_RANGE.from).add('until', range.until, DEFAULT_RANGE.until);
  }

  /** `path?query`, or the bare path. */
  behind(path: string, mark: '?' | '#' = '?'): string {
    const query = this.#params.toString();
    return query ? `${path}${mark}${query}` : path;
  }
}
