import type { Comparison, DiffReport, WaterfallBar } from '@perf/profile/api.js';
import { normFormat, normWords, type Source } from '@perf/profile/units.js';
import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { type DiffQuestion, diffPath } from '../api.js';
import type { ExportSource } from '../export/source.js';
import { upright } from '../steps.js';
import type { CompareRoute } from '../url.js';
import { ActingOn } from './acting.js';
import { ChangeTable } from './change-table.js';
import { DiffPanel } from './diff-panel.js';
import { doingOn } from './doing.js';
import { Headline, headlineText } from './headline.js';
import { NothingLeft } from './nothing-left.js';
import { ViewBar } from './view-bar.js';
import { WaterfallPanel } from './waterfall-panel.js';

/** What the panels show of it, from the URL. */
type ChangeView = Pick<CompareRoute, 'focus' | 'search' | 'width' | 'sort' | 'steps' | 'as'>;

interface ChangePanelsProps {
  readonly source: Source;
  readonly view: ChangeView;
  readonly whole: DiffReport;
  /** What `whole` answers, for any focus. */
  readonly question: Omit<DiffQuestion, 'focus' | 'search'>;
  readonly go: (change: Partial<ChangeView>, how?: 'replace') => void;
  readonly exports: ExportSource;
  /** Stands above the table. */
  readonly verdict?: ComponentChildren;
  /** Of whole functions: it says nothing of a part of the tree. */
  readonly result?: Pick<Comparison, 'findings' | 'matches'> | undefined;
}

const NOTHING: Pick<Comparison, 'findings' | 'matches'> = { findings: [], matches: [] };

/** A comparison in one line, by function, in parts that add up, and by call path. */
export function ChangePanels(props: ChangePanelsProps) {
  const { source, view, whole, question, go, exports, verdict, result = NOTHING } = props;
  const { findings, matches } = view.steps.length === 0 ? result : NOTHING;
  const { unit, norm } = whole;
  const format = useMemo(() => normFormat(unit, norm), [unit, norm]);
  const search = (text: string) => go({ search: text }, 'replace');
  const graph = useRef<HTMLDivElement>(null);
  const headline = headlineText({ source, report: whole, format });
  /** With the widths of a side on which it can be seen. */
  const zoom = ({ id, base, comparison }: WaterfallBar) => {
    const width = comparison === 0 ? 'before' : base === 0 ? 'after' : view.width;
    go({ focus: id, width, steps: upright(view.steps) });
    graph.current?.scrollIntoView({ block: 'nearest' });
  };
  const onSteps = (steps: ChangeView['steps']) => go({ steps, focus: '' });
  const { base, comparison } = whole;
  if (base.total === 0 && comparison.total === 0) return <NothingLeft steps={view.steps} onSteps={onSteps} />;
  return (
    <ActingOn doing={doingOn(view, go)}>
      <ViewBar steps={view.steps} onSteps={onSteps} />
      <Headline source={source} report={whole} format={format} />
      {verdict}
      <section class="panel" aria-label="Changes by function">
        <div class="panel-head">
          <h2>What changed, by function</h2>
          <span class="place">
            {whole.type} {normWords(norm, source)}
          </span>
        </div>
        <ChangeTable
          report={whole}
          findings={findings}
          matches={matches}
          format={format}
          search={view.search}
          sort={view.sort}
          onSort={(sort) => go({ sort }, 'replace')}
          onSearch={search}
        />
      </section>
      <WaterfallPanel report={whole} format={format} focus={view.focus} onFocus={zoom} />
      <div class="compare-graph" ref={graph}>
        <DiffPanel
          whole={whole}
          format={format}
          view={view}
          pathOf={(focus, search) => diffPath({ ...question, focus, search })}
          onFocus={(focus) => go({ focus })}
          onSearch={search}
          onAs={(as) => go({ as })}
          onWidth={(width) => go({ width })}
          exports={{ ...exports, lines: [...exports.lines, headline] }}
        />
      </div>
    </ActingOn>
  );
}
