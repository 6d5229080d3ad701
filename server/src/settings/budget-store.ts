import type { Budget } from '@perf/profile';
import type Database from 'better-sqlite3';
import { Refusal } from '../errors.js';

export interface StoredBudget {
  readonly budget: Budget;
  /** Where it is changed. */
  readonly source: 'file' | 'api';
}

/** Budgets of a file, which the file alone changes, and those that were put by the API. */
export class BudgetStore {
  /** @param most of the API. */
  constructor(
    private readonly db: Database.Database,
    private readonly ofFile: readonly Budget[],
    private readonly most: number,
  ) {}

  /** By name; of equal ones, the file's alone. @param service all where absent. */
  list(service?: string): StoredBudget[] {
    const texts = this.db.prepare('SELECT budget FROM budget').pluck().all() as string[];
    const stored = texts.map((text): StoredBudget => ({ budget: JSON.parse(text) as Budget, source: 'api' }));
    const own = stored.filter(({ budget }) => !this.#isOfFile(budget.name));
    return [...this.ofFile.map((budget): StoredBudget => ({ budget, source: 'file' })), ...own]
      .filter(({ budget }) => service === undefined || budget.service === service)
      .sort((a, b) => (a.budget.name < b.budget.name ? -1 : 1));
  }

  /** @throws Refusal where it is the file's, or there are too many. */
  put(budget: Budget): void {
    this.#refuseFile(budget.name);
    const others = this.db.prepare('SELECT count(*) FROM budget WHERE name <> ?').pluck().get(budget.name) as number;
    if (others >= this.most) throw new Refusal(409, `There are ${others} budgets already: remove one first.`);
    this.db.prepare('INSERT OR REPLACE INTO budget VALUES (?, ?)').run(budget.name, JSON.stringify(budget));
  }

  /** @throws Refusal where there is none, or it is the file's. */
  remove(name: string): void {
    this.#refuseFile(name);
    const { changes } = this.db.prepare('DELETE FROM budget WHERE name = ?').run(name);
    if (changes === 0) throw new Refusal(404, `There is no budget ${JSON.stringify(name.slice(0, 100))}.`);
  }

  #refuseFile(name: string): void {
    if (!this.#isOfFile(name)) return;
    throw new Refusal(409, `Budget ${JSON.stringify(name)} is of the file that --budgets names: change it there.`);
  }

  #isOfFile(name: string): boolean {
    return this.ofFile.some((budget) => budget.name === name);
  }
}
