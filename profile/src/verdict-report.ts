import type { TimeRange } from './api.js';
import type { BudgetReport } from './budget/types.js';
import type { HeapVerdict } from './verdict/heap.js';
import type { Comparison, Finding } from './verdict/types.js';

/** A version compared with the one before it, as of the last look. */
export interface DeployVerdict {
  service: string;
  env: string;
  version: string;
  previous: string;
  /** The time of each side that was looked at. */
  range: TimeRange;
  baseRange: TimeRange;
  /** When it was made. */
  madeMs: number;
  result: Comparison;
  /** Null where the heap was not measured, or a side has no two instances that are warm. */
  heap: HeapVerdict | null;
}

/** `POST /api/v1/gate`: two versions, or ranges, compared now, and held against budgets in the order they were given. */
export interface GateReport extends DeployVerdict {
  budgets: BudgetReport[];
}

/** `GET /api/v1/regressions?service=&env=`: what got slower, the newest deploys first, and within one the best evidence. */
export interface RegressionsReport {
  regressions: Regression[];
}

export interface Regression extends Pick<DeployVerdict, 'service' | 'env' | 'version' | 'previous' | 'madeMs'> {
  range: TimeRange;
  baseRange: TimeRange;
  /** To be shown, never to block anything. */
  advisoryOnly: boolean;
  finding: Finding;
}
