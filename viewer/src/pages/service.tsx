import type {
  BudgetsReport,
  ChangesReport,
  DeploysReport,
  FlamegraphReport,
  LeaksReport,
  SeriesReport,
  ServiceSummary,
  ServicesReport,
  TimeRange,
} from '@perf/profile/api.js';
import { defaultType } from '@perf/profile/default-type.js';
import { openChanges } from '@perf/profile/open-findings.js';
import { printSteps } from '@perf/profile/transforms/steps.js';
import {
  budgetsPath,
  deploysPath,
  exportPath,
  flamegraphPath,
  leaksPath,
  seriesPath,
  servicesPath,
  shareChangesPath,
  whenOf,
} from '../api.js';
import { compareDeploy, compareRange } from '../deploys.js';
import { serverSource } from '../export/source.js';
import { navigate } from '../history.js';
import { isolated } from '../names.js';
import { nearestSpans } from '../nearest.js';
import { AgeNote } from '../parts/age-note.js';
import { BackgroundFindings } from '../parts/background-findings.js';
import { DeployBanner } from '../parts/deploy-banner.js';
import { EvidenceLine, evidenceLines } from '../parts/evidence.js';
import { Filters } from '../parts/filters.js';
import { Live } from '../parts/live.js';
import { NearestRanges } from '../parts/nearest-ranges.js';
import { Panels } from '../parts/panels.js';
import { RangePicker } from '../parts/range-picker.js';
import { Empty, Instructions, Missing, StillWaiting } from '../parts/states.js';
import { TimeStack } from '../parts/time-stack.js';
import { TypePicker } from '../parts/type-picker.js';
import type { Selector } from '../selector.js';
import { tableView, upright } from '../steps.js';
import { formatTime, rangeOf, refreshMs, type Span, spanOf, stepMs } from '../time.js';
import { type FunctionKey, functionRoute, printRoute, type ServiceRoute } from '../url.js';
import { type Answer, isSettled, useApi } from '../use-api.js';
import { useNow } from '../use-now.js';

/** What is hot in one service. */
export function ServicePage({ route }: { readonly route: ServiceRoute }) {
  const services = useApi<ServicesReport>(servicesPath);
  // Asked at once, and waited for: what it adds stands above everything else, which then need not move.
  const deploys = useApi<DeploysReport>(deploysPath(route.service));
  const leaks = useApi<LeaksReport>(leaksPath(route.service));
  const changes = useApi<ChangesReport>(shareChangesPath(route.service));
  const budgets = useApi<BudgetsReport>(budgetsPath(route.service));
  if (!services.data) return <Missing what={route.service} answer={services} />;
  const service = services.data.services.find(({ name }) => name === route.service);
  if (!service) {
    return (
      <Empty title={`No profile of ${isolated(route.service)} has arrived yet`}>
        <Instructions />
        <button type="button" onClick={services.retry}>
          Look again
        </button>
      </Empty>
    );
  }
  const waiting = [deploys, leaks, changes, budgets].find((answer) => !isSettled(answer));
  if (waiting) return <Missing what={route.service} answer={waiting} />;
  return <KnownService {...{ route, service, services, deploys, leaks, changes, budgets }} />;
}

interface KnownServiceProps {
  readonly route: ServiceRoute;
  readonly service: ServiceSummary;
  readonly services: Answer<ServicesReport>;
  readonly deploys: Answer<DeploysReport>;
  readonly leaks: Answer<LeaksReport>;
  readonly changes: Answer<ChangesReport>;
  readonly budgets: Answer<BudgetsReport>;
}

