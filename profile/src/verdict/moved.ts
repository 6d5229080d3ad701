import type { Direction, Model, Tested } from './model.js';
import { belowAny, callersOf, isBelow, nodesOfFunction } from './subtree.js';

/** How far up a change is looked for that makes up for another. */
const MOST_LEVELS = 3;
const MOST_TRIED = 3;

/**
 * Code that moved: what calls it did not change by half as much, since as much changed the other way in there. Null
 * where that is not so; otherwise the function that changed the other way most.
 */
export function movedFrom(
  model: Model,
  row: number,
  node: number,
  direction: Direction,
  { delta }: Tested,
): { function: number } | null {
  const size = Math.abs(delta);
  let tops = row < model.functions ? nodesOfFunction(model.stacks, row) : [node];
  for (let level = 0; level < MOST_LEVELS; level++) {
    tops = callersOf(model.stacks, tops);
    if (tops.length === 0) return null;
    const around = model.testSum({ paths: tops }, direction);
    if (Math.abs(around.delta) + 1.645 * around.se >= 0.5 * size) continue;
    const from = counterpart(model, tops, row, node, direction, size);
    if (from !== null) return { function: from };
  }
  return null;
}

/** The function in these paths that changed the other way by at least half of `size`. */
function counterpart(
  model: Model,
  tops: readonly number[],
  row: number,
  node: number,
  direction: Direction,
  size: number,
): number | null {
  const { stacks } = model;
  const isPicked = (one: number) => (row < model.functions ? stacks.function[one] === row : isBelow(stacks, one, node));
  const inside = belowAny(stacks.parent, tops).filter((one) => !isPicked(one));
  const byFunction = new Map<number, number[]>();
  for (const one of inside) {
    const number = stacks.function[one] as number;
    const nodes = byFunction.get(number);
    if (nodes === undefined) byFunction.set(number, [one]);
    else nodes.push(one);
  }
  const own = [...byFunction].map(([number, nodes]) => ({
    number,
    sum: { own: nodes },
    change: nodes.reduce((all, one) => all + model.rawChange(one, 'own'), 0),
  }));
  const isTop = new Set(tops);
  const paths = inside
    .filter((one) => !isTop.has(one))
    .map((one) => ({
      number: stacks.function[one] as number,
      sum: { paths: [one] },
      change: model.rawChange(one, 'path'),
    }));
  for (const candidates of [own, paths]) {
    candidates.sort((a, b) => direction * (a.change - b.change));
    for (const { number, sum } of candidates.slice(0, MOST_TRIED)) {
      const other = model.testSum(sum, direction === 1 ? -1 : 1);
      if (Math.abs(other.delta) >= 0.5 * size && other.p < 0.01) return number;
    }
  }
  return null;
}
