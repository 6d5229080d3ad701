import type { FlamegraphReport, Matches } from '@perf/profile/api.js';
import { useMemo, useRef } from 'preact/hooks';
import { flamegraphPath, type When } from '../api.js';
import { describeFrame, flameFrames } from '../frames.js';
import { markMatches } from '../search.js';
import type { Selector } from '../selector.js';
import { focusOf, nodeOf } from '../tree.js';
import type { FunctionKey } from '../url.js';
import { type Answer, useApi } from '../use-api.js';
import { useSearch } from '../use-search.js';
import { Breadcrumbs } from './breadcrumbs.js';
import { FlameGraph } from './flame-graph.js';
import { PackageLegend } from './legend.js';
import { SearchBox } from './search-box.js';
import { Empty, Failure } from './states.js';
import { useLasting } from './use-lasting.js';

interface FlamePanelProps {
  readonly whole: FlamegraphReport;
  readonly selector: Selector;
  readonly when: When;
  readonly focus: string;
  readonly search: string;
  readonly onFocus: (id: string) => void;
  readonly onSearch: (search: string) => void;
  readonly onChoose: (fn: FunctionKey) => void;
  /** A function's own page, where it has one. */
  readonly hrefOf?: ((fn: FunctionKey) => string) | undefined;
}

/** How long a zoom waits for its detail. Most are there by then, and what is known already is not drawn in vain. */
const PATIENCE_MS = 120;

/** The flame graph of a selection. A zoom shows the full detail of the sub-tree, or what is known of it until that is there. */
export function FlamePanel(props: FlamePanelProps) {
  const { whole, selector, when, focus, search, onFocus, onSearch, onChoose, hrefOf } = props;
  const detailPath = focus ? flamegraphPath(selector, when, focus) : null;
  const detail = useApi<FlamegraphReport>(detailPath);
  const isSlow = useLasting(detail.loading, PATIENCE_MS);
  const next = { report: reportFor(whole, detail, detailPath, focus), focus };
  const shown = useRef(next);
  if (!detail.loading || isSlow) shown.current = next;
  const { report } = shown.current;
  const node = report ? nodeOf(report.nodes.id, shown.current.focus) : -1;
  const frames = useMemo(() => report && flameFrames(report, report.nodes, whole.total), [report, whole]);
  const pathOf = (at: string, text: string) => flamegraphPath(selector, when, at, text);
  const result = useSearch<Matches>(pathOf, search, focus, report === whole ? '' : shown.current.focus);
  const matches = useMemo(
    () => report && markMatches(report, report.nodes, search, result.inGraph),
    [report, search, result.inGraph],
  );
  const leave = () => (search ? onSearch('') : onFocus(''));

  return (
    <section class="panel" aria-label="Flame graph" aria-busy={detail.loading}>
      <div class="panel-head">
        <h2>Flame graph</h2>
        <SearchBox
          search={search}
          result={result}
          shareOf={({ total }) => (whole.total > 0 ? total / whole.total : 0)}
          focus={focus}
          onChange={onSearch}
          onFocus={onFocus}
        />
        <PackageLegend report={whole} />
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
          <FlameGraph
            name="Flame graph: one bar for each function, as wide as its share, callers above what they call"
            frames={frames}
            focus={node}
            matches={matches}
            onFocus={(clicked) => onFocus(focusOf(report.nodes, clicked))}
            onBack={leave}
            tooltip={(hovered) => describeFrame(report, report.nodes, hovered, whole.total)}
          />
        </>
      ) : (
        <FocusMissing answer={detail} onReset={() => onFocus('')} />
      )}
    </section>
  );
}

/** The detail once it is there, until then the whole if the frame is in it. */
function reportFor(
  whole: FlamegraphReport,
  detail: Answer<FlamegraphReport>,
  path: string | null,
  focus: string,
): FlamegraphReport | null {
  if (path === null) return whole;
  if (detail.path === path && detail.data) return detail.data;
  return nodeOf(whole.nodes.id, focus) >= 0 ? whole : null;
}

interface FocusMissingProps {
  readonly answer: Answer<FlamegraphReport>;
  readonly onReset: () => void;
}

function FocusMissing({ answer, onReset }: FocusMissingProps) {
  if (answer.loading) return <p class="state loading">Loading this frame…</p>;
  if (answer.problem && answer.problem.status !== 404) return <Failure problem={answer.problem} retry={answer.retry} />;
  return (
    <Empty title="The frame of this link did not run in this range">
      <button type="button" onClick={onReset}>
        Show the whole flame graph
      </button>
    </Empty>
  );
}
