import type { VerdictWindow } from './types.js';

/**
 * What a side is compared by: the sums of its clusters. A cluster is what varies by itself: a process, a block of
 * windows of one process, or a whole earlier period.
 */
export interface Clusters {
  readonly count: number;
  /** By joined node, then cluster: samples with the node as leaf, at the standard mix of routes. */
  readonly self: Float64Array;
  /** By cluster. */
  readonly samples: Float64Array;
  /** What the standard mix of routes would cost, as a multiple of what its own did. */
  readonly standardised: Float64Array;
  readonly seconds: Float64Array;
  /** NaN where they were not counted. */
  readonly requests: Float64Array;
}

/** A window in the cluster it belongs to, and the nodes its side's nodes are. */
export interface Placed {
  readonly window: VerdictWindow;
  readonly cluster: number;
  readonly nodeOf: Int32Array;
}

/** Each route's share of requests, over all that is compared; null where there is nothing to standardise. */
export type RouteMix = ReadonlyMap<string, number>;

/**
 * The mix of routes over windows of all sides, by requests. Null unless every route says how many requests it had: a
 * mix by samples would hide what it is to show. What is of no route is left as it is.
 */
export function routeMix(windows: readonly VerdictWindow[]): RouteMix | null {
  const counts = new Map<string, number>();
  let total = 0;
  for (const { route, requests } of windows) {
    if (route === undefined) continue;
    if (requests === null) return null;
    counts.set(route, (counts.get(route) ?? 0) + requests);
    total += requests;
  }
  if (counts.size < 2 || total === 0) return null;
  return new Map([...counts].map(([route, count]) => [route, count / total]));
}

export function sumClusters(placed: readonly Placed[], count: number, nodes: number, mix: RouteMix | null): Clusters {
  /** By cluster, then node: windows are sorted by node, so this is written in its order. */
  const sums = new Float64Array(nodes * count);
  const samples = new Float64Array(count);
  const drawn = new Float64Array(count);
  const weights = mix === null ? [] : routeWeights(placed, count, mix);
  for (const { window, cluster, nodeOf } of placed) {
    const { node, count: counts } = window;
    const weight = window.route === undefined ? 1 : (weights[cluster]?.get(window.route) ?? 1);
    const from = cluster * nodes;
    let sum = 0;
    for (let row = 0; row < node.length; row++) {
      const value = weight * (counts[row] as number);
      const at = from + (nodeOf[node[row] as number] as number);
      sums[at] = (sums[at] as number) + value;
      sum += value;
    }
    samples[cluster] = (samples[cluster] as number) + sum;
    drawn[cluster] = (drawn[cluster] as number) + sum / weight;
  }
  const standardised = samples.map((sum, cluster) => (sum === 0 ? 1 : sum / (drawn[cluster] as number)));
  const [seconds, requests] = [secondsOf(placed, count), requestsOf(placed, count)];
  return { count, self: transposed(sums, count, nodes), samples, standardised, seconds, requests };
}

function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(values.length);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) turned[column * rows + row] = values[at] as number;
  }
  return turned;
}

/** The most a route is scaled by: beyond that its few samples would say more than they know. */
const MOST_WEIGHT = 4;

/** By cluster and route: what turns its mix into the standard one. */
function routeWeights(placed: readonly Placed[], count: number, mix: RouteMix): Map<string, number>[] {
  const requests = Array.from({ length: count }, () => new Map<string, number>());
  for (const { window, cluster } of placed) {
    const { route } = window;
    if (route === undefined) continue;
    const of = requests[cluster] as Map<string, number>;
    of.set(route, (of.get(route) ?? 0) + (window.requests ?? 0));
  }
  return requests.map((of) => {
    const total = [...of.values()].reduce((sum, one) => sum + one, 0);
    return new Map(
      [...of].map(([route, own]) => {
        const weight = own === 0 ? 1 : ((mix.get(route) ?? 0) * total) / own;
        return [route, Math.min(MOST_WEIGHT, Math.max(1 / MOST_WEIGHT, weight))];
      }),
    );
  });
}

/** Seconds of each cluster's processes; parts of one window count once. */
function secondsOf(placed: readonly Placed[], count: number): Float64Array {
  const seconds = new Float64Array(count);
  for (const { cluster, parts } of timesOf(placed)) {
    const { fromMs, untilMs } = parts[0] as VerdictWindow;
    seconds[cluster] = (seconds[cluster] as number) + (untilMs - fromMs) / 1000;
  }
  return seconds;
}

function requestsOf(placed: readonly Placed[], count: number): Float64Array {
  const requests = new Float64Array(count);
  for (const { cluster, parts } of timesOf(placed)) {
    const served = sumKnown(parts.map((part) => part.requests));
    requests[cluster] = (requests[cluster] as number) + (served ?? Number.NaN);
  }
  return requests;
}

/** The windows that are parts of one, together. */
function timesOf(placed: readonly Placed[]): Iterable<{ cluster: number; parts: VerdictWindow[] }> {
  const times = new Map<string, { cluster: number; parts: VerdictWindow[] }>();
  for (const { window, cluster } of placed) {
    const key = `${cluster} ${window.fromMs} ${window.instance}`;
    const time = times.get(key);
    if (time === undefined) times.set(key, { cluster, parts: [window] });
    else time.parts.push(window);
  }
  return times.values();
}

/** The sum of what was counted, null where nothing was. */
export function sumKnown(values: readonly (number | null)[]): number | null {
  const counted = values.filter((value) => value !== null);
  return counted.length === 0 ? null : counted.reduce((sum, value) => sum + value, 0);
}
