import type { BudgetsReport, ChangesReport, KeptBudget, Leak, LeaksReport, ShareChange } from '@perf/profile/api.js';
import { openChanges, openLeaks } from '@perf/profile/open-findings.js';
import { plural } from '@perf/profile/units.js';
import { changedText, leakText } from '@perf/profile/verdict/words.js';
import { changeRoute, leakRoute } from '../background.js';
import { formatTime } from '../time.js';
import { printRoute } from '../url.js';
import type { Answer } from '../use-api.js';
import { BudgetsTable } from './budgets-table.js';
import { ChangesTable } from './changes-table.js';
import { LeaksTable } from './leaks-table.js';
import { Name } from './name.js';
import { placeText } from './place.js';

interface BackgroundFindingsProps {
  readonly leaks: Answer<LeaksReport>;
  readonly changes: Answer<ChangesReport>;
  readonly budgets: Answer<BudgetsReport>;
  readonly nowMs: number;
}

/** What was found in a service that nobody deployed: leaks, functions that cost more or less than before, and its budgets. */
export function BackgroundFindings(props: BackgroundFindingsProps) {
  const { leaks: leaksAnswer, changes: changesAnswer, budgets: budgetsAnswer, nowMs } = props;
  const { leaks = [], tested = [] } = leaksAnswer.data ?? {};
  const { changes = [], looked = [] } = changesAnswer.data ?? {};
  const budgets = budgetsAnswer.data?.budgets ?? [];
  const failed = [leaksAnswer, changesAnswer, budgetsAnswer].find(
    ({ problem, data }) => problem !== null && data === null,
  );
  const [leak, ...otherLeaks] = openLeaks(leaks);
  const [change, ...otherChanges] = openChanges(changes);
  const isKnown = leaks.length + tested.length + changes.length + looked.length + budgets.length > 0;
  if (!isKnown && !failed) return null;
  return (
    <section class="background-findings" aria-label="Found without a deploy">
      {leak && (
        <div class="banner leaking">
          <p>
            <LeakLine leak={leak} nowMs={nowMs} />
            {more(otherLeaks.length)}
          </p>
        </div>
      )}
      {change && (
        <div class="banner">
          <p>
            <ChangeLine change={change} nowMs={nowMs} />
            {more(otherChanges.length)}
          </p>
        </div>
      )}
      {failed?.problem && (
        <p class="place" role="status">
          Leaks, changes without a deploy, or budgets are not known: {failed.problem.detail}{' '}
          <button type="button" class="link quiet-link" onClick={failed.retry}>
            Try again
          </button>
        </p>
      )}
      {isKnown && (
        <details>
          <summary>Without a deploy: {summaryText(leaks, changes, budgets)}</summary>
          <div class="background-tables">
            <BudgetsTable budgets={budgets} />
            <LeaksTable leaks={leaks} tested={tested} nowMs={nowMs} />
            <ChangesTable changes={changes} looked={looked} nowMs={nowMs} />
          </div>
        </details>
      )}
    </section>
  );
}

function LeakLine({ leak, nowMs }: { readonly leak: Leak; readonly nowMs: number }) {
  return (
    <>
      <strong class="outcome leaking">{leak.verdict === 'leak' ? 'Leak' : 'Growing'}</strong>:{' '}
      <a href={printRoute(leakRoute(leak))} title="The heap, at what allocates it">
        <Name text={leak.function.name} />
      </a>{' '}
      <Name class="place" text={placeText({ ...leak.function, line: leak.line })} /> keeps {leakText(leak)}. Since{' '}
      {formatTime(leak.sinceMs, nowMs)}
    </>
  );
}

function ChangeLine({ change, nowMs }: { readonly change: ShareChange; readonly nowMs: number }) {
  const { function: fn, range } = change;
  return (
    <>
      <strong>Changed without a deploy</strong>:{' '}
      <a href={printRoute(changeRoute(change))} title="Before it against after it">
        <Name text={fn.name} />
      </a>{' '}
      {changedText(change)}. Between {formatTime(range.fromMs, nowMs)} and {formatTime(range.untilMs, nowMs)}
    </>
  );
}

function more(count: number): string {
  return count > 0 ? `, and ${count} more.` : '.';
}

function summaryText(leaks: readonly Leak[], changes: readonly ShareChange[], budgets: readonly KeptBudget[]): string {
  const counts = [
    leaks.length > 0 ? plural(leaks.length, 'leak') : 'no leak',
    changes.length > 0 ? plural(changes.length, 'change') : 'no change',
  ];
  const found = `${counts.join(', ')} found`;
  if (budgets.length === 0) return found;
  const broken = budgets.filter(({ reports }) => reports.some(({ status }) => status === 'broken'));
  return `${found}; ${broken.length} of ${plural(budgets.length, 'budget')} broken`;
}
