import type { FunctionReport, TreeColumns } from '@perf/profile/api.js';
import { hiddenText } from '@perf/profile/markdown/evidence.js';
import { formatShare, formatValue } from '@perf/profile/units.js';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { functionPath, type When } from '../api.js';
import type { ExportSource } from '../export/source.js';
import { describeFrame, flameFrames, subjectOf } from '../frames.js';
import { packageLegend } from '../legend.js';
import { isolated } from '../names.js';
import type { Selector } from '../selector.js';
import type { FunctionKey } from '../url.js';
import { useApi } from '../use-api.js';
import { ExportMenu, type NamedPicture } from './export-menu.js';
import { FlameGraph } from './flame-graph.js';
import { Name } from './name.js';
import { placeText } from './place.js';
import { Empty, Missing, NotRefreshed } from './states.js';

interface SandwichProps {
  readonly fn: FunctionKey;
  readonly selector: Selector;
  readonly when: When;
  /** The steps that were taken before, as `printSteps` has them. */
  readonly view?: string;
  readonly onChoose: (fn: FunctionKey) => void;
  /** Takes all steps back. */
  readonly onWhole: () => void;
  readonly exports: ExportSource;
  /** Where the function has a page of its own; absent on that page, and for files. */
  readonly href?: string | undefined;
  /** Absent where it stays open. */
  readonly onClose?: () => void;
}

/** One function between all its callers and all it calls, wherever in the tree it ran. */
export function Sandwich(props: SandwichProps) {
  const { fn, selector, when, view = '', onChoose, onWhole, exports, href, onClose } = props;
  const answer = useApi<FunctionReport>(functionPath(selector, when, fn, view));
  const panel = useRef<HTMLElement>(null);
  const opens = onClose !== undefined;
  useEffect(() => {
    if (opens) panel.current?.scrollIntoView({ block: 'nearest' });
  }, [fn.name, fn.file, opens]);
  const report = answer.data;
  const isLeftOut = answer.problem?.status === 404 && view !== '';
  const place = report && placeText(report.function);
  return (
    <section class="panel sandwich" aria-label="Callers and callees" ref={panel}>
      <div class="panel-head">
        <h2>Callers and callees</h2>
        <NotRefreshed answer={answer} />
        {report && <ExportMenu source={exports} pictures={picturesOf(report)} />}
        {onClose && (
          <button type="button" class="quiet" onClick={onClose} aria-label="Close callers and callees">
            Close
          </button>
        )}
      </div>
      <p class="sandwich-function">
        <strong>
          <Name text={fn.name} />
        </strong>{' '}
        {place && <Name class="place" text={place} />} {href && <a href={href}>Across time and deploys</a>}
      </p>
      {!report && isLeftOut && (
        <Empty title={`This view leaves nothing of ${isolated(fn.name)}`}>
          <button type="button" onClick={onWhole}>
            Show everything
          </button>
        </Empty>
      )}
      {!report && !isLeftOut && <Missing what="callers and callees" answer={answer} />}
      {report && (
        <div class={answer.stale ? 'stale' : ''}>
          <p class="evidence">
            {amount(report.function.self, 'itself', report)}, {amount(report.function.total, 'in all', report)}
            {hiddenText(report, report.unit)}
          </p>
          <h3>Called by</h3>
          <HalfSandwich report={report} nodes={report.callers} direction="up" name="Callers" onChoose={onChoose} />
          <h3>Calls</h3>
          <HalfSandwich report={report} nodes={report.callees} direction="down" name="Callees" onChoose={onChoose} />
        </div>
      )}
    </section>
  );
}

function picturesOf(report: FunctionReport): NamedPicture[] {
  const half = (name: string, nodes: TreeColumns, direction: 'up' | 'down'): NamedPicture => ({
    name,
    picture: () => ({
      ...{ frames: flameFrames(report, nodes, report.total), focus: 0, direction, matches: null },
      legend: packageLegend(report, nodes),
    }),
  });
  return [half('Callers', report.callers, 'up'), half('Callees', report.callees, 'down')];
}

interface HalfSandwichProps {
  readonly report: FunctionReport;
  readonly nodes: TreeColumns;
  readonly direction: 'up' | 'down';
  readonly name: string;
  readonly onChoose: (fn: FunctionKey) => void;
}

function HalfSandwich({ report, nodes, direction, name, onChoose }: HalfSandwichProps) {
  const frames = useMemo(() => flameFrames(report, nodes, report.total), [report, nodes]);
  const choose = (node: number) => {
    if (node === 0 || nodes.folded[node]) return;
    const at = nodes.name[node] as number;
    onChoose({ name: report.names[at] ?? '', file: report.files[at] ?? '' });
  };
  return (
    <FlameGraph
      name={`${name} of ${isolated(report.function.name)}`}
      frames={frames}
      focus={0}
      direction={direction}
      hint="Click a frame for its own callers and callees."
      onFocus={choose}
      subjectOf={(node) => ({ ...subjectOf(report, nodes, node, 0), id: '' })}
      tooltip={(node) => describeFrame(report, nodes, node, report.total)}
    />
  );
}

/** `300 ms itself (30.0 %)` */
function amount(value: number, of: string, { total, unit }: FunctionReport): string {
  return `${formatValue(value, unit)} ${of} (${formatShare(total > 0 ? value / total : 0)})`;
}
