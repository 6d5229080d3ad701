import type { Alert } from '@perf/profile';
import { alertsOfBudgets } from '@perf/profile/budget/alerts.js';
import type { BudgetDesk } from '../budget-desk.js';

export interface BudgetWatchOptions {
  readonly desk: BudgetDesk;
  readonly everyMs: number;
  /** Hears of every budget that is broken, again at each look: an alert's id says whether it is the same. */
  readonly alert: (alerts: readonly Alert[]) => void;
  readonly failed: (error: unknown) => void;
}

/** Looks at all budgets from time to time, so that somebody hears of one that is broken. */
export class BudgetWatch {
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> | null = null;
  #stopped = false;

  constructor(private readonly options: BudgetWatchOptions) {}

  /** Looks for the first time once the interval has passed. */
  start(): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#look().catch(this.options.failed);
      void this.#round.then(() => this.#stopped || this.start());
    }, this.options.everyMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#round;
  }

  async #look(): Promise<void> {
    const { budgets } = await this.options.desk.report(undefined, () => this.#stopped);
    const alerts = alertsOfBudgets(
      budgets.flatMap(({ reports }) => reports),
      Date.now(),
    );
    if (alerts.length > 0 && !this.#stopped) this.options.alert(alerts);
  }
}
