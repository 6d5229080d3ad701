import type { Direction, Model, Sum, Tested } from './model.js';
import { ancestorsOf, belowAny, callersOf, isBelow, nodesOfFunction, outermost } from './subtree.js';

/** How far up a change is looked for that makes up for another. */
const MOST_LEVELS = 3;
const MOST_TRIED = 5;
/**
 * How often one of those that are looked at may be taken, by chance, to have shrunk: what is called by what grew, or calls
 * it, is likely to have; what is near by is not.
 */
const NEXT_TO_IT = 0.025;
const NEAR_BY = 0.01;
/** What is next to it must have shrunk by this part of what grew. */
const LEAST_PART = 0.25;
/** Several pieces may add up to that, each at least as large as this part. */
const LEAST_PIECE = 0.1;
/** A one-sided 95 % interval. */
const REACH = 1.645;

/** A change that may be moved code. */
interface Picked {
  readonly row: number;
  readonly node: number;
  readonly direction: Direction;
  readonly tested: Tested;
}

/**
 * Code that moved: something near surely changed the other way, and both together by less than half as much. Null where
 * that is not so. `whole` has what earlier findings explain as well.
 */
export function movedFrom(whole: Model, model: Model, picked: Picked): Counterpart | null {
  const { stacks, functions } = model;
  const isFunction = picked.row < functions;
  const nodes = isFunction ? nodesOfFunction(stacks, picked.row) : [picked.node];
  const next = isFunction ? (inlined(whole, model, picked, nodes) ?? outlined(model, picked, nodes)) : null;
  if (next !== null) return next;
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

/**
 * What V8 inlined, or was written into its callers, is called by them. Where it has many callers it need not be seen at each of
 * them that it shrank there: it is enough that it shrank, and that it may have here.
 */
function inlined(whole: Model, model: Model, picked: Picked, nodes: readonly number[]): Counterpart | null {
  const { stacks } = model;
  const callers = new Set(nodes);
  const called = [...stacks.parent.keys()].filter((node) => callers.has(stacks.parent[node] as number));
  const everywhere = (one: Candidate) => ownCandidate(whole, one.function, nodesOfFunction(stacks, one.function));
  const large = ownCandidates(model, called)
    .filter((one) => one.function !== picked.row && isPart(picked, everywhere(one)))
    .sort((a, b) => Math.abs(a.change + picked.tested.delta) - Math.abs(b.change + picked.tested.delta));
  const least = NEXT_TO_IT / large.length;
  const found = large.find(
    (one) =>
      mayMakeUp(model, picked.direction, { own: nodes }, one.sum) &&
      (shrank(model, picked, one.sum, least) || wentToCallers(whole, picked, everywhere(one).sum, least)),
  );
  return found === undefined ? null : { function: found.function, nodes: found.sum.own ?? [] };
}

/** What calls the picked function and shrank by what it grew: it was written out of that, or is inlined there no longer. */
function outlined(model: Model, picked: Picked, nodes: readonly number[]): Counterpart | null {
  const { stacks } = model;
  const callers = [...new Set(nodes.map((node) => stacks.parent[node] as number))].filter(
    (node) => node > 0 && stacks.function[node] !== picked.row,
  );
  const own = largest(picked, ownCandidates(model, callers));
  const sure = own.filter(({ sum }) => shrank(model, picked, sum, NEXT_TO_IT / own.length));
  const found = [...sure, ...together(sure)].find(
    (one) => isPart(picked, one) && mayMakeUp(model, picked.direction, { own: nodes }, one.sum),
  );
  return found === undefined ? null : { function: found.function, nodes: found.sum.own ?? [] };
}

/** Those that shrank most. */
function largest({ direction, tested }: Picked, candidates: readonly Candidate[]): Candidate[] {
  return candidates
    .filter(({ change }) => -direction * change >= LEAST_PIECE * Math.abs(tested.delta))
    .sort((a, b) => direction * (a.change - b.change))
    .slice(0, MOST_TRIED);
}

function isPart({ direction, tested }: Picked, { change }: Candidate): boolean {
  return -direction * change >= LEAST_PART * Math.abs(tested.delta);
}

function shrank(model: Model, { direction }: Picked, sum: Sum, least: number): boolean {
  return model.testSum(sum, direction === 1 ? -1 : 1).p < least;
}

/** A function surely shrank, and all that calls it may have grown by as much. */
function wentToCallers(whole: Model, picked: Picked, sum: Sum, least: number): boolean {
  if (!shrank(whole, picked, sum, least)) return false;
  const callers = (sum.own ?? []).map((node) => whole.stacks.parent[node] as number);
  return mayMakeUp(whole, picked.direction, { own: [...new Set(callers)] }, sum);
}

/** What grew and what shrank may together have grown by less than half as much. */
function mayMakeUp(model: Model, direction: Direction, grown: Sum, shrunk: Sum): boolean {
  const both = model.testSum(added(grown, shrunk), direction);
  const alone = model.testSum(grown, direction);
  return direction * both.delta - REACH * both.se < 0.5 * direction * alone.delta;
}

/**
 * The function in these paths that makes up for what was picked; of several together, the one that did most. Each of them
 * must surely have shrunk: the few that shrank most of many did so by chance.
 */
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
  const size = 0.5 * Math.abs(tested.delta);
  const looked = inside.filter((one) => model.isTested(functions + one)).length;
  const sure = ({ sum }: Candidate) => shrank(model, picked, sum, NEAR_BY / Math.max(1, looked));
  const own = largest(picked, ownCandidates(model, inside)).filter(sure);
  const above = new Set(nodes.flatMap((one) => ancestorsOf(stacks, one)));
  const paths = inside
    .filter((one) => !above.has(one))
    .map(
      (one): Candidate => ({
        function: stacks.function[one] as number,
        sum: { paths: [one] },
        change: model.rawChange(one, 'path'),
      }),
    )
    .filter(({ change }) => -direction * change >= size)
    .sort((a, b) => Math.abs(a.change + tested.delta) - Math.abs(b.change + tested.delta))
    .slice(0, MOST_TRIED)
    .filter(sure);
  const self: Sum = isFunction ? { own: nodes } : { paths: nodes };
  const found = [...own, ...paths, ...together(own)].find(
    ({ sum, change }) =>
      -direction * change >= size && direction * model.testSum(added(self, sum), direction).delta < size,
  );
  if (found === undefined) return null;
  const below = belowAny(stacks.parent, found.sum.paths ?? []);
  return { function: found.function, nodes: [...(found.sum.own ?? []), ...below] };
}

function added(one: Sum, other: Sum): Sum {
  return {
    own: [...new Set([...(one.own ?? []), ...(other.own ?? [])])],
    paths: [...(one.paths ?? []), ...(other.paths ?? [])],
  };
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
  return [...byFunction].map(([number, nodes]) => ownCandidate(model, number, nodes));
}

function ownCandidate(model: Model, number: number, nodes: readonly number[]): Candidate {
  const change = nodes.reduce((all, node) => all + model.rawChange(node, 'own'), 0);
  return { function: number, sum: { own: nodes }, change };
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
