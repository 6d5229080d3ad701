import type { Budget, BudgetReport, BudgetsReport } from '@perf/profile';
import { BUDGET_Q, unknown } from '@perf/profile/budget/judge.js';
import { refusalOf } from './errors.js';
import type { QueryPool } from './query-pool.js';
import type { BudgetStore } from './settings/budget-store.js';

export interface ReportOptions {
  /** All services where absent. */
  readonly service?: string | undefined;
  /** After so long no further service is looked at: the others can be asked for one by one. */
  readonly mostMs?: number;
  /** Whether nobody waits for it any more. */
  readonly isOver?: () => boolean;
}

/** How budgets stand: those that are stored, as query threads find them, one service at a time. */
export class BudgetDesk {
  constructor(
    readonly store: BudgetStore,
    private readonly queries: QueryPool,
  ) {}

  async report({ service, mostMs = Infinity, isOver = () => false }: ReportOptions = {}): Promise<BudgetsReport> {
    const stored = this.store.list(service);
    const services = [...new Set(stored.map(({ budget }) => budget.service))];
    const startedMs = Date.now();
    const reports: BudgetReport[] = [];
    for (const one of services) {
      const own = stored.map(({ budget }) => budget).filter((budget) => budget.service === one);
      const isLate = Date.now() - startedMs >= mostMs || isOver();
      reports.push(
        ...(isLate ? undone(own, 'There was no time for it: ask for its service alone.') : await this.#ask(one, own)),
      );
    }
    return {
      budgets: stored.map(({ budget, source }) => ({
        budget,
        source,
        reports: reports.filter((report) => report.budget.name === budget.name),
      })),
    };
  }

  async #ask(service: string, budgets: readonly Budget[]): Promise<BudgetReport[]> {
    const search = new URLSearchParams({ service, budgets: JSON.stringify(budgets) }).toString();
    const answer = await this.queries.ask({ name: 'budget-status', search, nowMs: Date.now() }).catch(refusalIn);
    if ('refusal' in answer) return undone(budgets, answer.refusal.detail);
    return (JSON.parse(new TextDecoder().decode(answer.body)) as { reports: BudgetReport[] }).reports;
  }
}

/** One service that takes too long, or finds no thread, is no reason to say nothing of the others. */
function refusalIn(error: unknown) {
  const refusal = refusalOf(error);
  if (refusal === null) throw error;
  return { refusal };
}

function undone(budgets: readonly Budget[], reason: string): BudgetReport[] {
  return budgets.map((budget) => ({
    ...unknown(budget, BUDGET_Q, reason),
    ...{ budget, env: budget.env ?? '', version: '', base: null, range: null, baseRange: null },
  }));
}
