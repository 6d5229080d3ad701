import type { JoinedFunction, JoinedStacks } from './join.js';
import type { Pick } from './localise.js';
import type { Direction } from './model.js';
import { reachOf } from './noise.js';
import { ancestorsOf } from './subtree.js';
import type { Finding, FindingLabel, FunctionRef } from './types.js';

/** A change in the words of those who asked. */
export function findingOf(stacks: JoinedStacks, pick: Pick, direction: Direction): Finding {
  const { node, row, tested } = pick;
  const { change, delta, t, p, fitted, first } = tested;
  const { a, b, rateA, rateB } = first.facts;
  const isFunction = row < stacks.functions.length;
  const reach = reachOf(change.facts, isFunction ? 'own' : 'path', fitted.noise) * fitted.share;
  const { ref, matched } = functionOf(stacks, node);
  return {
    label: labelOf(pick, direction),
    kind: isFunction ? 'self' : 'inclusive',
    function: ref,
    path: [...ancestorsOf(stacks, node).reverse(), node].map((one) => functionOf(stacks, one).ref),
    baseNode: (stacks.nodeOf[0] as Int32Array).indexOf(node),
    comparisonNode: (stacks.nodeOf[1] as Int32Array).indexOf(node),
    delta,
    low: delta - reach,
    high: delta + reach,
    t,
    df: change.df,
    p,
    base: { samples: a, share: rateA * first.share },
    comparison: { samples: b, share: rateB * first.share },
    matched,
    movedFrom: pick.from === null ? null : refOf(stacks, pick.from),
  };
}

function labelOf({ tested, from }: Pick, direction: Direction): FindingLabel {
  if (from !== null) return 'moved';
  const { a, b } = tested.first.facts;
  if (direction === 1) return a === 0 ? 'new' : 'regressed';
  return b === 0 ? 'gone' : 'improved';
}

function functionOf(stacks: JoinedStacks, node: number): JoinedFunction {
  return stacks.functions[stacks.function[node] as number] as JoinedFunction;
}

function refOf(stacks: JoinedStacks, number: number): FunctionRef {
  return (stacks.functions[number] as JoinedFunction).ref;
}
