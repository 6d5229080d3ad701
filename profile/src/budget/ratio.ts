import type { HeapVerdict } from '../verdict/heap.js';
import { upperQuantile } from '../verdict/special.js';
import type { Comparison, ServiceVerdict } from '../verdict/types.js';
import { advisoryWords } from '../verdict/words.js';
import { judged, unknown } from './judge.js';
import type { BudgetResult, CpuPerRequestBudget, HeapBudget } from './types.js';

/** The tail of the interval that comparisons come with. */
const TAIL = 0.025;

/**
 * CPU per request against the version before, from what their comparison found.
 *
 * @param advisory whether a comparison counts whose rate of false alarms is not known.
 */
export function judgeCpuPerRequest(budget: CpuPerRequestBudget, found: Comparison, advisory: boolean): BudgetResult {
  return judgeRatio(budget, found, found.service, advisory, 'CPU seconds or requests were not counted on both sides.');
}

/** How much more of the heap instances use than those of the version before, likewise. */
export function judgeHeap(
  budget: HeapBudget,
  found: Comparison,
  heap: HeapVerdict | null,
  advisory: boolean,
): BudgetResult {
  const missing = 'Two versions are needed of which two warm instances each had their heap measured.';
  return judgeRatio(budget, found, heap, advisory, missing);
}

/** On the logarithm of the ratio of both sides, on which it is distributed as t. */
function judgeRatio(
  budget: CpuPerRequestBudget | HeapBudget,
  found: Comparison,
  ratio: Pick<ServiceVerdict, 'change' | 'high' | 'df'> | null,
  advisory: boolean,
  without: string,
): BudgetResult {
  const { q, missing } = found;
  if (missing.length > 0) return unknown(budget, q, ...missing);
  if (ratio === null) return unknown(budget, q, without);
  if (found.advisoryOnly && !advisory) return unknown(budget, q, advisoryWords(found));
  const value = Math.log1p(ratio.change);
  const se = (Math.log1p(ratio.high) - value) / upperQuantile(TAIL, ratio.df);
  return judged(budget, { value, se, df: ratio.df }, q, (log) => 100 * Math.expm1(log));
}
