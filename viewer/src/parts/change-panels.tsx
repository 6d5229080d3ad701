import type { DiffReport } from '@perf/profile/api.js';
import { useMemo } from 'preact/hooks';
import type { DiffQuestion } from '../api.js';
import { normFormat, normWords } from '../units.js';
import type { CompareRoute } from '../url.js';
import { ChangeTable } from './change-table.js';
import { DiffPanel } from './diff-panel.js';
import { Headline } from './headline.js';

/** What the panels show of it, from the URL. */
type ChangeView = Pick<CompareRoute, 'focus' | 'search' | 'width' | 'sort'>;

interface ChangePanelsProps {
  readonly view: ChangeView;
  readonly whole: DiffReport;
  /** The sub-tree of the focus in full detail, once it is there. */
  readonly detail: DiffReport | null;
  /** What `whole` answers, for any focus. */
  readonly question: Omit<DiffQuestion, 'focus' | 'search'>;
  readonly go: (change: Partial<ChangeView>, how?: 'replace') => void;
}

/** A comparison in one line, by function and by call path. */
export function ChangePanels({ view, whole, detail, question, go }: ChangePanelsProps) {
  const { unit, norm } = whole;
  const format = useMemo(() => normFormat(unit, norm), [unit, norm]);
  const search = (text: string) => go({ search: text }, 'replace');
  return (
    <>
      <Headline report={whole} format={format} />
      <section class="panel" aria-label="Changes by function">
        <div class="panel-head">
          <h2>What changed, by function</h2>
          <span class="place">
            {whole.type} {normWords(norm)}
          </span>
        </div>
        <ChangeTable
          report={whole}
          format={format}
          search={view.search}
          sort={view.sort}
          onSort={(sort) => go({ sort }, 'replace')}
          onSearch={search}
        />
      </section>
      <DiffPanel
        whole={whole}
        detail={detail}
        question={question}
        format={format}
        focus={view.focus}
        search={view.search}
        width={view.width}
        onFocus={(focus) => go({ focus })}
        onSearch={search}
        onWidth={(width) => go({ width })}
      />
    </>
  );
}
