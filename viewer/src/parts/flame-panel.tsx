import type { FlamegraphReport, Matches } from '@perf/profile/api.js';
import { printSteps } from '@perf/profile/transforms/steps.js';
import { useMemo } from 'preact/hooks';
import { flamegraphPath, type When } from '../api.js';
import type { ExportSource } from '../export/source.js';
import { describeFrame, flameFrames, frameColour, subjectOf } from '../frames.js';
import { packageLegend } from '../legend.js';
import { markMatches } from '../search.js';
import type { Selector } from '../selector.js';
import { focusOf } from '../tree.js';
import type { FunctionKey, ServiceRoute, TreeView } from '../url.js';
import type { Answer } from '../use-api.js';
import { useSearch } from '../use-search.js';
import { useZoom } from '../use-zoom.js';
import { AS_TREE, AsPicker } from './as-picker.js';
import { Breadcrumbs } from './breadcrumbs.js';
import { ExportMenu } from './export-menu.js';
import type { FlameFrames } from './flame.js';
import { FlameGraph } from './flame-graph.js';
import { PackageLegend } from './legend.js';
import { SearchBox } from './search-box.js';
import { Empty, Missing } from './states.js';
import { flameColumns } from './tree-columns.js';
import { TreeGrid } from './tree-grid.js';

interface FlamePanelProps {
  readonly whole: FlamegraphReport;
  readonly selector: Selector;
  readonly when: When;
  readonly view: Pick<ServiceRoute, 'focus' | 'search' | 'steps' | 'as'>;
  readonly onFocus: (id: string) => void;
  readonly onSearch: (search: string) => void;
  readonly onAs: (as: TreeView['as']) => void;
  readonly onChoose: (fn: FunctionKey) => void;
  readonly exports: ExportSource;
  /** A function's own page, where it has one. */
  readonly hrefOf?: ((fn: FunctionKey) => string) | undefined;
}

/** The flame graph of a selection. A zoom shows what is known of the sub-tree until its full detail is there. */
export function FlamePanel(props: FlamePanelProps) {
  const { whole, selector, when, onFocus, onSearch, onChoose, exports, hrefOf } = props;
  const { focus, search, steps, as } = props.view;
  const pathOf = (id: string, text = '') => flamegraphPath(selector, when, id, printSteps(steps), text);
  const { report, node, detailOf, wanted, detail, prepare } = useZoom(whole, focus, pathOf);
  const frames = useMemo(() => report && flameFrames(report, report.nodes, whole.total), [report, whole]);
  const result = useSearch<Matches>(pathOf, search, wanted, detailOf);
  const matches = useMemo(
    () => report && markMatches(report, report.nodes, search, result.inGraph),
    [report, search, result.inGraph],
  );
  const columns = useMemo(() => flameColumns(whole.total), [whole.total]);
  const leave = () => (search ? onSearch('') : onFocus(''));
  const pictureOf = (drawn: FlameFrames) => () => ({
    ...{ frames: drawn, focus: node, direction: 'down' as const, matches },
    legend: packageLegend(whole, whole.nodes),
  });

  return (
    <section class="panel" aria-label="Flame graph" aria-busy={detail.loading}>
      <div class="panel-head">
        <h2>{as === 'tree' ? 'Call tree' : 'Flame graph'}</h2>
        <AsPicker as={as} onAs={props.onAs} />
        <SearchBox
          search={search}
          result={result}
          shareOf={({ total }) => (whole.total > 0 ? total / whole.total : 0)}
          focus={focus}
          onChange={onSearch}
          onFocus={onFocus}
        />
        <PackageLegend report={whole} />
        <ExportMenu source={exports} pictures={frames && node >= 0 ? [{ name: '', picture: pictureOf(frames) }] : []} />
      </div>
      {report && frames && node >= 0 ? (
        <>
          {node > 0 && (
            <Breadcrumbs
              columns={report}
              nodes={report.nodes}
              node={node}
              onFocus={onFocus}
              onChoose={onChoose}
              hrefOf={hrefOf}
            />
          )}
          {as === 'tree' ? (
            <TreeGrid
              name="Call tree: a row for each frame, below it what it calls"
              source={report}
              root={node}
              columns={columns}
              colour={(from, row) => frameColour(from, from.nodes, row)}
              pathOf={pathOf}
              matches={matches}
              onFocus={onFocus}
              onBack={leave}
              subjectOf={(from, row) => subjectOf(from, from.nodes, row, from === report ? node : 0)}
            />
          ) : (
            <FlameGraph
              name="Flame graph: one bar for each function, as wide as its share, callers above what they call"
              frames={frames}
              focus={node}
              matches={matches}
              onFocus={(clicked) => onFocus(focusOf(report.nodes, clicked))}
              onPress={(pressed) => prepare(focusOf(report.nodes, pressed))}
              onBack={leave}
              describedBy={AS_TREE}
              subjectOf={(clicked) => subjectOf(report, report.nodes, clicked, node)}
              tooltip={(hovered) => describeFrame(report, report.nodes, hovered, whole.total)}
            />
          )}
        </>
      ) : (
        <FocusMissing answer={detail} onReset={() => onFocus('')} />
      )}
    </section>
  );
}

interface FocusMissingProps {
  readonly answer: Answer<FlamegraphReport>;
  readonly onReset: () => void;
}

function FocusMissing({ answer, onReset }: FocusMissingProps) {
  if (answer.loading || (answer.problem && answer.problem.status !== 404)) {
    return <Missing what="this frame" answer={answer} />;
  }
  return (
    <Empty title="The frame of this link did not run in this range">
      <button type="button" onClick={onReset}>
        Show the whole flame graph
      </button>
    </Empty>
  );
}
