import type { DeploysReport, DiffReport, ServiceSummary } from '@perf/profile/api.js';
import { deploysPath } from '../api.js';
import { labelOf, type Selector } from '../selector.js';
import { formatTime, rangeOf, type Span } from '../time.js';
import type { CompareRoute } from '../url.js';
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
  const lived = (selector: Selector): Span => {
    const [version, env] = ['version', 'env'].map((label) => labelOf(selector, label));
    const ran = deploys.data?.deploys.find((one) => one.version === version && (!env || one.env === env));
    const { firstMs, lastMs } = ran ?? service;
    return { fromMs: Math.max(firstMs, lastMs - LONGEST_MS), untilMs: lastMs + 1 };
  };
  const before = report.base.total === 0 ? lived(route.base) : null;
  const after = report.comparison.total === 0 ? lived(route.comparison) : null;
  const which = before && after ? 'either side' : before ? 'the side before' : 'the side after';
  const text = ({ fromMs, untilMs }: Span) => `${formatTime(fromMs, nowMs)} – ${formatTime(untilMs, nowMs)}`;
  return (
    <Empty title={`No samples on ${which}`}>
      <p>Nothing can be compared with nothing. Choose another version or range above, or when it ran last:</p>
      {!isSettled(deploys) && <Loading what="when it ran" />}
      <div class="choices">
        {before && isSettled(deploys) && (
          <button type="button" onClick={() => go({ baseRange: rangeOf(before), range: route.range })}>
            Before: {text(before)}
          </button>
        )}
        {after && isSettled(deploys) && (
          <button type="button" onClick={() => go({ range: rangeOf(after), baseRange: route.baseRange })}>
            After: {text(after)}
          </button>
        )}
      </div>
    </Empty>
  );
}
