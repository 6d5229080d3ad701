import { clustersOf } from '../verdict/designs.js';
import { lookAt } from '../verdict/looks.js';
import type { CompareOptions, VerdictSide, VerdictWindow } from '../verdict/types.js';
import { defaultWarmUp, withoutWarmUp } from '../verdict/warm-up.js';

/** What of a side is looked at: the clusters of its windows after warm-up, up to the last look that is reached. */
export function steadyClusters(side: VerdictSide, options: CompareOptions, looks = options.looks): VerdictWindow[][] {
  const { warmUp, design = 'canary' } = options;
  const windows = warmUp === false ? side.windows : withoutWarmUp(side, { ...defaultWarmUp, ...warmUp }).windows;
  const seen = looks === undefined ? windows : (lookAt(windows, looks)?.seen ?? []);
  return clustersOf(seen, design);
}
