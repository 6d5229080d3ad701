import { Chance } from './chance.js';

export const ROUTES = 6;
/** Where a node is called on behalf of every route. */
export const EVERY_ROUTE = -1;

/**
 * A service as it truly is: a tree of calls, and what each node costs of all its CPU at the usual mix of routes.
 * Functions and nodes are numbers; node 0 is the root.
 */
export interface Service {
  readonly functions: number;
  readonly parent: Int32Array;
  readonly function: Int32Array;
  readonly route: Int8Array;
  /** By node: its own share; adds up to 1. */
  readonly cost: Float64Array;
  /** The usual share of requests of each route. */
  readonly mix: readonly number[];
  /** Functions that are called in bursts. */
  readonly bursty: readonly number[];
}

/** The tree that 3,000 nodes of 1,500 functions make, with costs that fall off as those of real services do. */
export function drawService(seed: number, nodes = 3000, functions = 1500): Service {
  const chance = new Chance(seed, 11);
  const parent = new Int32Array(nodes).fill(-1);
  const functionOf = new Int32Array(nodes).fill(-1);
  const route = new Int8Array(nodes).fill(EVERY_ROUTE);
  const depth = new Int32Array(nodes);
  for (let node = 1; node < nodes; node++) {
    /** Mostly below what was added last, which makes it deep. */
    let above =
      node === 1
        ? 0
        : chance.uniform() < 0.7
          ? node - 1 - chance.below(Math.min(6, node - 1))
          : 1 + chance.below(node - 1);
    while ((depth[above] as number) > 30) above = parent[above] as number;
    if (node <= ROUTES + 1 && node > 1) above = 1;
    parent[node] = above;
    depth[node] = (depth[above] as number) + 1;
    functionOf[node] = node < functions ? node : 1 + chance.below(functions - 1);
    route[node] = node > 1 && node <= ROUTES + 1 ? node - 2 : (route[above] as number);
  }
  const byRank = Float64Array.from({ length: functions }, (_, rank) => (rank + 3) ** -1.1);
  for (let at = functions - 1; at > 0; at--) {
    const other = chance.below(at + 1);
    [byRank[at], byRank[other]] = [byRank[other] as number, byRank[at] as number];
  }
  /** A function's cost is shared by its nodes unevenly. */
  const part = Float64Array.from({ length: nodes }, (_, node) => (node === 0 ? 0 : chance.uniform() ** 2 + 0.01));
  const parts = new Float64Array(functions);
  for (let node = 1; node < nodes; node++)
    parts[functionOf[node] as number] = (parts[functionOf[node] as number] as number) + (part[node] as number);
  const cost = part.map((one, node) =>
    node === 0
      ? 0
      : ((byRank[functionOf[node] as number] as number) * one) / (parts[functionOf[node] as number] as number),
  );
  const all = cost.reduce((sum, one) => sum + one, 0);
  const weights = Array.from({ length: ROUTES }, () => 0.3 + chance.uniform());
  const total = weights.reduce((sum, one) => sum + one, 0);
  return {
    functions,
    parent,
    function: functionOf,
    route,
    cost: cost.map((one) => one / all),
    mix: weights.map((one) => one / total),
    bursty: Array.from({ length: functions / 25 }, () => 1 + chance.below(functions - 1)),
  };
}

/** What a function costs by itself. */
export function selfCosts({ functions, function: functionOf, cost }: Service): Float64Array {
  const costs = new Float64Array(functions);
  for (let node = 1; node < cost.length; node++) {
    const at = functionOf[node] as number;
    costs[at] = (costs[at] as number) + (cost[node] as number);
  }
  return costs;
}

/** The function whose own cost is nearest to a share, not counting these. */
export function functionOfShare(service: Service, share: number, except: readonly number[] = []): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, cost] of selfCosts(service).entries()) {
    const off = Math.abs(Math.log((cost + 1e-12) / share));
    if (off < least && id > ROUTES + 1 && !except.includes(id)) [best, least] = [id, off];
  }
  return best;
}
