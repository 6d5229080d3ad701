import type { FlamegraphReport, HotPathsReport, TopReport } from '@perf/profile/api.js';
import { wantedText } from '@perf/profile/match.js';
import { hotPathsPath, topPath, type When } from '../api.js';
import type { ExportSource } from '../export/source.js';
import type { Selector } from '../selector.js';
import { tableView, upright } from '../steps.js';
import type { FunctionKey, ServiceRoute } from '../url.js';
import { isSettled, useApi } from '../use-api.js';
import { ActingOn } from './acting.js';
import { doingOn } from './doing.js';
import { FlamePanel } from './flame-panel.js';
import { FunctionTable } from './function-table.js';
import { HotPaths } from './hot-paths.js';
import { NothingLeft } from './nothing-left.js';
import { Sandwich } from './sandwich.js';
import { Missing, NotRefreshed } from './states.js';
import { ViewBar } from './view-bar.js';

const TOP_ROWS = 500;

/** What the panels show of it, from the URL. */
type PanelsView = Pick<ServiceRoute, 'focus' | 'search' | 'fn' | 'sort' | 'steps' | 'as'>;

interface PanelsProps {
  readonly view: PanelsView;
  readonly whole: FlamegraphReport;
  readonly selector: Selector;
  readonly when: When;
  readonly go: (change: Partial<PanelsView>, how?: 'replace') => void;
  readonly exports: ExportSource;
  /** A function's own page; absent for files, whose functions have none. */
  readonly hrefOf?: ((fn: FunctionKey) => string) | undefined;
}

/** Flame graph, hot paths, functions, and the callers and callees of a chosen one: what is hot, from all sides. */
export function Panels({ view, whole, selector, when, go, exports, hrefOf }: PanelsProps) {
  const tables = tableView(view.steps);
  const top = useApi<TopReport>(topPath(selector, when, TOP_ROWS, tables));
  // Of more functions than the table has rows, a search is for all of them.
  const isCut = top.data?.functions.length === TOP_ROWS && wantedText(view.search) !== '';
  const searched = isCut ? topPath(selector, when, TOP_ROWS, tables, view.search) : null;
  const found = useApi<TopReport>(searched);
  const functions = (searched !== null && found.path === searched && found.data) || top.data;
  const hot = useApi<HotPathsReport>(hotPathsPath(selector, when, tables));
  // What comes below is placed when what is above it has its height.
  const above = isSettled(hot);
  const choose = (fn: FunctionKey | null) => go({ fn });
  const onSteps = (steps: PanelsView['steps']) => go({ steps, focus: '' });
  if (whole.total === 0 && whole.hidden !== 0) return <NothingLeft steps={view.steps} onSteps={onSteps} />;
  return (
    <ActingOn doing={doingOn(view, go, { choose, hrefOf })}>
      <ViewBar steps={view.steps} onSteps={onSteps} />
      <div class="panels">
        <FlamePanel
          whole={whole}
          selector={selector}
          when={when}
          view={view}
          onFocus={(focus) => go({ focus })}
          onSearch={(search) => go({ search }, 'replace')}
          onAs={(as) => go({ as })}
          exports={exports}
          onChoose={choose}
          hrefOf={hrefOf}
        />
        <section class="panel" aria-label="Hot paths">
          <div class="panel-head">
            <h2>Hot paths</h2>
            <NotRefreshed answer={hot} />
          </div>
          {hot.data ? (
            <HotPaths
              report={hot.data}
              onFocus={(focus) => go({ focus, steps: upright(view.steps) })}
              onChoose={choose}
              hrefOf={hrefOf}
            />
          ) : (
            <Missing what="hot paths" answer={hot} />
          )}
        </section>
        {above && view.fn && (
          <Sandwich
            fn={view.fn}
            selector={selector}
            when={when}
            view={tables}
            href={hrefOf?.(view.fn)}
            exports={{ ...exports, title: `${view.fn.name}: ${whole.type}`, profiles: [] }}
            onChoose={choose}
            onWhole={() => onSteps([])}
            onClose={() => go({ fn: null })}
          />
        )}
        {above && (
          <section class={view.fn ? 'panel' : 'panel wide'} aria-label="Functions">
            <div class="panel-head">
              <h2>Functions</h2>
              <NotRefreshed answer={top} />
            </div>
            {functions ? (
              <FunctionTable
                report={functions}
                search={view.search}
                sort={view.sort}
                chosen={view.fn}
                onSort={(sort) => go({ sort }, 'replace')}
                onChoose={choose}
                hrefOf={hrefOf}
              />
            ) : (
              <Missing what="functions" answer={top} />
            )}
          </section>
        )}
      </div>
    </ActingOn>
  );
}
