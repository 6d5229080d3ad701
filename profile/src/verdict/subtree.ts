import type { JoinedStacks } from './join.js';

/** The nodes of a function, by its number. */
export function nodesOfFunction({ function: functionOf }: JoinedStacks, number: number): number[] {
  const nodes: number[] = [];
  for (let node = functionOf.indexOf(number); node !== -1; node = functionOf.indexOf(number, node + 1))
    nodes.push(node);
  return nodes;
}

/** A node and all that are called from it. */
export function nodesBelow({ parent }: JoinedStacks, top: number): number[] {
  return belowAny(parent, [top]);
}

/** What calls a node, from the nearest on, without the root. */
export function ancestorsOf({ parent }: JoinedStacks, node: number): number[] {
  const ancestors: number[] = [];
  for (let at = parent[node] as number; at > 0; at = parent[at] as number) ancestors.push(at);
  return ancestors;
}

export function isBelow({ parent }: JoinedStacks, node: number, top: number): boolean {
  let at = node;
  while (at > top) at = parent[at] as number;
  return at === top;
}

/** What calls these nodes, as disjoint paths. Empty where one is called by nothing. */
export function callersOf(stacks: JoinedStacks, nodes: readonly number[]): number[] {
  const callers = nodes.map((node) => stacks.parent[node] as number);
  return callers.includes(0) ? [] : outermost(stacks, callers);
}

/** Each once, and none that another of them calls: disjoint paths. */
export function outermost({ parent }: JoinedStacks, nodes: readonly number[]): number[] {
  const all = new Set(nodes);
  return [...all].filter((node) => {
    for (let at = parent[node] as number; at > 0; at = parent[at] as number) if (all.has(at)) return false;
    return true;
  });
}

/** The nodes of disjoint paths. */
export function belowAny(parent: Int32Array, tops: readonly number[]): number[] {
  if (tops.length === 0) return [];
  const inside = new Uint8Array(parent.length);
  for (const top of tops) inside[top] = 1;
  const nodes: number[] = [];
  for (let node = tops.reduce((least, top) => Math.min(least, top)); node < parent.length; node++) {
    if (inside[node] === 0 && node > 0) inside[node] = inside[parent[node] as number] as number;
    if (inside[node] === 1) nodes.push(node);
  }
  return nodes;
}
