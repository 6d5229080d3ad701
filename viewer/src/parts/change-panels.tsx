import type { DiffReport } from '@perf/profile/api.js';
import { useMemo } from 'preact/hooks';
import { normFormat, normWords, type Source } from '../units.js';
import type { CompareRoute } from '../url.js';
import { ChangeTable } from './change-table.js';
import { DiffPanel } from './diff-panel.js';
import { Headline } from './headline.js';

/** What the panels show of it, from the URL. */
type ChangeView = Pick<CompareRoute, 'focus' | 'search' | 'width' | 'sort'>;

interface ChangePanelsProps {
  readonly source: Source;
  readonly view: ChangeView;
  readonly whole: DiffReport;
  /** The sub-tree of the focus in full detail, once it is there. */
  readonly detail: DiffReport | null;
  readonly go: (change: Partial<ChangeView>, how?: 'replace') => void;
}

/** A comparison in one line, by function and by call path. */
export function ChangePanels({ source, view, whole, detail, go }: ChangePanelsProps) {
  const { unit, norm } = whole;
  const format = useMemo(() => normFormat(unit, norm), [unit, norm]);
  const search = (text: string) => go({ search: text }, 'replace');
  return (
    <>
      <Headline source={source} report={whole} format={format} />
      <section class="panel" aria-label="Changes by function">
        <div class="panel-head">
          <h2>What changed, by function</h2>
          <span class="place">
            {whole.type} {normWords(norm, source)}
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
