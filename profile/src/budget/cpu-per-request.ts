import { upperQuantile } from '../verdict/special.js';
import type { Comparison } from '../verdict/types.js';
import { advisoryWords } from '../verdict/words.js';
import { judged, unknown } from './judge.js';
import type { BudgetResult, CpuPerRequestBudget } from './types.js';

/** The tail of the interval that comparisons come with. */
const TAIL = 0.025;

/**
 * CPU per request against the version before, from what their comparison found, on the logarithm of the ratio.
 *
 * @param advisory whether a comparison counts whose rate of false alarms is not known.
 */
export function judgeCpuPerRequest(budget: CpuPerRequestBudget, found: Comparison, advisory: boolean): BudgetResult {
  const { service, q, missing } = found;
  if (missing.length > 0) return unknown(budget, q, ...missing);
  if (service === null) return unknown(budget, q, 'CPU seconds or requests were not counted on both sides.');
  if (found.advisoryOnly && !advisory) return unknown(budget, q, advisoryWords(found));
  const value = Math.log1p(service.change);
  const se = (Math.log1p(service.high) - value) / upperQuantile(TAIL, service.df);
  return judged(budget, { value, se, df: service.df }, q, (log) => 100 * Math.expm1(log));
}
