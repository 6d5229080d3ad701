import type { Direction, Model, Sum, Tested } from './model.js';
import { ancestorsOf, belowAny, callersOf, isBelow, nodesOfFunction, outermost } from './subtree.js';

/** How far up a change is looked for that makes up for another. */
const MOST_LEVELS = 3;
const MOST_TRIED = 3;

/** A change that may be moved code. */
interface Picked {
  readonly row: number;
  readonly node: number;
  readonly direction: Direction;
  readonly tested: Tested;
}

/**
 * Code that moved: something near changed the other way by at least half as much, and both together by less than half
 * as much. Null where that is not so.
 */
export function movedFrom(model: Model, picked: Picked): Counterpart | null {
  const { stacks, functions } = model;
  const isFunction = picked.row < functions;
  const nodes = isFunction ? nodesOfFunction(stacks, picked.row) : [picked.node];
  if (isFunction) {
    /** What V8 inlined, or was written into its caller, is called by it: few candidates, whatever else is below. */
    const from = inlined(model, picked, nodes);
    if (from !== null) return from;
  }
  let tops = isFunction ? outermost(stacks, nodes) : callersOf(stacks, nodes);
  for (let level = 0; level <= MOST_LEVELS && tops.length > 0; level++) {
    const from = counterpart(model, picked, nodes, tops);
    if (from !== null) return from;
    tops = callersOf(stacks, tops);
  }
  return null;
}

/** Where it moved from: a function, and the nodes whose samples these are. */
export interface Counterpart {
  readonly function: number;
  readonly nodes: readonly number[];
}

interface Candidate {
  readonly function: number;
  readonly sum: Sum;
  readonly change: number;
}

/** The function called by these nodes themselves that makes up for what was picked. */
function inlined(model: Model, picked: Picked, nodes: readonly number[]): Counterpart | null {
  const { stacks } = model;
  const callers = new Set(nodes);
  const called = [...stacks.parent.keys()].filter((node) => callers.has(stacks.parent[node] as number));
  const size = 0.5 * Math.abs(picked.tested.delta);
  const large = ownCandidates(model, called)
    .filter((one) => one.function !== picked.row && -picked.direction * one.change >= size)
    .sort((a, b) => Math.abs(a.change + picked.tested.delta) - Math.abs(b.change + picked.tested.delta));
  const found = large.find(({ sum }) => makesUp(model, picked, { own: nodes }, sum, large.length));
  return found === undefined ? null : { function: found.function, nodes: found.sum.own ?? [] };
}

/** The function in these paths that makes up for what was picked; of several together, the one that did most. */
function counterpart(
  model: Model,
  picked: Picked,
  nodes: readonly number[],
  tops: readonly number[],
): Counterpart | null {
  const { stacks, functions } = model;
  const { row, node, direction, tested } = picked;
  const isFunction = row < functions;
  const inside = belowAny(stacks.parent, tops).filter((one) =>
    isFunction ? stacks.function[one] !== row : !isBelow(stacks, one, node),
  );
  const opposite = (change: number) => -direction * change;
  const enough = (change: number) => opposite(change) >= 0.5 * Math.abs(tested.delta);
  const own = ownCandidates(model, inside).sort((a, b) => opposite(b.change) - opposite(a.change));
  const above = new Set(nodes.flatMap((one) => ancestorsOf(stacks, one)));
  const paths = inside
    .filter((one) => !above.has(one))
    .map((one) => ({
      function: stacks.function[one] as number,
      sum: { paths: [one] },
      change: model.rawChange(one, 'path'),
    }))
    .filter(({ change }) => enough(change))
    .sort((a, b) => Math.abs(a.change + tested.delta) - Math.abs(b.change + tested.delta));
  const candidates: Candidate[] = [
    ...own.slice(0, MOST_TRIED),
    ...paths.slice(0, MOST_TRIED),
    ...together(own.slice(0, MOST_TRIED)),
  ];
  const self: Sum = isFunction ? { own: nodes } : { paths: nodes };
  const large = candidates.filter(({ change }) => enough(change));
  /** Of many that are looked at, one may have changed by chance. */
  const tried = Math.max(1, own.filter(({ change }) => enough(change)).length);
  const found = large.find(({ sum }) => makesUp(model, picked, self, sum, tried));
  if (found === undefined) return null;
  const below = belowAny(stacks.parent, found.sum.paths ?? []);
  return { function: found.function, nodes: [...(found.sum.own ?? []), ...below] };
}

/** Both changes together are surely less than half of this one; or they may be, and the other is beyond doubt. */
function makesUp(model: Model, { direction, tested }: Picked, self: Sum, other: Sum, tried: number): boolean {
  const size = 0.5 * Math.abs(tested.delta);
  const against = model.testSum(other, direction === 1 ? -1 : 1);
  if (against.p >= 0.01 || Math.abs(against.delta) < size) return false;
  const both = model.testSum(
    { own: [...(self.own ?? []), ...(other.own ?? [])], paths: [...(self.paths ?? []), ...(other.paths ?? [])] },
    direction,
  );
  const reach = against.p < 0.01 / tried ? 0 : 1.645 * both.se;
  return direction * both.delta + reach < size;
}

/** Functions' own samples at these nodes. */
function ownCandidates(model: Model, inside: readonly number[]): Candidate[] {
  const byFunction = new Map<number, number[]>();
  for (const node of inside) {
    const number = model.stacks.function[node] as number;
    const nodes = byFunction.get(number);
    if (nodes === undefined) byFunction.set(number, [node]);
    else nodes.push(node);
  }
  return [...byFunction].map(([number, nodes]) => ({
    function: number,
    sum: { own: nodes },
    change: nodes.reduce((all, node) => all + model.rawChange(node, 'own'), 0),
  }));
}

/** The first two, the first three, ... added up. */
function together(candidates: readonly Candidate[]): Candidate[] {
  return candidates.slice(1).map((_, at) => {
    const some = candidates.slice(0, at + 2);
    return {
      function: (some[0] as Candidate).function,
      sum: { own: some.flatMap(({ sum }) => sum.own ?? []) },
      change: some.reduce((sum, { change }) => sum + change, 0),
    };
  });
}
