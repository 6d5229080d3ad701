import { applySteps, parseSteps, type Step, StepsError, sideAfter } from '@perf/profile';
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
  const after = applySteps(selected.tree, steps);
  return { ...selected, tree: after.tree, side: sideAfter(selected.side, after) };
}
