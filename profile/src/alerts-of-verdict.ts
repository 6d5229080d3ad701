import type { Alert } from './alert.js';
import { placeLines, shownName, whereText } from './alert-text.js';
import { visible } from './markdown/text.js';
import { pagePath, selectorText } from './page-path.js';
import { formatShare, plural } from './units.js';
import type { Finding } from './verdict/types.js';
import {
  advisoryWords,
  changeText,
  DESIGN_WORDS,
  findingText,
  heapText,
  intervalText,
  leadsOf,
  reachText,
  serviceText,
  sideText,
} from './verdict/words.js';
import type { DeployVerdict } from './verdict-report.js';

/** The nearest frames of the path to where a function changed. */
const PATH_FRAMES = 5;

/**
 * What somebody should hear of a version: each function that got slower, the best evidence first, or that the whole service did
 * where that is all that was found; and that its heap grew. Nothing of a version that did not regress in either.
 *
 * A function has the same id however often its version is compared anew, and whether its own code or a path to it was found.
 */
export function alertsOfVerdict(verdict: DeployVerdict): Alert[] {
  return [...ofCpu(verdict), ...ofHeap(verdict)];
}

function ofCpu(verdict: DeployVerdict): Alert[] {
  const { outcome, service } = verdict.result;
  if (outcome !== 'regressed') return [];
  const byId = new Map<string, Alert>();
  for (const finding of leadsOf(verdict.result)) {
    const alert = ofFunction(verdict, finding);
    if (!byId.has(alert.id)) byId.set(alert.id, alert);
  }
  if (byId.size > 0) return [...byId.values()];
  if (service === null) return [];
  const title =
    `${where(verdict)} takes more CPU for each request: ${changeText(service.change, service)}, ` +
    `${intervalText(service)}`;
  return [{ ...common(verdict, null), title, details: basis(verdict) }];
}

function ofHeap(verdict: DeployVerdict): Alert[] {
  const { service, env, version, heap } = verdict;
  if (heap?.outcome !== 'regressed') return [];
  return [
    {
      ...common(verdict, null),
      id: JSON.stringify(['heap', service, env, version]),
      title: `${where(verdict)} holds more memory: ${heapText(heap)}`,
      details: [
        `${plural(heap.baseInstances, 'instance')} of ${visible(verdict.previous)}, ` +
          `${plural(heap.instances, 'instance')} of ${visible(version)}`,
        ...basis(verdict).slice(-1),
      ],
      path: verdictPath(verdict, null, 'inuse_space'),
    },
  ];
}

/** Where the viewer shows what was compared, over the times that were; at a finding's function, where there is one. */
export function verdictPath(verdict: DeployVerdict, finding: Finding | null, type = 'cpu'): string {
  const { service, env, version, previous, range, baseRange } = verdict;
  const side = (of: string) => selectorText(type, { service, version: of, env });
  const unless = (one: number, other: number) => (one === other ? '' : String(one));
  return pagePath('/compare', {
    base: side(previous),
    comparison: side(version),
    baseFrom: unless(baseRange.fromMs, range.fromMs),
    baseUntil: unless(baseRange.untilMs, range.untilMs),
    from: String(range.fromMs),
    until: String(range.untilMs),
    width: finding?.label === 'gone' ? 'before' : '',
    search: finding?.function.name ?? '',
  });
}

function ofFunction(verdict: DeployVerdict, finding: Finding): Alert {
  const did = finding.label === 'new' ? 'is new' : 'got slower';
  return {
    ...common(verdict, finding),
    title: `${shownName(finding.function)}${reachText(finding)} ${did} in ${where(verdict)}: ${findingText(finding)}`,
    details: [
      ...placeLines(finding.function),
      `By way of ${pathText(finding)}`,
      `${formatShare(finding.base.share)} of CPU before, ${formatShare(finding.comparison.share)} after`,
      ...basis(verdict),
    ],
  };
}

function common(verdict: DeployVerdict, finding: Finding | null): Omit<Alert, 'title' | 'details'> {
  const { service, env, version, madeMs, range, result } = verdict;
  const { name, file, package: from } = finding?.function ?? { name: null, file: '', package: '' };
  return {
    id: JSON.stringify(['regression', service, env, version, ...(name === null ? [] : [from, file, name])]),
    kind: 'regression',
    service,
    env,
    version,
    function: name,
    path: verdictPath(verdict, finding),
    foundMs: madeMs,
    range,
    advisoryOnly: result.advisoryOnly,
  };
}

function basis({ result, version, previous }: DeployVerdict): string[] {
  return [
    ...(result.service === null ? [] : [serviceText(result.service)]),
    `${visible(previous)}: ${sideText(result.base)}`,
    `${visible(version)}: ${sideText(result.comparison)}`,
    `Compared: ${DESIGN_WORDS[result.design]}`,
    ...(result.advisoryOnly ? [`Advisory: ${advisoryWords(result)}`] : []),
  ];
}

function where({ service, env, version }: DeployVerdict): string {
  return whereText(service, version, env);
}

function pathText({ path }: Finding): string {
  const near = path.slice(-PATH_FRAMES).map(shownName);
  return [...(path.length > near.length ? ['…'] : []), ...near].join(' › ');
}
