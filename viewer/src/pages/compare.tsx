import type { DeployVerdict, DiffReport, ServiceSummary, ServicesReport } from '@perf/profile/api.js';
import { defaultType } from '@perf/profile/default-type.js';
import { countedRequests, standardNorm } from '@perf/profile/norm.js';
import { printSteps } from '@perf/profile/transforms/steps.js';
import { verdictQuestion } from '@perf/profile/verdict-question.js';
import type { ComponentChildren } from 'preact';
import { type DiffQuestion, diffPath, exportPath, servicesPath, verdictPath, whenOf } from '../api.js';
import { type ExportedProfile, type ExportSource, serverSource } from '../export/source.js';
import { navigate } from '../history.js';
import { isolated } from '../names.js';
import { ChangePanels } from '../parts/change-panels.js';
import { CompareVerdict } from '../parts/compare-verdict.js';
import { EmptySide } from '../parts/empty-side.js';
import { evidenceLines } from '../parts/evidence.js';
import { Live } from '../parts/live.js';
import { Name } from '../parts/name.js';
import { NormPicker } from '../parts/norm-picker.js';
import { SidePicker } from '../parts/side-picker.js';
import { SidesTimeline } from '../parts/sides-timeline.js';
import { Empty, Missing, StillWaiting } from '../parts/states.js';
import { TypePicker } from '../parts/type-picker.js';
import { labelOf, parseSelector, type Selector, withValue } from '../selector.js';
import { usualBases } from '../side-spans.js';
import { tableView } from '../steps.js';
import { rangeOf, refreshMs, spanOf } from '../time.js';
import { type CompareRoute, printRoute } from '../url.js';
import { type Answer, currentOf, useApi } from '../use-api.js';
import { useNow } from '../use-now.js';

/** What changed between two versions, or two ranges. */
export function ComparePage({ route }: { readonly route: CompareRoute }) {
  const services = useApi<ServicesReport>(servicesPath);
  if (!services.data) return <Missing what="services" answer={services} />;
  const all = services.data.services;
  const name = labelOf(route.comparison, 'service') || labelOf(route.base, 'service');
  const service = all.find((one) => one.name === name);
  if (!service) return <ChooseService services={all} wanted={name} route={route} />;
  return <Comparison route={route} service={service} />;
}

interface ComparisonProps {
  readonly route: CompareRoute;
  readonly service: ServiceSummary;
}

function Comparison({ route, service }: ComparisonProps) {
  const now = useNow([route.range, route.baseRange].map(({ from, until }) => `${from} ${until}`).join());
  const { nowMs } = now;
  const type = route.comparison.type || defaultType(service.sampleTypes);
  const base = { ...route.base, type: route.base.type || type };
  const comparison = { ...route.comparison, type };
  const baseSpan = spanOf(route.baseRange, nowMs);
  const span = spanOf(route.range, nowMs);
  const question = {
    base,
    comparison,
    baseWhen: whenOf(baseSpan, route.baseRange),
    when: whenOf(span, route.range),
    view: printSteps(route.steps),
  };

  // Whether requests were counted is known from the first answer; only then can they be what is divided by.
  const firstNorm = route.norm || standardNorm(type, false);
  const first = useApi<DiffReport>(diffPath({ ...question, norm: firstNorm, focus: '' }));
  const counted = first.data !== null && countedRequests(first.data);
  const norm = route.norm || standardNorm(type, counted);
  const again = norm !== firstNorm;
  const second = useApi<DiffReport>(again ? diffPath({ ...question, norm, focus: '' }) : null);
  const answer = again ? second : first;
  // Asked beside it: what was found is shown once it is known.
  const versions = verdictQuestion(base, comparison, service.envs);
  const verdictAsked = versions && verdictPath(versions);
  const verdictAnswer = useApi<DeployVerdict>(verdictAsked);
  const verdict = currentOf(verdictAsked, verdictAnswer);
  const go = (change: Partial<CompareRoute>, how?: 'replace') => navigate({ ...route, ...change }, how);

  return (
    <div class="compare">
      <div class="toolbar">
        <TypePicker
          types={service.sampleTypes}
          type={type}
          onChange={(chosen) =>
            go({ base: { ...base, type: chosen }, comparison: { ...comparison, type: chosen }, focus: '', norm: '' })
          }
        />
        <NormPicker norm={norm} requests={counted} onChange={(chosen) => go({ norm: chosen })} />
        <span class="spring" />
        <button
          type="button"
          onClick={() =>
            go({ base: comparison, comparison: base, baseRange: route.range, range: route.baseRange, focus: '' })
          }
        >
          Swap sides
        </button>
        <Live
          ranges={[route.baseRange, route.range]}
          everyMs={refreshMs(span)}
          now={now}
          answer={answer}
          onRefresh={() => {
            now.refresh();
            answer.retry();
            verdictAnswer.retry();
          }}
        />
      </div>
      <div class="sides">
        <SidePicker
          title="Before"
          selector={base}
          range={route.baseRange}
          span={baseSpan}
          nowMs={nowMs}
          versions={service.versions}
          side={answer.data?.base ?? null}
          unit={answer.data?.unit ?? ''}
          onSelector={(selector) => go({ base: selector })}
          onRange={(baseRange) => go({ baseRange })}
          picks={usualBases(span)}
        />
        <SidePicker
          title="After"
          selector={comparison}
          range={route.range}
          span={span}
          nowMs={nowMs}
          versions={service.versions}
          side={answer.data?.comparison ?? null}
          unit={answer.data?.unit ?? ''}
          onSelector={(selector) => go({ comparison: selector })}
          onRange={(range) => go({ range, baseRange: route.baseRange })}
        />
      </div>
      {[baseSpan.fromMs, baseSpan.untilMs, span.fromMs, span.untilMs].every(Number.isFinite) && (
        <SidesTimeline
          base={base}
          comparison={comparison}
          baseSpan={baseSpan}
          span={span}
          nowMs={nowMs}
          onBaseSpan={(moved) => go({ baseRange: rangeOf(moved) })}
          onSpan={(moved) => go({ range: rangeOf(moved), baseRange: route.baseRange })}
        />
      )}
      <Result
        route={route}
        service={service}
        answer={answer}
        question={{ ...question, norm }}
        nowMs={nowMs}
        go={go}
        result={verdict?.result}
        verdict={
          versions && (
            <CompareVerdict
              answer={verdictAnswer}
              verdict={verdict}
              nowMs={nowMs}
              hrefOf={(finding) => printRoute({ ...route, search: finding.function.name })}
            />
          )
        }
        profiles={[
          { side: 'Before', path: exportPath(base, question.baseWhen, tableView(route.steps)) },
          { side: 'After', path: exportPath(comparison, question.when, tableView(route.steps)) },
        ]}
      />
    </div>
  );
}

