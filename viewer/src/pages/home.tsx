import type { ServiceSummary, ServicesReport } from '@perf/profile/api.js';
import { servicesPath } from '../api.js';
import { OpenButton } from '../parts/open-button.js';
import { Empty, Failure, Instructions, Loading } from '../parts/states.js';
import { formatAgo, formatTime } from '../time.js';
import { printRoute, type Route, serviceRoute } from '../url.js';
import { useApi } from '../use-api.js';

const VERSIONS_SHOWN = 3;
const HOME: Route = { page: 'home' };

/** Which services there are, and when each was last heard of. */
export function HomePage() {
  const { data, problem, loading, retry } = useApi<ServicesReport>(servicesPath);
  if (problem) return <Failure problem={problem} retry={retry} />;
  if (!data) return <Loading what="services" />;
  if (data.services.length === 0) {
    return (
      <Empty title="No service has sent a profile yet">
        <p>Three steps, and it appears here within seconds:</p>
        <Instructions />
        <button type="button" onClick={retry} disabled={loading}>
          Look again
        </button>
        <p>Or look at a profile you have, of any runtime. It stays in this browser.</p>
        <OpenButton label="Open a file" route={HOME} />
      </Empty>
    );
  }
  const services = [...data.services].sort((a, b) => (a.name < b.name ? -1 : 1));
  return (
    <div class="home">
      <div class="home-head">
        <h1>Services</h1>
        <OpenButton label="Open a file" route={HOME} />
      </div>
      <ul class="cards">
        {services.map((service) => (
          <ServiceCard key={service.name} service={service} nowMs={Date.now()} />
        ))}
      </ul>
      <details>
        <summary>Add a service</summary>
        <Instructions />
      </details>
    </div>
  );
}

function ServiceCard({ service, nowMs }: { readonly service: ServiceSummary; readonly nowMs: number }) {
  const versions = service.versions.slice(0, VERSIONS_SHOWN);
  const more = service.versions.length - versions.length;
  const facts: readonly (readonly [string, string])[] = [
    ['Versions', versions.length === 0 ? 'none given' : versions.join(', ') + (more > 0 ? ` and ${more} more` : '')],
    ['Environments', service.envs.join(', ')],
    ['Instances', String(service.instances)],
    ['Profiles of', [...new Set(service.sampleTypes.map(({ type }) => type))].join(', ')],
  ];
  return (
    <li class="card">
      <a class="card-link" href={printRoute(serviceRoute(service.name))}>
        {service.name}
      </a>
      <span class="seen" title={`Last seen ${formatTime(service.lastMs, nowMs)}`}>
        <span class={nowMs - service.lastMs < 300e3 ? 'dot live' : 'dot'} aria-hidden="true" />
        {formatAgo(service.lastMs, nowMs)}
      </span>
      <dl>
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </li>
  );
}
