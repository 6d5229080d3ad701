import type { Deploy } from '@perf/profile/api.js';
import { compareDeploy } from '../deploys.js';
import { formatAgo } from '../time.js';
import { printRoute } from '../url.js';

interface DeployBannerProps {
  readonly service: string;
  readonly type: string;
  /** Newest first. */
  readonly deploys: readonly Deploy[];
  readonly nowMs: number;
}

/** The newest deploy that has a version before it, one click from what it changed. */
export function DeployBanner({ service, type, deploys, nowMs }: DeployBannerProps) {
  const deploy = deploys.find(({ previous }) => previous !== null);
  const compare = deploy && compareDeploy(service, type, deploys, deploy);
  if (!deploy || !compare) return null;
  return (
    <p class="banner">
      <span>
        <strong>{deploy.version}</strong>
        {deploy.env && ` in ${deploy.env}`} first seen {formatAgo(deploy.firstMs, nowMs)}, after{' '}
        <strong>{deploy.previous}</strong>
      </span>
      <a class="button" href={printRoute(compare)}>
        What changed?
      </a>
    </p>
  );
}