interface ResultProps {
  readonly route: CompareRoute;
  readonly service: ServiceSummary;
  readonly answer: Answer<DiffReport>;
  readonly question: Omit<DiffQuestion, 'focus' | 'search'>;
  readonly nowMs: number;
  readonly go: (change: Partial<CompareRoute>, how?: 'replace') => void;
  readonly profiles: readonly ExportedProfile[];
  readonly verdict: ComponentChildren;
  readonly result: DeployVerdict['result'] | undefined;
}

function Result({ route, service, answer, question, nowMs, go, profiles, verdict, result }: ResultProps) {
  const report = answer.data;
  if (!report) return <Missing what="the comparison" answer={answer} />;
  const isEmpty = ({ total, hidden }: DiffReport['base']) => total === 0 && hidden === 0;
  if (!answer.stale && (isEmpty(report.base) || isEmpty(report.comparison))) {
    return <EmptySide route={route} service={service} report={report} nowMs={nowMs} go={go} />;
  }
  return (
    <div class={answer.stale ? 'stale' : ''} aria-busy={answer.stale}>
      <ChangePanels
        source="service"
        view={route}
        whole={report}
        question={question}
        go={go}
        exports={sourceOf(report, profiles)}
        verdict={verdict}
        result={result}
      />
      {answer.stale && answer.slow && <StillWaiting what="the comparison" answer={answer} />}
    </div>
  );
}

function sourceOf(report: DiffReport, profiles: readonly ExportedProfile[]): ExportSource {
  const { base, comparison, unit, type } = report;
  const name = labelOf(parseSelector(comparison.query), 'service');
  const [before, after] = [base, comparison].map((side) => evidenceLines({ ...side, unit }).join(' · '));
  return serverSource(`${name}: ${type}, compared`, [`Before: ${before}`, `After: ${after}`], profiles);
}

interface ChooseServiceProps {
  readonly services: readonly ServiceSummary[];
  readonly wanted: string;
  readonly route: CompareRoute;
}

function ChooseService({ services, wanted, route }: ChooseServiceProps) {
  const choose = (name: string) => {
    const versions = services.find((one) => one.name === name)?.versions ?? [];
    const select = (selector: Selector, version: string) =>
      withValue(withValue(selector, 'service', name), 'version', version);
    const [newest = '', before = newest] = versions;
    navigate({ ...route, base: select(route.base, before), comparison: select(route.comparison, newest) });
  };
  return (
    <Empty title={wanted ? `No profile of ${isolated(wanted)} has arrived` : 'Which service?'}>
      <div class="choices">
        {services.map(({ name }) => (
          <button key={name} type="button" onClick={() => choose(name)}>
            <Name text={name} />
          </button>
        ))}
      </div>
    </Empty>
  );
}
