import type { DeploysReport, FunctionHistory, ServiceSummary, ServicesReport } from '@perf/profile/api.js';
import { defaultType } from '@perf/profile/default-type.js';
import { times } from '@perf/profile/markdown/evidence.js';
import type { ComponentChildren } from 'preact';
import { deploysPath, exportPath, functionHistoryPath, servicesPath, whenOf } from '../api.js';
import { compareDeploy } from '../deploys.js';
import { serverSource } from '../export/source.js';
import { navigate } from '../history.js';
import { isolated } from '../names.js';
import { nearestSpans } from '../nearest.js';
import { ActingOn } from '../parts/acting.js';
import { doingOn } from '../parts/doing.js';
import { Filters } from '../parts/filters.js';
import { FunctionLines } from '../parts/function-lines.js';
import { FunctionTime } from '../parts/function-time.js';
import { FunctionVersions } from '../parts/function-versions.js';
import { Live } from '../parts/live.js';
import { Name } from '../parts/name.js';
import { NearestRanges } from '../parts/nearest-ranges.js';
import { RangePicker } from '../parts/range-picker.js';
import { Sandwich } from '../parts/sandwich.js';
import { Empty, Missing, StillWaiting } from '../parts/states.js';
import { TypePicker } from '../parts/type-picker.js';
import { ViewBar } from '../parts/view-bar.js';
import type { Selector } from '../selector.js';
import { tableView, UPRIGHT_SWITCHES } from '../steps.js';
import { rangeOf, refreshMs, type Span, spanOf, stepMs } from '../time.js';
import { type FunctionKey, type FunctionRoute, printRoute, serviceRoute } from '../url.js';
import { type Answer, useApi } from '../use-api.js';
import { useInSteps } from '../use-in-steps.js';
import { useNow } from '../use-now.js';

/** Parts of the range: each needs its own sum of stacks, unlike a timeline of totals. */
const MOST_STEPS = 60;

/** One function across time and deploys, who calls it, what it calls, and which of its lines cost. */
export function FunctionPage({ route }: { readonly route: FunctionRoute }) {
  const services = useApi<ServicesReport>(servicesPath);
  const deploys = useApi<DeploysReport>(deploysPath(route.service));
  if (!services.data) return <Missing what={route.fn.name} answer={services} />;
  const service = services.data.services.find(({ name }) => name === route.service);
  if (!service) {
    return (
      <Empty title={`No profile of ${isolated(route.service)} has arrived yet`}>
        <a href="/">All services</a>
      </Empty>
    );
  }
  return <KnownFunction route={route} service={service} deploys={deploys} />;
}

interface KnownFunctionProps {
  readonly route: FunctionRoute;
  readonly service: ServiceSummary;
  readonly deploys: Answer<DeploysReport>;
}

function KnownFunction({ route, service, deploys }: KnownFunctionProps) {
  const { fn } = route;
  const now = useNow(`${route.range.from} ${route.range.until}`);
  const { nowMs } = now;
  const selector = { ...route.selector, type: route.selector.type || defaultType(service.sampleTypes) };
  const span = spanOf(route.range, nowMs);
  const when = whenOf(span, route.range);
  const { answer: history } = useInSteps<FunctionHistory>(
    (step) => functionHistoryPath(selector, when, fn, step),
    stepMs(span, MOST_STEPS),
  );
  const deployList = deploys.data?.deploys ?? [];
  const go = (change: Partial<FunctionRoute>) => navigate({ ...route, ...change });
  const report = history.data;
  const ran = report?.steps.some((step) => step !== null && step.total > 0);
  const inGraph = serviceRoute(route.service, {
    ...{ selector: route.selector, range: route.range, steps: route.steps, search: fn.name },
  });
  const choose = (chosen: FunctionKey) => {
    go({ fn: chosen });
    scrollTo(0, 0);
  };
  const onSteps = (steps: FunctionRoute['steps']) => go({ steps });
  return (
    <div class="function-page">
      <div class="toolbar">
        <TypePicker
          types={service.sampleTypes}
          type={selector.type}
          onChange={(type) => go({ selector: { ...selector, type } })}
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
        <Live
          ranges={[route.range]}
          everyMs={refreshMs(span)}
          now={now}
          answer={history}
          onRefresh={() => {
            now.refresh();
            deploys.retry();
          }}
        />
      </div>
      <div class="function-title">
        <h2>
          <Name text={fn.name} />
        </h2>
        {fn.file && <Name class="place" text={fn.file} />}
        <span class="spring" />
        <a href={printRoute(inGraph)}>Find it in the flame graph</a>
      </div>
      {!report && <Missing what="its history" answer={history} />}
      {report && !ran && !history.stale && (
        <DidNotRun route={route} service={service} selector={selector} span={span} nowMs={nowMs}>
          <a href={printRoute({ ...inGraph, search: '' })}>
            What <Name text={route.service} /> did instead
          </a>
        </DidNotRun>
      )}
      {report && ran && (
        <div class={history.stale ? 'stale' : ''} aria-busy={history.stale}>
          <FunctionTime
            report={report}
            span={span}
            nowMs={nowMs}
            deploys={deployList}
            onBrush={(brushed) => go({ range: rangeOf(brushed) })}
            deployHref={(deploy) => {
              const compare = compareDeploy(route.service, selector.type, deployList, deploy);
              return compare && printRoute({ ...compare, search: fn.name });
            }}
          />
          <div class="function-tables">
            <FunctionVersions report={report} />
            <FunctionLines report={report} file={fn.file} />
          </div>
          <ActingOn doing={doingOn({ steps: route.steps, focus: '' }, ({ steps = [] }) => onSteps(steps), { choose })}>
            <ViewBar steps={route.steps} switches={UPRIGHT_SWITCHES} onSteps={onSteps} />
            <Sandwich
              fn={fn}
              selector={selector}
              when={when}
              view={tableView(route.steps)}
              exports={serverSource(
                `${fn.name}: ${report.type}`,
                [`In ${report.query}, ${times(report.fromMs, report.untilMs)}`],
                [{ side: '', path: exportPath(selector, when, tableView(route.steps)) }],
              )}
              onChoose={choose}
              onWhole={() => onSteps([])}
            />
          </ActingOn>
        </div>
      )}
      {history.stale && history.slow && <StillWaiting what="its history" answer={history} />}
    </div>
  );
}

interface DidNotRunProps {
  readonly route: FunctionRoute;
  readonly service: ServiceSummary;
  readonly selector: Selector;
  readonly span: Span;
  readonly nowMs: number;
  readonly children: ComponentChildren;
}

/** A range without the function: where it did run, as far as profiles reach. */
function DidNotRun({ route, service, selector, span, nowMs, children }: DidNotRunProps) {
  const lived = { fromMs: service.firstMs, untilMs: service.lastMs + 1 };
  const whole = useApi<FunctionHistory>(
    functionHistoryPath(selector, whenOf(lived, route.range), route.fn, stepMs(lived, MOST_STEPS)),
  );
  const steps = whole.data?.steps ?? [];
  const nearest = whole.data ? nearestSpans(whole.data, (step) => (steps[step]?.total ?? 0) > 0, span) : [];
  return (
    <Empty title={`${isolated(route.fn.name)} did not run in this range`}>
      {whole.data && nearest.length === 0 && <p>Nor in any other that profiles are kept of.</p>}
      {whole.slow && <p>Looking for when it did…</p>}
      <NearestRanges spans={nearest} nowMs={nowMs} onChoose={(range) => navigate({ ...route, range })} />
      {children}
    </Empty>
  );
}
