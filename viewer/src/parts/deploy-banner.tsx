import type { DeploysReport } from '@perf/profile/api.js';
import { compareDeploy } from '../deploys.js';
import { formatAgo } from '../time.js';
import { deploysRoute, printRoute } from '../url.js';
import type { Answer } from '../use-api.js';
import { compareVerdict } from '../verdicts.js';
import { Name } from './name.js';
import { VerdictLine } from './verdict-line.js';

interface DeployBannerProps {
  readonly service: string;
  readonly type: string;
  readonly answer: Answer<DeploysReport>;
  readonly nowMs: number;
}

/** The newest deploy that has a version before it: what is known of it, one click from what it changed. */
export function DeployBanner({ service, type, answer, nowMs }: DeployBannerProps) {
  const deploys = answer.data?.deploys ?? [];
  const deploy = deploys.find(({ previous }) => previous !== null);
  const compare = deploy && compareDeploy(service, type, deploys, deploy);
  if (answer.problem && !answer.data) {
    return (
      <p class="banner failed" role="status">
        <span>Its deploys are not known: {answer.problem.detail}</span>
        <button type="button" onClick={answer.retry}>
          Try again
        </button>
      </p>
    );
  }
  if (!deploy || !compare) return null;
  const { verdict } = deploy;
  return (
    <div class={`banner ${verdict?.result.outcome ?? ''}`}>
      <p>
        <strong>
          <Name text={deploy.version} />
        </strong>
        {deploy.env && (
          <>
            {' '}
            in <Name text={deploy.env} />
          </>
        )}{' '}
        first seen {formatAgo(deploy.firstMs, nowMs)}, after{' '}
        <strong>
          <Name text={deploy.previous ?? ''} />
        </strong>
        {verdict && (
          <>
            . <VerdictLine result={verdict.result} hrefOf={(finding) => printRoute(compareVerdict(verdict, finding))} />
          </>
        )}
      </p>
      <span class="banner-ways">
        <a class="button quiet" href={printRoute(deploysRoute(service))}>
          All deploys
        </a>
        <a class="button" href={printRoute(compare)}>
          What changed?
        </a>
      </span>
    </div>
  );
}
