import type { Service } from './service.js';

/** What a version of a service is: its costs, what its functions are called, and what V8 inlines as it likes. */
export interface Version {
  readonly cost: Float64Array;
  /** Names by function id, where they are not the usual ones. */
  readonly renamed: ReadonlyMap<number, string>;
  /** Of these functions a fifth of their own time is charged to their callers, in processes of this share. */
  readonly inlined: readonly { readonly function: number; readonly processes: number }[];
  /** Multiplies the usual mix of routes. */
  readonly mix: readonly number[] | null;
}

export function sameVersion({ cost }: Service): Version {
  return { cost, renamed: new Map(), inlined: [], mix: null };
}

/** A function that costs this share of all CPU more (or less), wherever it is called. */
export function slower(service: Service, id: number, by: number): Version {
  const nodes = nodesOf(service, id);
  const before = nodes.reduce((sum, node) => sum + (service.cost[node] as number), 0);
  const cost = service.cost.slice();
  for (const node of nodes) cost[node] = (cost[node] as number) * Math.max(0, (before + by) / before);
  return { ...sameVersion(service), cost };
}

/** A function that leaves this part of its work to its callers. */
export function shifted(service: Service, id: number, part: number): Version {
  return { ...sameVersion(service), cost: chargedToCallers(service, service.cost, id, part) };
}

/** A function that leaves this part of its work, in equal pieces, to functions that it calls; at most so many. */
export function split(service: Service, id: number, part: number, pieces: number): Version {
  const cost = service.cost.slice();
  for (const node of nodesOf(service, id)) {
    const called = calledBy(service, node).slice(0, pieces);
    if (called.length === 0) continue;
    const moved = part * (cost[node] as number);
    cost[node] = (cost[node] as number) - moved;
    for (const one of called) cost[one] = (cost[one] as number) + moved / called.length;
  }
  return { ...sameVersion(service), cost };
}

/** Whether a function calls so many others at the first place where it is called. */
export function callsMany(service: Service, id: number, pieces: number): boolean {
  return calledBy(service, service.function.indexOf(id)).length >= pieces;
}

function calledBy({ parent }: Service, node: number): number[] {
  const called: number[] = [];
  for (const [one, above] of parent.entries()) if (above === node) called.push(one);
  return called;
}

export function chargedToCallers(service: Service, costs: Float64Array, id: number, part: number): Float64Array {
  const cost = costs.slice();
  for (const node of nodesOf(service, id)) {
    const moved = part * (costs[node] as number);
    const above = service.parent[node] as number;
    cost[node] = (cost[node] as number) - moved;
    cost[above] = (cost[above] as number) + moved;
  }
  return cost;
}

function nodesOf({ function: functionOf }: Service, id: number): number[] {
  const nodes: number[] = [];
  for (const [node, one] of functionOf.entries()) if (one === id) nodes.push(node);
  return nodes;
}
