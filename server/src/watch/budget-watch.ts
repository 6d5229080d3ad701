import type { Alert } from '@perf/profile';
import { alertsOfBudgets } from '@perf/profile/budget/alerts.js';
import type { BudgetDesk } from '../budget-desk.js';
import { Turns } from './turns.js';

export interface BudgetWatchOptions {
  readonly desk: BudgetDesk;
  readonly everyMs: number;
  /** Hears of every budget that is broken, again at each look: an alert's id says whether it is the same. */
  readonly alert: (alerts: readonly Alert[]) => void;
  readonly failed: (error: unknown) => void;
}

/** Looks at all budgets from time to time, so that somebody hears of one that is broken. */
export class BudgetWatch {
  readonly #turns: Turns;

  constructor(private readonly options: BudgetWatchOptions) {
    this.#turns = new Turns(options.everyMs, () => this.#look().catch(options.failed));
  }

  start(): void {
    this.#turns.start();
  }

  stop(): Promise<void> {
    return this.#turns.stop();
  }

  async #look(): Promise<void> {
    const { budgets } = await this.options.desk.report({ isOver: () => this.#turns.stopped });
    const alerts = alertsOfBudgets(
      budgets.flatMap(({ reports }) => reports),
      Date.now(),
    );
    if (alerts.length > 0 && !this.#turns.stopped) this.options.alert(alerts);
  }
}
