import type { DeploysReport, DiffReport } from '@perf/profile/api.js';
import { isInstant } from '@perf/profile/temporality.js';
import { formatChange, formatShare, formatValue } from '@perf/profile/units.js';
import { changesPath, type When } from '../api.js';
import { compareDeploy } from '../deploys.js';
import { HEADLINE_SHARE, headlineOf } from '../latest.js';
import { type CompareRoute, printRoute } from '../url.js';
import { type Answer, useApi } from '../use-api.js';
import { Name } from './name.js';

interface LatestChangeProps {
  readonly service: string;
  readonly type: string;
  readonly deploys: Answer<DeploysReport>;
  readonly nowMs: number;
}

/** Older deploys are no news, and what was before them may be gone. */
const NEWS_MS = 7 * 86_400e3;

/** What the newest deploy changed most, one click from the whole comparison. Its row is there before its answer is. */
export function LatestChange({ service, type, deploys, nowMs }: LatestChangeProps) {
  const list = deploys.data?.deploys ?? [];
  const deploy = list.find(({ previous, firstMs }) => previous !== null && nowMs - firstMs < NEWS_MS);
  const compare = deploy ? compareDeploy(service, type, list, deploy) : null;
  const diff = useApi<DiffReport>(compare && changesPath(questionOf(compare, type)));
  return (
    <div>
      <dt>Changed</dt>
      <dd>
        {compare && diff.data ? (
          <a class="card-extra" href={printRoute(compare)}>
            <Change report={diff.data} />
          </a>
        ) : deploys.data && !compare ? (
          <span class="place">nothing to compare in 7 days</span>
        ) : (
          <NotKnown answer={deploys.data ? diff : deploys} />
        )}
      </dd>
    </div>
  );
}

/** In the place of a few words: not yet, or why not. */
export function NotKnown({ answer }: { readonly answer: Answer<unknown> }) {
  if (!answer.problem) return <span class="place">{answer.loading && '…'}</span>;
  return (
    <>
      <span class="place" title={answer.problem.detail}>
        not known
      </span>{' '}
      <button type="button" class="card-extra link quiet-link" onClick={answer.retry}>
        Try again
      </button>
    </>
  );
}

function Change({ report }: { readonly report: DiffReport }) {
  const most = headlineOf(report);
  if (most === undefined) return <>too few samples to say</>;
  if (most === null) return <>no function by {formatShare(HEADLINE_SHARE)}</>;
  const { change, per } = most;
  const suffix = { request: ' a request', second: '/s' };
  const amount = formatChange(change, (value) => formatValue(value, report.unit) + (per ? suffix[per] : ''));
  return (
    <>
      <Name text={most.function} /> <strong class={change > 0 ? 'change grew' : 'change shrank'}>{amount}</strong>
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
