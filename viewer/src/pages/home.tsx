import type { ChangesReport, LeaksReport, SeriesReport, ServicesReport } from '@perf/profile/api.js';
import { openChanges, openLeaks } from '@perf/profile/open-findings.js';
import { findServices, serviceCosts } from '@perf/profile/services.js';
import { formatSeconds } from '@perf/profile/units.js';
import { useRef } from 'preact/hooks';
import { costPath, leaksPath, servicesPath, shareChangesPath } from '../api.js';
import { navigate } from '../history.js';
import { Live } from '../parts/live.js';
import { NotAnswered } from '../parts/not-answered.js';
import { OpenButton } from '../parts/open-button.js';
import { ServiceCard } from '../parts/service-card.js';
import { Empty, Instructions, Missing } from '../parts/states.js';
import { useSlash } from '../parts/use-slash.js';
import { spanOf, stepMs } from '../time.js';
import type { HomeRoute } from '../url.js';
import { isSettled, useApi } from '../use-api.js';
import { useNow } from '../use-now.js';

const DAY = { from: 'now-24h', until: 'now' };
const SPARKLINE_STEPS = 48;
const MINUTE_MS = 60_000;
/** Somebody has just started a service, and waits for it to appear. */
const EMPTY_MS = 5_000;

/** Which services there are, the dearest first, and what each was doing in the last day. */
export function HomePage({ route }: { readonly route: HomeRoute }) {
  const now = useNow('');
  const { nowMs } = now;
  const services = useApi<ServicesReport>(servicesPath);
  const { data } = services;
  const span = spanOf(DAY, nowMs);
  const step = stepMs(span, SPARKLINE_STEPS);
  const cpu = useApi<SeriesReport>(has(data, 'cpu') ? costPath('cpu', span, step) : null);
  const heap = useApi<SeriesReport>(has(data, 'inuse_space') ? costPath('inuse_space', span, step) : null);
  const leaks = useApi<LeaksReport>(leaksPath());
  const changes = useApi<ChangesReport>(shareChangesPath());
  const live = (everyMs: number) => (
    <Live
      ranges={[DAY]}
      everyMs={everyMs}
      now={now}
      answer={services}
      onRefresh={() => {
        now.refresh();
        services.retry();
        leaks.retry();
        changes.retry();
      }}
    />
  );
  if (!data) return <Missing what="services" answer={services} />;
  if (data.services.length === 0) {
    return (
      <Empty title="No service has sent a profile yet">
        <p>Three steps, and it appears here within seconds:</p>
        <Instructions />
        <p class="choices">{live(EMPTY_MS)}</p>
        <p>Or look at a profile you have, of any runtime. It stays in this browser.</p>
        <OpenButton label="Open a file" route={route} />
      </Empty>
    );
  }
  // The order is theirs, and the height of the cards.
  const waiting = [cpu, heap, leaks, changes].find((answer) => answer.loading && !isSettled(answer));
  if (waiting) return <Missing what="services" answer={waiting} />;
  const unknown = [cpu, heap].find(({ problem }) => problem !== null);
  const costs = serviceCosts(data.services, cpu.data, heap.data);
  const found = findServices(costs, route.search);
  const total = costs.reduce((sum, { cpuTotal }) => sum + cpuTotal, 0);
  return (
    <div class="home">
      <div class="home-head">
        <h2>Services</h2>
        <span class="place">{total > 0 && `${formatSeconds(total / 1e9)} of CPU time in the last 24 h`}</span>
        <span class="spring" />
        <FindService search={route.search} />
        <OpenButton label="Open a file" route={route} />
        {live(MINUTE_MS)}
      </div>
      {unknown?.problem && (
        <p class="hint" role="status">
          What services cost is not known: {unknown.problem.detail}{' '}
          <button type="button" onClick={unknown.retry}>
            Try again
          </button>
        </p>
      )}
      <NotAnswered
        asked={[
          { what: 'leaks', answer: leaks },
          { what: 'changes without a deploy', answer: changes },
        ]}
      />
      {found.length === 0 && <p class="hint">No service, version or environment matches “{route.search}”.</p>}
      <ul class="cards">
        {found.map((cost) => (
          <ServiceCard
            key={cost.service.name}
            cost={cost}
            costsKnown={!unknown}
            leaks={openLeaks(leaks.data?.leaks ?? []).filter(({ service }) => service === cost.service.name)}
            changes={openChanges(changes.data?.changes ?? []).filter(({ service }) => service === cost.service.name)}
            nowMs={nowMs}
          />
        ))}
      </ul>
      <details>
        <summary>Add a service</summary>
        <Instructions />
      </details>
    </div>
  );
}

/** The server refuses to add up what nobody sends. */
function has(report: ServicesReport | null, type: string): boolean {
  return report?.services.some(({ sampleTypes }) => sampleTypes.some((one) => one.type === type)) ?? false;
}

function FindService({ search }: { readonly search: string }) {
  const input = useRef<HTMLInputElement>(null);
  useSlash(input);
  const find = (text: string) => navigate({ page: 'home', search: text }, 'replace');
  return (
    <input
      ref={input}
      type="search"
      class="find-service"
      placeholder="Find a service   /"
      aria-label="Find a service by its name, version or environment"
      value={search}
      onInput={(event) => find(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        if (search) find('');
        else input.current?.blur();
      }}
    />
  );
}
