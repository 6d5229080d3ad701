import {
  applySteps,
  type CallTree,
  latest,
  parseSteps,
  printSteps,
  remembered,
  type Step,
  StepsError,
  sideAfter,
} from '@perf/profile';
import { Refusal } from '../errors.js';
import type { Params } from '../params.js';
import type { Selected } from './selected.js';

/** Reads `view`: the steps that are taken from the whole call tree to what was asked for. */
export function stepsIn(params: Params): Step[] {
  try {
    return parseSteps(params.text('view') ?? '');
  } catch (error) {
    if (error instanceof StepsError) throw new Refusal(400, `view: ${error.message}`);
    throw error;
  }
}

/** What was selected after these steps, all but `invert`, which `turn` takes. */
export function transformed(selected: Selected, steps: readonly Step[]): Selected {
  if (steps.length === 0) return selected;
  const after = afterSteps(selected.tree)(steps);
  return { ...selected, tree: after.tree, side: sideAfter(selected.side, after) };
}

/** `applySteps`. What was made last of each tree is remembered: a view is zoomed and searched. */
export const afterSteps = remembered((tree: CallTree) =>
  latest(printSteps, (steps: readonly Step[]) => applySteps(tree, steps)),
);
