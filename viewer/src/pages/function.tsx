import type { DeploysReport, FunctionHistory, ServiceSummary, ServicesReport } from '@perf/profile/api.js';
import { defaultType } from '@perf/profile/default-type.js';
import { times } from '@perf/profile/markdown/evidence.js';
import { deploysPath, exportPath, functionHistoryPath, servicesPath, whenOf } from '../api.js';
import { compareDeploy } from '../deploys.js';
import { serverSource } from '../export/source.js';
import { navigate } from '../history.js';
import { Filters } from '../parts/filters.js';
import { FunctionLines } from '../parts/function-lines.js';
import { FunctionTime } from '../parts/function-time.js';
import { FunctionVersions } from '../parts/function-versions.js';
import { RangePicker } from '../parts/range-picker.js';
import { Sandwich } from '../parts/sandwich.js';
import { Empty, Failure, Loading } from '../parts/states.js';
import { TypePicker } from '../parts/type-picker.js';
import { rangeOf, spanOf, stepMs } from '../time.js';
import { type FunctionRoute, printRoute, serviceRoute } from '../url.js';
import { useApi } from '../use-api.js';
import { useNow } from '../use-now.js';

/** Parts of the range: each needs its own sum of stacks, unlike a timeline of totals. */
const MOST_STEPS = 60;

/** One function across time and deploys, who calls it, what it calls, and which of its lines cost. */
export function FunctionPage({ route }: { readonly route: FunctionRoute }) {
  const services = useApi<ServicesReport>(servicesPath);
  if (services.problem) return <Failure problem={services.problem} retry={services.retry} />;
  if (!services.data) return <Loading what={route.fn.name} />;
  const service = services.data.services.find(({ name }) => name === route.service);
  if (!service) {
    return (
      <Empty title={`No profile of ${route.service} has arrived yet`}>
        <a href="/">All services</a>
      </Empty>
    );
  }
  return <KnownFunction route={route} service={service} />;
}

function KnownFunction({ route, service }: { readonly route: FunctionRoute; readonly service: ServiceSummary }) {
  const { fn } = route;
  const { nowMs } = useNow(`${route.range.from} ${route.range.until}`);
  const selector = { ...route.selector, type: route.selector.type || defaultType(service.sampleTypes) };
  const span = spanOf(route.range, nowMs);
  const when = whenOf(span, route.range);
  const history = useApi<FunctionHistory>(functionHistoryPath(selector, when, fn, stepMs(span, MOST_STEPS)));
  const deploys = useApi<DeploysReport>(deploysPath(route.service));
  const deployList = deploys.data?.deploys ?? [];
  const go = (change: Partial<FunctionRoute>) => navigate({ ...route, ...change });
  const report = history.data;
  const ran = report?.steps.some((step) => step !== null && step.total > 0);
  const inGraph = serviceRoute(route.service, { selector: route.selector, range: route.range, search: fn.name });
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
      </div>
      <div class="function-title">
        <h1>{fn.name}</h1>
        <span class="place">{fn.file}</span>
        <span class="spring" />
        <a href={printRoute(inGraph)}>Find it in the flame graph</a>
      </div>
      {history.problem && <Failure problem={history.problem} retry={history.retry} />}
      {!report && history.loading && <Loading what="its history" />}
      {report && !ran && !history.loading && (
        <Empty title={`${fn.name} did not run in this range`}>
          <button type="button" onClick={() => go({ range: { from: 'now-7d', until: 'now' } })}>
            Look at the last week
          </button>
          <a href={printRoute({ ...inGraph, search: '' })}>What {route.service} did instead</a>
        </Empty>
      )}
      {report && ran && (
        <div class={history.loading ? 'stale' : ''} aria-busy={history.loading}>
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
          <Sandwich
            fn={fn}
            selector={selector}
            when={when}
            exports={serverSource(
              `${fn.name}: ${report.type}`,
              [`In ${report.query}, ${times(report.fromMs, report.untilMs)}`],
              [{ side: '', path: exportPath(selector, when) }],
            )}
            onChoose={(chosen) => {
              navigate({ ...route, fn: chosen });
              scrollTo(0, 0);
            }}
          />
        </div>
      )}
    </div>
  );
}
