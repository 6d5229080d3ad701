import type { BudgetReport, KeptBudget } from '@perf/profile/api.js';
import { limitText, resultText, STATUS_WORDS } from '@perf/profile/budget/words.js';
import { isolated } from '../names.js';
import { deploysRoute, printRoute } from '../url.js';
import { Name } from './name.js';

/** What somebody allowed the service to take, and whether its newest version keeps to that. Nothing where nobody did. */
export function BudgetsTable({ budgets }: { readonly budgets: readonly KeptBudget[] }) {
  if (budgets.length === 0) return null;
  return (
    <>
      <h2>Budgets</h2>
      <div class="table-frame">
        <table class="budgets">
          <thead>
            <tr>
              <th scope="col">Budget</th>
              <th scope="col">Allows</th>
              <th scope="col">Status</th>
              <th scope="col">Measured, with its bounds</th>
              <th scope="col">Version</th>
            </tr>
          </thead>
          <tbody>
            {budgets.flatMap(({ budget, reports }) =>
              reports.map((report) => <BudgetRow key={`${budget.name} ${report.env}`} report={report} />),
            )}
          </tbody>
        </table>
      </div>
    </>
  );
}

function BudgetRow({ report }: { readonly report: BudgetReport }) {
  const { budget, status, env, version } = report;
  return (
    <tr>
      <td>
        <a class="link" href={printRoute(deploysRoute(budget.service))} title="All deploys, and what each changed">
          <Name text={budget.name} />
        </a>
      </td>
      <td>{isolated(limitText(budget))}</td>
      <td>
        <span class={`finding-label budget-${status}`}>{STATUS_WORDS[status]}</span>
      </td>
      <td class="measured">{isolated(resultText(budget, report))}</td>
      <td>
        {version && <Name text={version} />}
        {env && (
          <span class="place">
            {' '}
            in <Name text={env} />
          </span>
        )}
      </td>
    </tr>
  );
}
