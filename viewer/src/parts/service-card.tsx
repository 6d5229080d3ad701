import type { DeploysReport } from '@perf/profile/api.js';
import { defaultType } from '@perf/profile/default-type.js';
import type { ServiceCost } from '@perf/profile/services.js';
import { formatSeconds, formatShare, formatValue } from '@perf/profile/units.js';
import { useRef } from 'preact/hooks';
import { deploysPath } from '../api.js';
import { formatAgo, formatTime } from '../time.js';
import { printRoute, serviceRoute } from '../url.js';
import { useApi } from '../use-api.js';
import { LatestChange } from './latest-change.js';
import { Sparkline } from './sparkline.js';
import { useSeen } from './use-seen.js';

const SPARKLINE = { width: 132, height: 24 };

/** One service: what it costs, what it holds, what was deployed last and what that changed. */
export function ServiceCard({ cost, nowMs }: { readonly cost: ServiceCost; readonly nowMs: number }) {
  const { service, cpu, cpuTotal, cpuShare, heap, heapNow } = cost;
  const card = useRef<HTMLLIElement>(null);
  const seen = useSeen(card);
  const deploys = useApi<DeploysReport>(seen && service.versions.length > 0 ? deploysPath(service.name) : null);
  const list = deploys.data?.deploys ?? [];
  const latest = list[0];
  return (
    <li class="card" ref={card}>
      <a class="card-link" href={printRoute(serviceRoute(service.name))}>
        {service.name}
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
              <span class="place">none in 24 h</span>
            ) : (
              <span>
                <strong>{formatShare(cpuShare)}</strong> <span class="place">{formatSeconds(cpuTotal / 1e9)}</span>
              </span>
            )}
          </dd>
        </div>
        {heapNow !== null && (
          <div>
            <dt>Heap</dt>
            <dd class="trend">
              <span class="spark-day">
                <Sparkline values={heap} {...SPARKLINE} />
              </span>
              <span>
                <strong>{formatValue(heapNow, 'bytes')}</strong> <span class="place">an instance</span>
              </span>
            </dd>
          </div>
        )}
        <div>
          <dt>Runs</dt>
          <dd>{[`${service.instances} instance${service.instances === 1 ? '' : 's'}`, ...service.envs].join(' · ')}</dd>
        </div>
        <div>
          <dt>Deployed</dt>
          <dd>
            {service.versions.length === 0 && <span class="place">no versions given</span>}
            {latest && (
              <>
                {latest.version}{' '}
                <span class="place" title={formatTime(latest.firstMs, nowMs)}>
                  {formatAgo(latest.firstMs, nowMs)}
                </span>
              </>
            )}
          </dd>
        </div>
        {list.some(({ previous }) => previous !== null) && (
          <LatestChange service={service.name} type={defaultType(service.sampleTypes)} deploys={list} nowMs={nowMs} />
        )}
      </dl>
    </li>
  );
}
