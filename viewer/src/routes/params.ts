/** What the routes share, and its words in a query. Pure. */
import { parseSteps, printSteps, type Step } from '@perf/profile/transforms/steps.js';
import { oneOf } from '../choices.js';
import { wellFormed } from '../names.js';
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

export const DEFAULT_RANGE: Range = { from: 'now-1h', until: 'now' };

export function parseRange(params: URLSearchParams, from: string, until: string, standard: Range): Range {
  return { from: params.get(from) ?? standard.from, until: params.get(until) ?? standard.until };
}

export const WHOLE_TREE: TreeView = { steps: [], as: 'graph' };

/** @throws StepsError for a view that cannot be read. */
export function parseTreeView(params: URLSearchParams): TreeView {
  return {
    steps: parseSteps(params.get('view') ?? ''),
    as: oneOf(['graph', 'tree'] as const, params.get('as'), 'graph'),
  };
}

/** The selector of one service, whatever a query says of others. */
export function selectorWithin(service: string, asked: Selector): Selector {
  const others = asked.matchers.filter(({ name, op }) => name !== 'service' || op !== '=');
  return { type: asked.type, matchers: [{ name: 'service', op: '=', value: service }, ...others] };
}

/** The path of a page about one service, and its query. */
export function behindService(path: string, service: string, query = new Query()): string {
  // A browser takes these two for steps in a path, escaped or not.
  if (service === '.' || service === '..') return query.set('service', service).behind(path);
  return query.behind(path + encodeURIComponent(wellFormed(service)));
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

  addTreeView({ steps, as }: TreeView): this {
    return this.add('view', printSteps(steps)).add('as', as, 'graph');
  }

  /** `path?query`, or the bare path. */
  behind(path: string, mark: '?' | '#' = '?'): string {
    const query = this.#params.toString();
    return query ? `${path}${mark}${query}` : path;
  }
}
