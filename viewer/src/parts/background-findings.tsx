import type { BudgetsReport, ChangesReport, Leak, LeaksReport, ShareChange } from '@perf/profile/api.js';
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
import { NotAnswered } from './not-answered.js';
import { placeText } from './place.js';

interface BackgroundFindingsProps {
  readonly leaks: Answer<LeaksReport>;
  readonly changes: Answer<ChangesReport>;
  readonly budgets: Answer<BudgetsReport>;
  readonly nowMs: number;
}

/** What was found in a service that nobody deployed: leaks, functions that cost more or less than before, and its budgets. */
export function BackgroundFindings(props: BackgroundFindingsProps) {
  const { leaks, changes, budgets, nowMs } = props;
  const [leak, ...otherLeaks] = openLeaks(leaks.data?.leaks ?? []);
  const [change, ...otherChanges] = openChanges(changes.data?.changes ?? []);
  const found = [leaks.data?.leaks, leaks.data?.tested, changes.data?.changes, changes.data?.looked];
  const isKnown = [...found, budgets.data?.budgets].some((known) => known !== undefined && known.length > 0);
  const isOpen = ({ data, problem, slow }: Answer<unknown>) => data === null && (problem !== null || slow);
  if (!isKnown && ![leaks, changes, budgets].some(isOpen)) return null;
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
      <NotAnswered
        asked={[
          { what: 'leaks', answer: leaks },
          { what: 'changes without a deploy', answer: changes },
          { what: 'budgets', answer: budgets },
        ]}
      />
      {isKnown && (
        <details>
          <summary>Without a deploy: {summaryText(leaks.data, changes.data, budgets.data)}</summary>
          <div class="background-tables">
            {budgets.data ? <BudgetsTable budgets={budgets.data.budgets} /> : <Unknown title="Budgets" />}
            {leaks.data ? <LeaksTable {...leaks.data} nowMs={nowMs} /> : <Unknown title="Leaks" />}
            {changes.data ? <ChangesTable {...changes.data} nowMs={nowMs} /> : <Unknown title="Changes" />}
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

function Unknown({ title }: { readonly title: string }) {
  return (
    <>
      <h2>{title}</h2>
      <p class="place">Not known.</p>
    </>
  );
}

/** Of what is there now; null was not answered: `2 leaks, 1 change found; 1 of 3 budgets broken; changes not known`. */
function summaryText(leaks: LeaksReport | null, changes: ChangesReport | null, budgets: BudgetsReport | null): string {
  const found = [
    ...(leaks ? [countText(openLeaks(leaks.leaks).length, 'leak')] : []),
    ...(changes ? [countText(openChanges(changes.changes).length, 'change')] : []),
  ];
  const broken = budgets?.budgets.filter(({ reports }) => reports.some(({ status }) => status === 'broken')) ?? [];
  return [
    ...(found.length > 0 ? [`${found.join(', ')} found`] : []),
    ...(budgets?.budgets.length ? [`${broken.length} of ${plural(budgets.budgets.length, 'budget')} broken`] : []),
    ...(leaks ? [] : ['leaks not known']),
    ...(changes ? [] : ['changes not known']),
    ...(budgets ? [] : ['budgets not known']),
  ].join('; ');
}

function countText(count: number, noun: string): string {
  return count > 0 ? plural(count, noun) : `no ${noun}`;
}
