import type { DiffMatches, DiffReport } from '@perf/profile/api.js';
import { useMemo } from 'preact/hooks';
import { type DiffQuestion, diffPath } from '../api.js';
import { describeDiffFrame, diffFrames, goneOf } from '../frames.js';
import { markMatches } from '../search.js';
import { focusOf, nodeOf } from '../tree.js';
import { plural } from '../units.js';
import { useSearch } from '../use-search.js';
import { Breadcrumbs } from './breadcrumbs.js';
import { FlameGraph } from './flame-graph.js';
import { ChangeLegend } from './legend.js';
import { SearchBox } from './search-box.js';
import { Empty } from './states.js';

interface DiffPanelProps {
  readonly whole: DiffReport;
  /** The sub-tree of the focus in full detail, once it is there. */
  readonly detail: DiffReport | null;
  /** What `whole` answers, for any focus. */
  readonly question: Omit<DiffQuestion, 'focus' | 'search'>;
  readonly format: (value: number) => string;
  readonly focus: string;
  readonly search: string;
  readonly width: 'before' | 'after';
  readonly onFocus: (id: string) => void;
  readonly onSearch: (search: string) => void;
  readonly onWidth: (width: 'before' | 'after') => void;
}

/** The joined tree, drawn with one side's widths: a sum of both would mean nothing. */
export function DiffPanel(props: DiffPanelProps) {
  const { whole, detail, question, format, focus, search, width, onFocus, onSearch, onWidth } = props;
  const report = detail ?? whole;
  const node = nodeOf(report.nodes.id, focus);
  const frames = useMemo(() => diffFrames(report, width, format), [report, width, format]);
  const widths = width === 'before' ? report.nodes.baseTotal : report.nodes.total;
  const pathOf = (at: string, text: string) => diffPath({ ...question, focus: at, search: text });
  const result = useSearch<DiffMatches>(pathOf, search, focus, report === whole ? '' : focus);
  const matches = useMemo(
    () => markMatches(report, report.nodes, search, result.inGraph),
    [report, search, result.inGraph],
  );
  const gone = useMemo(() => goneOf(whole), [whole]);
  const leave = () => (search ? onSearch('') : onFocus(''));
  return (
    <section class="panel" aria-label="Diff flame graph">
      <div class="panel-head">
        <h2>What changed, by call path</h2>
        <SearchBox
          search={search}
          result={result}
          shareOf={({ baseTotal, total }) =>
            width === 'before' ? baseTotal / (whole.nodes.baseTotal[0] || 1) : total / (whole.nodes.total[0] || 1)
          }
          focus={focus}
          onChange={onSearch}
          onFocus={onFocus}
        />
        <fieldset class="segmented" aria-label="Widths">
          {(['before', 'after'] as const).map((side) => (
            <button key={side} type="button" aria-pressed={width === side} onClick={() => onWidth(side)}>
              {side === 'before' ? 'Before' : 'After'}
            </button>
          ))}
        </fieldset>
        {gone.frames > 0 && (
          <button type="button" class="chip" onClick={() => onWidth('before')} title="Shown with the widths before">
            Gone: {format(gone.total)} in {plural(gone.frames, 'frame')}
          </button>
        )}
      </div>
      <ChangeLegend />
      {node > 0 && <Breadcrumbs columns={report} nodes={report.nodes} node={node} onFocus={onFocus} />}
      {node >= 0 && (widths[node] ?? 0) > 0 ? (
        <FlameGraph
          name={`Diff flame graph with the widths ${width}`}
          frames={frames}
          focus={node}
          matches={matches}
          onFocus={(clicked) => onFocus(focusOf(report.nodes, clicked))}
          onBack={leave}
          tooltip={(hovered) => describeDiffFrame(report, hovered, format)}
        />
      ) : (
        <Empty
          title={node < 0 ? 'The frame of this link did not run on either side' : `Nothing here ${width} the change`}
        >
          <button
            type="button"
            onClick={() => (node < 0 ? onFocus('') : onWidth(width === 'before' ? 'after' : 'before'))}
          >
            {node < 0 ? 'Show everything' : 'Show the other side'}
          </button>
        </Empty>
      )}
    </section>
  );
}
