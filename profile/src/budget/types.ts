/** What a service may cost, and what was found of that. */
import type { TimeRange } from '../api.js';

interface BudgetOf {
  /** What people call it; no two have the same. */
  readonly name: string;
  readonly service: string;
  /** Of this environment alone; of each where it is left out. */
  readonly env?: string | undefined;
}

/** Functions of this name: of one package or file where these are given, as tables show them. */
export interface BudgetFunction {
  readonly function: string;
  readonly package?: string | undefined;
  readonly file?: string | undefined;
  /** `self`: their own code; `total`: with all they call. */
  readonly of: 'self' | 'total';
}

/** CPU per request of the whole service: how much more it may be than of the version before. */
export interface CpuPerRequestBudget extends BudgetOf {
  readonly kind: 'cpuPerRequest';
  readonly atMostPercent: number;
}

/** How much more a function may take than in the version before, in percent of all CPU of that one. */
export interface FunctionCpuBudget extends BudgetOf, BudgetFunction {
  readonly kind: 'functionCpu';
  readonly atMostPercent: number;
}

/** How much of a service's CPU a function may take, in percent. */
export interface ShareBudget extends BudgetOf, BudgetFunction {
  readonly kind: 'share';
  readonly atMostPercent: number;
}

/** How much more of the heap an instance may use than one of the version before. */
export interface HeapBudget extends BudgetOf {
  readonly kind: 'heap';
  readonly atMostPercent: number;
}

/** How fast the live heap of an instance may grow. */
export interface HeapGrowthBudget extends BudgetOf {
  readonly kind: 'heapGrowth';
  readonly atMostMiBPerHour: number;
}

export type Budget = CpuPerRequestBudget | FunctionCpuBudget | ShareBudget | HeapBudget | HeapGrowthBudget;

/** `undecided`: the interval holds the limit, or something is missing. */
export type BudgetStatus = 'kept' | 'broken' | 'undecided';

/** What was measured, against the limit. Values are in `unit`; null where there are none. */
export interface BudgetResult {
  readonly status: BudgetStatus;
  readonly unit: '%' | 'MiB/h';
  readonly limit: number;
  readonly value: number | null;
  /** Bounds that the truth is beyond with a probability of at most q, each: they decide. */
  readonly low: number | null;
  readonly high: number | null;
  /** How often a budget whose truth is at the limit may be called broken. */
  readonly q: number;
  /** Why it is undecided, each a sentence to be shown. */
  readonly missing: readonly string[];
}

/** A budget, and how it stands. */
export interface BudgetReport extends BudgetResult {
  readonly budget: Budget;
  /** What it was looked at in: the newest version, or what a gate was asked about. Empty where there is none. */
  readonly env: string;
  readonly version: string;
  /** What it was compared with, null where the budget is about no change. */
  readonly base: string | null;
  /** The time that was looked at; null where there was none. */
  readonly range: TimeRange | null;
  /** That of the base, which may be another one; null where there is none. */
  readonly baseRange: TimeRange | null;
}
