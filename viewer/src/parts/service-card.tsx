import type { DeploysReport, Leak, ShareChange } from '@perf/profile/api.js';
import { defaultType } from '@perf/profile/default-type.js';
import type { ServiceCost } from '@perf/profile/services.js';
import { formatSeconds, formatShare, formatValue, plural } from '@perf/profile/units.js';
import { Fragment } from 'preact';
import { useRef } from 'preact/hooks';
import { deploysPath } from '../api.js';
import { formatAgo, formatTime } from '../time.js';
import { deploysRoute, printRoute, serviceRoute } from '../url.js';
import { useApi } from '../use-api.js';
import { FoundRow } from './found-row.js';
import { LatestChange, NotKnown } from './latest-change.js';
import { Name } from './name.js';
import { Sparkline } from './sparkline.js';
import { useSeen } from './use-seen.js';
import { Outcome } from './verdict-line.js';

const SPARKLINE = { width: 132, height: 24 };

interface ServiceCardProps {
  readonly cost: ServiceCost;
  /** Whether they were answered; without, nothing is not the same as none. */
  readonly costsKnown: boolean;
  /** That are there now, and that no deploy explains. */
  readonly leaks: readonly Leak[];
  readonly changes: readonly ShareChange[];
  readonly nowMs: number;
}

/** One service: what it costs, what it holds, what was deployed last and what that changed. */
export function ServiceCard({ cost, costsKnown, leaks, changes, nowMs }: ServiceCardProps) {
  const { service, cpu, cpuTotal, cpuShare, heap, heapNow } = cost;
  const none = costsKnown ? 'none in 24 h' : 'not known';
  const card = useRef<HTMLLIElement>(null);
  const seen = useSeen(card);
  const deploys = useApi<DeploysReport>(seen && service.versions.length > 0 ? deploysPath(service.name) : null);
  const latest = deploys.data?.deploys[0];
  return (
    <li class="card" ref={card}>
      <a class="card-link" href={printRoute(serviceRoute(service.name))}>
        <Name text={service.name} />
      </a>
      <span class="seen" title={`Last seen ${formatTime(service.lastMs, nowMs)}`}>
        <span class={nowMs - service.lastMs < 300e3 ? 'dot live' : 'dot'} aria-hidden="true" />
        {formatAgo(service.lastMs, nowMs)}
      </span>
      <dl>
        <div>
          <dt>CPU</dt>
          <dd class="trend">
            <span class="spark-day">
              <Sparkline values={cpu} {...SPARKLINE} />
            </span>
            {cpuShare === null ? (
              <span class="place">{none}</span>
            ) : (
              <span>
                <strong>{formatShare(cpuShare)}</strong> <span class="place">{formatSeconds(cpuTotal / 1e9)}</span>
              </span>
            )}
          </dd>
        </div>
        {service.sampleTypes.some(({ type }) => type === 'inuse_space') && (
          <div>
            <dt>Heap</dt>
            <dd class="trend">
              <span class="spark-day">
                <Sparkline values={heap} {...SPARKLINE} />
              </span>
              {heapNow === null ? (
                <span class="place">{none}</span>
              ) : (
                <span>
                  <strong>{formatValue(heapNow, 'bytes')}</strong> <span class="place">each</span>
                </span>
              )}
            </dd>
          </div>
        )}
        <div>
          <dt>Runs</dt>
          <dd>
            {plural(service.instances, 'instance')}
            {service.envs.map((env) => (
              <Fragment key={env}>
                {' · '}
                <Name text={env} />
              </Fragment>
            ))}
          </dd>
        </div>
        <div>
          <dt>Deployed</dt>
          <dd>
            {service.versions.length === 0 && <span class="place">no versions given</span>}
            {service.versions.length > 0 && !deploys.data && <NotKnown answer={deploys} />}
            {latest && (
              <>
                <a class="card-extra" href={printRoute(deploysRoute(service.name))}>
                  <Name text={latest.version} />
                </a>{' '}
                <span class="place" title={formatTime(latest.firstMs, nowMs)}>
                  {formatAgo(latest.firstMs, nowMs)}
                </span>
              </>
            )}
          </dd>
        </div>
        {service.versions.length > 1 && (
          <>
            <div>
              <dt>Verdict</dt>
              <dd>
                {latest?.verdict ? (
                  <Outcome result={latest.verdict.result} />
                ) : latest ? (
                  <span class="place">{latest.previous === null ? 'nothing before it' : 'not compared yet'}</span>
                ) : (
                  <NotKnown answer={deploys} />
                )}
              </dd>
            </div>
            <LatestChange
              service={service.name}
              type={defaultType(service.sampleTypes)}
              deploys={deploys}
              nowMs={nowMs}
            />
          </>
        )}
        {leaks.length + changes.length > 0 && <FoundRow leaks={leaks} changes={changes} />}
      </dl>
    </li>
  );
}
