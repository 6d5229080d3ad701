/** What people told the server, as the API takes and answers it. */
import type { Budget, BudgetReport } from './budget/types.js';
import type { Labels } from './types.js';

/** `POST /api/v1/deploys`: empty where nothing was said. */
export interface DeployNote {
  message: string;
  /** An http or https address. */
  link: string;
  commit: string;
  /** When it was said. */
  atMs: number;
}

/** `GET /api/v1/experiments?service=`: the newest first. */
export interface ExperimentsReport {
  experiments: Experiment[];
}

/**
 * A named time of a service, such as a run of a load test: `GET /api/v1/experiments/<name>`, and what starting and stopping one
 * answer.
 */
export interface Experiment {
  name: string;
  service: string;
  /** Empty where there is none. */
  env: string;
  /** Further labels of what belongs to it, of series or inside profiles. */
  labels: Labels;
  /** Empty where there is none. */
  note: string;
  fromMs: number;
  /** null while it runs. */
  untilMs: number | null;
}

/** `GET /api/v1/budgets?service=`: by name, each as it stands now. */
export interface BudgetsReport {
  budgets: KeptBudget[];
}

export interface KeptBudget {
  budget: Budget;
  /** Where it is changed: in the file that `--budgets` names, or by `PUT` and `DELETE`. */
  source: 'file' | 'api';
  /** One for each environment it is of, and one for all those that it is not looked at in. */
  reports: BudgetReport[];
}
