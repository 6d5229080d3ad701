import type { DeploysReport } from '@perf/profile/api.js';
import { compareDeploy } from '../deploys.js';
import { formatAgo } from '../time.js';
import { printRoute } from '../url.js';
import type { Answer } from '../use-api.js';
import { Name } from './name.js';

interface DeployBannerProps {
  readonly service: string;
  readonly type: string;
  readonly answer: Answer<DeploysReport>;
  readonly nowMs: number;
}

/** The newest deploy that has a version before it, one click from what it changed. */
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
  return (
    <p class="banner">
      <span>
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
      </span>
      <a class="button" href={printRoute(compare)}>
        What changed?
      </a>
    </p>
  );
}
