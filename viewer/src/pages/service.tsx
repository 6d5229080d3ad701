import type { DeploysReport, FlamegraphReport, ServiceSummary, ServicesReport } from '@perf/profile/api.js';
import { defaultType } from '@perf/profile/default-type.js';
import { printSteps } from '@perf/profile/transforms/steps.js';
import { deploysPath, exportPath, flamegraphPath, servicesPath, whenOf } from '../api.js';
import { compareDeploy } from '../deploys.js';
import { serverSource } from '../export/source.js';
import { navigate } from '../history.js';
import { DeployBanner } from '../parts/deploy-banner.js';
import { EvidenceLine, evidenceLines } from '../parts/evidence.js';
import { Filters } from '../parts/filters.js';
import { Panels } from '../parts/panels.js';
import { RangePicker } from '../parts/range-picker.js';
import { Empty, Failure, Instructions, Loading } from '../parts/states.js';
import { TimeStack } from '../parts/time-stack.js';
import { TypePicker } from '../parts/type-picker.js';
import { tableView } from '../steps.js';
import { formatTime, rangeOf, spanOf } from '../time.js';
import { type FunctionKey, functionRoute, printRoute, type ServiceRoute } from '../url.js';
import { useApi } from '../use-api.js';
import { useNow } from '../use-now.js';

/** What is hot in one service. */
export function ServicePage({ route }: { readonly route: ServiceRoute }) {
  const services = useApi<ServicesReport>(servicesPath);
  if (services.problem) return <Failure problem={services.problem} retry={services.retry} />;
  if (!services.data) return <Loading what={route.service} />;
  const service = services.data.services.find(({ name }) => name === route.service);
  if (!service) {
    return (
      <Empty title={`No profile of ${route.service} has arrived yet`}>
        <Instructions />
        <button type="button" onClick={services.retry}>
          Look again
        </button>
      </Empty>
    );
  }
  return <KnownService route={route} service={service} onRefresh={services.retry} />;
}

interface KnownServiceProps {
  readonly route: ServiceRoute;
  readonly service: ServiceSummary;
  readonly onRefresh: () => void;
}

function KnownService({ route, service, onRefresh }: KnownServiceProps) {
  const { nowMs, refresh } = useNow(`${route.range.from} ${route.range.until}`);
  const selector = { ...route.selector, type: route.selector.type || defaultType(service.sampleTypes) };
  const span = spanOf(route.range, nowMs);
  const when = whenOf(span, route.range);
  const flamegraph = useApi<FlamegraphReport>(flamegraphPath(selector, when, '', printSteps(route.steps)));
  const deploys = useApi<DeploysReport>(deploysPath(route.service));
  const go = (change: Partial<ServiceRoute>, how?: 'replace') => navigate({ ...route, ...change }, how);
  const hrefOf = ({ name, file }: FunctionKey) =>
    printRoute(functionRoute(route.service, { name, file }, { selector, range: route.range }));
  const deployList = deploys.data?.deploys ?? [];
  const whole = flamegraph.data;
  const empty = whole !== null && whole.total === 0 && whole.hidden === 0 && !flamegraph.loading;

  return (
    <div class="service">
      <div class="toolbar">
        <TypePicker
          types={service.sampleTypes}
          type={selector.type}
          onChange={(type) => go({ selector: { ...selector, type }, focus: '' })}
        />
        <Filters selector={selector} when={when} onChange={(changed) => go({ selector: changed })} />
        <span class="spring" />
        <RangePicker
          label="Time range"
          range={route.range}
          span={span}
          nowMs={nowMs}
          onChange={(range) => go({ range })}
        />
        <button
          type="button"
          onClick={() => {
            refresh();
            onRefresh();
          }}
        >
          Refresh
        </button>
      </div>
      <DeployBanner service={route.service} type={selector.type} deploys={deployList} nowMs={nowMs} />
      {!empty && (
        <TimeStack
          selector={selector}
          when={when}
          span={span}
          nowMs={nowMs}
          deploys={deployList}
          strips={route.strips}
          onStrips={(strips) => go({ strips }, 'replace')}
          onBrush={(brushed) => go({ range: rangeOf(brushed) })}
          onSelector={(changed) => go({ selector: changed })}
          deployHref={(deploy) => {
            const compare = compareDeploy(route.service, selector.type, deployList, deploy);
            return compare && printRoute(compare);
          }}
        />
      )}
      {flamegraph.problem && <Failure problem={flamegraph.problem} retry={flamegraph.retry} />}
      {!whole && flamegraph.loading && <Loading what="the flame graph" />}
      {empty && <EmptyRange route={route} service={service} type={selector.type} nowMs={nowMs} />}
      {whole && !empty && (
        <div class={flamegraph.loading ? 'stale' : ''} aria-busy={flamegraph.loading}>
          <EvidenceLine report={whole} />
          <Panels
            view={route}
            whole={whole}
            selector={selector}
            when={when}
            go={go}
            exports={serverSource(`${route.service}: ${whole.type}`, evidenceLines(whole), [
              { side: '', path: exportPath(selector, when, tableView(route.steps)) },
            ])}
            hrefOf={hrefOf}
          />
        </div>
      )}
    </div>
  );
}

interface EmptyRangeProps {
  readonly route: ServiceRoute;
  readonly service: ServiceSummary;
  readonly type: string;
  readonly nowMs: number;
}

/** The service is known and nothing matches: say what was asked, and offer what would match. */
function EmptyRange({ route, service, type, nowMs }: EmptyRangeProps) {
  const filtered = route.selector.matchers.length > 1;
  const last = { fromMs: Math.max(service.firstMs, service.lastMs - 3600e3), untilMs: service.lastMs + 1 };
  return (
    <Empty title={`No ${type} samples of ${service.name} in this range`}>
      <p>
        Its profiles reach from {formatTime(service.firstMs, nowMs)} to {formatTime(service.lastMs, nowMs)}.
      </p>
      <button type="button" onClick={() => navigate({ ...route, range: rangeOf(last) })}>
        Show the last hour it ran
      </button>
      {filtered && (
        <button
          type="button"
          onClick={() =>
            navigate({ ...route, selector: { ...route.selector, matchers: route.selector.matchers.slice(0, 1) } })
          }
        >
          Remove the filters
        </button>
      )}
    </Empty>
  );
}