function KnownService({ route, service, services, deploys, leaks, changes, budgets }: KnownServiceProps) {
  const now = useNow(`${route.range.from} ${route.range.until}`);
  const { nowMs } = now;
  const selector = { ...route.selector, type: route.selector.type || defaultType(service.sampleTypes) };
  const span = spanOf(route.range, nowMs);
  const when = whenOf(span, route.range);
  const flamegraph = useApi<FlamegraphReport>(flamegraphPath(selector, when, '', printSteps(route.steps)));
  const go = (change: Partial<ServiceRoute>, how?: 'replace') => navigate({ ...route, ...change }, how);
  const hrefOf = ({ name, file }: FunctionKey) =>
    printRoute(
      functionRoute(route.service, { name, file }, { selector, range: route.range, steps: upright(route.steps) }),
    );
  const deployList = deploys.data?.deploys ?? [];
  const compare = compareRange(selector, span);
  const whole = flamegraph.data;
  const empty = whole !== null && whole.total === 0 && whole.hidden === 0 && !flamegraph.stale;

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
        {compare && (
          <a
            class="button"
            title="Against the time before it; both ranges can be moved there"
            href={printRoute(compare)}
          >
            Compare
          </a>
        )}
        <Live
          ranges={[route.range]}
          everyMs={refreshMs(span)}
          now={now}
          answer={flamegraph}
          onRefresh={() => {
            now.refresh();
            services.retry();
            deploys.retry();
            leaks.retry();
            changes.retry();
            budgets.retry();
          }}
        />
      </div>
      <DeployBanner service={route.service} type={selector.type} answer={deploys} nowMs={nowMs} />
      <BackgroundFindings leaks={leaks} changes={changes} budgets={budgets} nowMs={nowMs} />
      {!empty && (
        <TimeStack
          selector={selector}
          when={when}
          span={span}
          nowMs={nowMs}
          deploys={deployList}
          changes={openChanges(changes.data?.changes ?? [])}
          strips={route.strips}
          onStrips={(strips) => go({ strips }, 'replace')}
          by={route.by}
          onBy={(by) => go({ by }, 'replace')}
          onBrush={(brushed) => go({ range: rangeOf(brushed) })}
          onSelector={(changed) => go({ selector: changed })}
          deployHref={(deploy) => {
            const deployed = compareDeploy(route.service, selector.type, deployList, deploy);
            return deployed && printRoute(deployed);
          }}
        />
      )}
      {!whole && <Missing what="the flame graph" answer={flamegraph} />}
      {empty && (
        <EmptyRange
          route={route}
          service={service}
          selector={selector}
          span={span}
          untold={whole.untold}
          nowMs={nowMs}
        />
      )}
      {whole && !empty && (
        <div class={flamegraph.stale ? 'stale' : ''} aria-busy={flamegraph.stale}>
          <EvidenceLine report={whole} nowMs={nowMs} />
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
      {flamegraph.stale && flamegraph.slow && <StillWaiting what="the flame graph" answer={flamegraph} />}
    </div>
  );
}

interface EmptyRangeProps {
  readonly route: ServiceRoute;
  readonly service: ServiceSummary;
  readonly selector: Selector;
  readonly span: Span;
  readonly untold: readonly TimeRange[];
  readonly nowMs: number;
}

/** The service is known and nothing matches: say what was asked, and offer what would match. */
function EmptyRange({ route, service, selector, span, untold, nowMs }: EmptyRangeProps) {
  const filtered = route.selector.matchers.length > 1;
  const lived = { fromMs: service.firstMs, untilMs: service.lastMs + 1 };
  const series = useApi<SeriesReport>(seriesPath(selector, whenOf(lived, route.range), stepMs(lived)));
  const values = series.data?.groups[0]?.values ?? [];
  const nearest = series.data ? nearestSpans(series.data, (step) => (values[step] ?? 0) > 0, span) : [];
  return (
    <Empty title={`No ${selector.type} samples of ${isolated(service.name)} in this range`}>
      <p>
        Its profiles reach from {formatTime(service.firstMs, nowMs)} to {formatTime(service.lastMs, nowMs)}.
        {series.data && nearest.length === 0 && ' None of them has what is asked for.'}
      </p>
      <AgeNote resolutionMs={0} untold={untold} nowMs={nowMs} />
      <NearestRanges spans={nearest} nowMs={nowMs} onChoose={(range) => navigate({ ...route, range })} />
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
