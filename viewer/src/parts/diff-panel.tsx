import type { DiffMatches, DiffReport } from '@perf/profile/api.js';
import { plural } from '@perf/profile/units.js';
import { useMemo } from 'preact/hooks';
import type { ExportSource } from '../export/source.js';
import { describeDiffFrame, diffColour, diffFrames, goneOf, subjectOf } from '../frames.js';
import { changeLegend } from '../legend.js';
import { markMatches } from '../search.js';
import { focusOf } from '../tree.js';
import type { CompareRoute, TreeView } from '../url.js';
import { useSearch } from '../use-search.js';
import { useZoom } from '../use-zoom.js';
import { AS_TREE, AsPicker } from './as-picker.js';
import { Breadcrumbs } from './breadcrumbs.js';
import { ExportMenu } from './export-menu.js';
import { FlameGraph } from './flame-graph.js';
import { ChangeLegend } from './legend.js';
import { SearchBox } from './search-box.js';
import { Empty, Missing } from './states.js';
import { diffColumns } from './tree-columns.js';
import { TreeGrid } from './tree-grid.js';

interface DiffPanelProps {
  readonly whole: DiffReport;
  readonly format: (value: number) => string;
  readonly view: Pick<CompareRoute, 'focus' | 'search' | 'width' | 'as'>;
  /** Question for the sub-tree at a path, and for a search. */
  readonly pathOf: (id: string, search?: string) => string;
  readonly onFocus: (id: string) => void;
  readonly onSearch: (search: string) => void;
  readonly onAs: (as: TreeView['as']) => void;
  readonly onWidth: (width: 'before' | 'after') => void;
  readonly exports: ExportSource;
}

/** The joined tree, drawn with one side's widths: a sum of both would mean nothing. */
export function DiffPanel(props: DiffPanelProps) {
  const { whole, format, pathOf, onFocus, onSearch, onWidth, exports } = props;
  const { focus, search, width, as } = props.view;
  const zoom = useZoom(whole, focus, pathOf);
  const isAwaited = zoom.report === null && zoom.detail.loading;
  // The whole has no frame that nothing is known of.
  const report = zoom.report ?? whole;
  const { node } = zoom;
  const frames = useMemo(() => diffFrames(report, width, format), [report, width, format]);
  const widths = width === 'before' ? report.nodes.baseTotal : report.nodes.total;
  const result = useSearch<DiffMatches>(pathOf, search, zoom.wanted, zoom.detailOf);
  const matches = useMemo(
    () => markMatches(report, report.nodes, search, result.inGraph),
    [report, search, result.inGraph],
  );
  const gone = useMemo(() => goneOf(whole), [whole]);
  const columns = useMemo(() => diffColumns(format), [format]);
  const canSee = node >= 0 && (widths[node] ?? 0) > 0;
  const picture = () => ({
    ...{ frames, focus: node, direction: 'down' as const, matches },
    legend: changeLegend(),
  });
  const leave = () => (search ? onSearch('') : onFocus(''));
  return (
    <section class="panel" aria-label="Diff flame graph" aria-busy={zoom.detail.loading}>
      <div class="panel-head">
        <h2>What changed, by call path</h2>
        <AsPicker as={as} onAs={props.onAs} />
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
        {as === 'graph' && (
          <fieldset class="segmented" aria-label="Widths">
            {(['before', 'after'] as const).map((side) => (
              <button key={side} type="button" aria-pressed={width === side} onClick={() => onWidth(side)}>
                {side === 'before' ? 'Before' : 'After'}
              </button>
            ))}
          </fieldset>
        )}
        {gone.frames > 0 && (
          <button type="button" class="chip" onClick={() => onWidth('before')} title="Shown with the widths before">
            Gone: {format(gone.total)} in {plural(gone.frames, 'frame')}
          </button>
        )}
        <ExportMenu
          source={{ ...exports, lines: [...exports.lines, `As wide as ${width} the change.`] }}
          pictures={canSee ? [{ name: '', picture }] : []}
        />
      </div>
      <ChangeLegend />
      {node > 0 && <Breadcrumbs columns={report} nodes={report.nodes} node={node} onFocus={onFocus} />}
      {node >= 0 && as === 'tree' ? (
        <TreeGrid
          name="Call tree of both sides: a row for each frame, below it what it calls"
          source={report}
          root={node}
          class="two-sided"
          columns={columns}
          colour={diffColour}
          pathOf={pathOf}
          matches={matches}
          onFocus={onFocus}
          onBack={leave}
          subjectOf={(from, row) => subjectOf(from, from.nodes, row, from === report ? node : 0)}
        />
      ) : canSee ? (
        <FlameGraph
          name={`Diff flame graph with the widths ${width}`}
          frames={frames}
          focus={node}
          matches={matches}
          onFocus={(clicked) => onFocus(focusOf(report.nodes, clicked))}
          onPress={(pressed) => zoom.prepare(focusOf(report.nodes, pressed))}
          onBack={leave}
          describedBy={AS_TREE}
          subjectOf={(clicked) => subjectOf(report, report.nodes, clicked, node)}
          tooltip={(hovered) => describeDiffFrame(report, hovered, format)}
        />
      ) : isAwaited ? (
        <Missing what="this frame" answer={zoom.detail} />
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
