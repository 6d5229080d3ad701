import { upperQuantile } from '../verdict/special.js';
import type { Budget, BudgetResult } from './types.js';

/** A figure with its standard error and degrees of freedom, on the scale on which it is distributed as t. */
export interface Estimate {
  readonly value: number;
  readonly se: number;
  readonly df: number;
}

/** Of two versions that are compared as of now; a deploy that is watched has its own, which its looks share. */
export const BUDGET_Q = 0.01;

/**
 * An estimate against a budget's limit: broken where the lower bound is above it, kept where the upper one is not. So a budget
 * that is kept is called broken at most in q of all looks, and one that is broken is called kept as seldom.
 *
 * @param shown from the scale of the estimate to the budget's unit.
 */
export function judged(
  budget: Budget,
  { value, se, df }: Estimate,
  q: number,
  shown: (value: number) => number = (same) => same,
): BudgetResult {
  const { unit, limit } = limitOf(budget);
  const reach = upperQuantile(q, df) * se;
  const [low, high] = [shown(value - reach), shown(value + reach)];
  const status = low > limit ? 'broken' : high <= limit ? 'kept' : 'undecided';
  const missing = status === 'undecided' ? ['The interval holds the limit: more instances, or more time, tell.'] : [];
  return { status, unit, limit, value: shown(value), low, high, q, missing };
}

/** A budget that nothing can be said about yet. */
export function unknown(budget: Budget, q: number, ...missing: string[]): BudgetResult {
  return { status: 'undecided', ...limitOf(budget), value: null, low: null, high: null, q, missing };
}

function limitOf(budget: Budget): Pick<BudgetResult, 'unit' | 'limit'> {
  if (budget.kind === 'heapGrowth') return { unit: 'MiB/h', limit: budget.atMostMiBPerHour };
  return { unit: '%', limit: budget.atMostPercent };
}
