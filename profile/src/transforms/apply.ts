import type { Side } from '../api.js';
import type { PlacedTree } from '../calltree.js';
import type { CallTree } from '../types.js';
import { focusOn } from './focus.js';
import { functionMatcher } from './function-name.js';
import { hide } from './hide.js';
import { ignore } from './ignore.js';
import { invert } from './invert.js';
import { myCode } from './mine.js';
import { collapsePackage } from './package.js';
import { collapseRecursion } from './recursion.js';
import type { Step } from './steps.js';

/** A tree after its steps. */
export interface Transformed extends PlacedTree {
  /** What the steps left out, by side: the total of `tree` and this are the total of the tree before. */
  readonly hidden: readonly number[];
}

/**
 * Takes all steps but `invert`: tables, hot paths and exports are of this tree. Any number of sides; nothing in the tree
 * may be folded, so prune the result. Path ids of it depend on the steps, and on nothing that moves with time or versions.
 */
export function applySteps(tree: CallTree, steps: readonly Step[]): Transformed {
  let found: PlacedTree = { tree, place: tree.parent.map((_, node) => node) };
  for (const step of steps) {
    const next = take(found.tree, step);
    if (next === null) continue;
    found = { tree: next.tree, place: found.place.map((node) => (node < 0 ? -1 : (next.place[node] as number))) };
  }
  const whole = (one: CallTree, side: number): number => one.total[side]?.[0] ?? 0;
  return { ...found, hidden: tree.total.map((_, side) => whole(tree, side) - whole(found.tree, side)) };
}

/** What a report says of one side once the steps were taken. */
export function sideAfter<Asked extends Side>(side: Asked, { tree, hidden }: Transformed, at = 0): Asked {
  return { ...side, total: tree.total[at]?.[0] ?? 0, hidden: hidden[at] ?? 0 };
}

/** Turns the result round where the steps ask for that: what is drawn. */
export function turn(tree: CallTree, steps: readonly Step[]): CallTree {
  return steps.some(({ kind }) => kind === 'invert') ? invert(tree) : tree;
}

function take(tree: CallTree, step: Step): PlacedTree | null {
  switch (step.kind) {
    case 'focus':
      return focusOn(tree, functionMatcher(tree.functions, step.function));
    case 'ignore':
      return ignore(tree, functionMatcher(tree.functions, step.function));
    case 'hide':
      return hide(tree, functionMatcher(tree.functions, step.function));
    case 'package':
      return collapsePackage(tree, step.package);
    case 'mine':
      return myCode(tree);
    case 'recursion':
      return collapseRecursion(tree);
    case 'invert':
      return null;
  }
}
