import type { Deploy, DeploysReport } from '@perf/profile/api.js';
import { plural } from '@perf/profile/units.js';
import { useState } from 'preact/hooks';
import { deploysPath } from '../api.js';
import { compareDeploy } from '../deploys.js';
import { isolated } from '../names.js';
import { DeployItem } from '../parts/deploy-item.js';
import { Live } from '../parts/live.js';
import { Empty, Missing, NotRefreshed } from '../parts/states.js';
import { VersionsTimeline } from '../parts/versions-timeline.js';
import { type DeploysRoute, printRoute, serviceRoute } from '../url.js';
import { useApi } from '../use-api.js';
import { useNow } from '../use-now.js';

const FIRST_DEPLOYS = 20;
/** As often as the server looks for new versions, unless it is told otherwise. */
const REFRESH_MS = 60_000;

/** The versions of a service, the newest first, and what comparing each with the one before it has found. */
export function DeploysPage({ route }: { readonly route: DeploysRoute }) {
  const { service } = route;
  const now = useNow('');
  const { nowMs } = now;
  const [all, setAll] = useState(false);
  const answer = useApi<DeploysReport>(deploysPath(service));
  if (!answer.data) return <Missing what="deploys" answer={answer} />;
  const { deploys } = answer.data;
  if (deploys.length === 0) {
    return (
      <Empty title={`No version of ${isolated(service)} is known`}>
        <p>
          A deploy is the first profile of a new version. Where the agent does not find the version out, give it as{' '}
          <code>PERF_VERSION</code>.
        </p>
        <div class="choices">
          <a class="button" href={printRoute(serviceRoute(service))}>
            What is known of it
          </a>
          <button type="button" onClick={answer.retry}>
            Look again
          </button>
        </div>
      </Empty>
    );
  }
  const changedBy = (deploy: Deploy) => compareDeploy(service, '', deploys, deploy);
  const shown = all ? deploys : deploys.slice(0, FIRST_DEPLOYS);
  return (
    <div class="deploys">
      <div class="home-head">
        <h2>Versions, the newest first</h2>
        <span class="place">{plural(deploys.length, 'version')}</span>
        <NotRefreshed answer={answer} />
        <span class="spring" />
        <Live
          ranges={[{ from: 'now-24h', until: 'now' }]}
          everyMs={REFRESH_MS}
          now={now}
          answer={answer}
          onRefresh={() => {
            now.refresh();
            answer.retry();
          }}
        />
      </div>
      <VersionsTimeline
        deploys={deploys}
        nowMs={nowMs}
        hrefOf={(deploy) => printRoute(changedBy(deploy) ?? serviceRoute(service))}
      />
      <ol class="deploy-list">
        {shown.map((deploy) => (
          <DeployItem
            key={`${deploy.env} ${deploy.version}`}
            deploy={deploy}
            compare={changedBy(deploy)}
            nowMs={nowMs}
          />
        ))}
      </ol>
      {shown.length < deploys.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          Show all {deploys.length}
        </button>
      )}
    </div>
  );
}
