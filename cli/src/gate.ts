import type { GateReport } from '@perf/profile/api.js';

/** What a gate says, which is also how perfctl ends. */
export type Gate = 'pass' | 'regression' | 'broken budget' | 'cannot tell';

export const GATE_CODES: Readonly<Record<Gate, number>> = {
  pass: 0,
  regression: 1,
  'broken budget': 1,
  'cannot tell': 2,
};

/**
 * Budgets decide where there are any: they say what may get slower, and by how much. Otherwise the verdict does; one whose rate of
 * false alarms is not known blocks nothing, unless that is accepted: it cannot tell.
 */
export function gateOf({ result, budgets }: GateReport, acceptAdvisory: boolean): Gate {
  if (budgets.some(({ status }) => status === 'broken')) return 'broken budget';
  if (budgets.length > 0) return budgets.every(({ status }) => status === 'kept') ? 'pass' : 'cannot tell';
  if (result.outcome === 'undecided' || (result.advisoryOnly && !acceptAdvisory)) return 'cannot tell';
  return result.outcome === 'regressed' ? 'regression' : 'pass';
}
