import type { DeploysReport, DiffReport, ServiceSummary } from '@perf/profile/api.js';
import { deploysPath } from '../api.js';
import { labelOf, type Selector } from '../selector.js';
import { formatTime, rangeOf } from '../time.js';
import type { CompareRoute, Range } from '../url.js';
import { isSettled, useApi } from '../use-api.js';
import { Empty, Loading } from './states.js';

interface EmptySideProps {
  readonly route: CompareRoute;
  readonly service: ServiceSummary;
  readonly report: DiffReport;
  readonly nowMs: number;
  readonly go: (change: Partial<CompareRoute>) => void;
}

const LONGEST_MS = 3600e3;

/** Nothing can be compared with nothing: when the version of that side did run. */
export function EmptySide({ route, service, report, nowMs, go }: EmptySideProps) {
  const deploys = useApi<DeploysReport>(deploysPath(service.name));
  /** Null where that has been chosen already, and has nothing. */
  const lived = (selector: Selector, { from, until }: Range): Range | null => {
    const [version, env] = ['version', 'env'].map((label) => labelOf(selector, label));
    const ran = deploys.data?.deploys.find((one) => one.version === version && (!env || one.env === env));
    const { firstMs, lastMs } = ran ?? service;
    const range = rangeOf({ fromMs: Math.max(firstMs, lastMs - LONGEST_MS), untilMs: lastMs + 1 });
    return range.from === from && range.until === until ? null : range;
  };
  const [noBase, noComparison] = [report.base, report.comparison].map(({ total }) => total === 0);
  const known = isSettled(deploys);
  const before = noBase && known ? lived(route.base, route.baseRange) : null;
  const after = noComparison && known ? lived(route.comparison, route.range) : null;
  const which = noBase && noComparison ? 'either side' : noBase ? 'the side before' : 'the side after';
  const text = ({ from, until }: Range) => `${formatTime(Number(from), nowMs)} – ${formatTime(Number(until), nowMs)}`;
  return (
    <Empty title={`No samples on ${which}`}>
      <p>
        Nothing can be compared with nothing. Choose another version or range above
        {(before ?? after) && ', or when it ran'}.
      </p>
      {!known && <Loading what="when it ran" />}
      <div class="choices">
        {before && (
          <button type="button" onClick={() => go({ baseRange: before, range: route.range })}>
            Before: {text(before)}
          </button>
        )}
        {after && (
          <button type="button" onClick={() => go({ range: after, baseRange: route.baseRange })}>
            After: {text(after)}
          </button>
        )}
      </div>
    </Empty>
  );
}
