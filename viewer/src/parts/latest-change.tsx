import type { Deploy, DiffReport } from '@perf/profile/api.js';
import { isInstant } from '@perf/profile/temporality.js';
import { formatChange, formatShare, formatValue } from '@perf/profile/units.js';
import { changesPath, type When } from '../api.js';
import { CHANGE_STEPS } from '../colours.js';
import { compareDeploy } from '../deploys.js';
import { type CompareRoute, printRoute } from '../url.js';
import { useApi } from '../use-api.js';

interface LatestChangeProps {
  readonly service: string;
  readonly type: string;
  /** Newest first. */
  readonly deploys: readonly Deploy[];
  readonly nowMs: number;
}

/** Older deploys are no news, and what was before them may be gone. */
const NEWS_MS = 7 * 86_400e3;
/** Functions that changed by less of the whole are not worth a headline. */
const HEADLINE_SHARE = CHANGE_STEPS[1];

/** What the newest deploy changed most, one click from the whole comparison. */
export function LatestChange({ service, type, deploys, nowMs }: LatestChangeProps) {
  const deploy = deploys.find(({ previous, firstMs }) => previous !== null && nowMs - firstMs < NEWS_MS);
  const compare = deploy ? compareDeploy(service, type, deploys, deploy) : null;
  const answer = useApi<DiffReport>(compare && changesPath(questionOf(compare, type)));
  if (!compare || answer.problem) return null;
  return (
    <div>
      <dt>Changed</dt>
      <dd>
        {answer.data ? (
          <a class="card-extra" href={printRoute(compare)}>
            <Change report={answer.data} />
          </a>
        ) : (
          <span class="place">…</span>
        )}
      </dd>
    </div>
  );
}

function Change({ report }: { readonly report: DiffReport }) {
  const before = report.nodes.baseTotal[0] ?? 0;
  const after = report.nodes.total[0] ?? 0;
  const most = report.changes[0];
  if (before === 0 || after === 0 || !most) return <>too few samples to say</>;
  const change = most.self - most.baseSelf;
  if (Math.abs(change) < HEADLINE_SHARE * Math.max(before, after)) {
    return <>no function by {formatShare(HEADLINE_SHARE)}</>;
  }
  const rate = report.norm === 'perSecond' ? '/s' : '';
  const amount = formatChange(change, (value) => `${formatValue(value, report.unit)}${rate}`);
  return (
    <>
      {most.function} <strong class={change > 0 ? 'change grew' : 'change shrank'}>{amount}</strong>
    </>
  );
}

function questionOf({ base, comparison, baseRange, range }: CompareRoute, type: string) {
  const when: When = range;
  return {
    base,
    comparison,
    baseWhen: baseRange,
    when,
    norm: isInstant(type) ? 'absolute' : 'perSecond',
    focus: '',
  } as const;
}
