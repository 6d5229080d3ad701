import type { Alert } from '../alert.js';
import { idOf } from '../hash.js';
import { visible } from '../markdown/text.js';
import type { Finding } from '../verdict/types.js';
import { findingText, heapText, isRegression, placeText, reachText, serviceText, sideText } from '../verdict/words.js';
import type { DeployVerdict } from '../verdict-report.js';
import { comparePath, selectorText } from './links.js';

/**
 * What a version made worse: an alert for each function that got slower, one for the whole service where no function
 * explains that it did, and one for its heap. None of a verdict that is advisory or undecided.
 */
export function alertsOfVerdict(verdict: DeployVerdict): Alert[] {
  const { service, env, version, result, heap } = verdict;
  if (result.outcome === 'undecided' || result.advisoryOnly) return [];
  const where = whereText(service, version, env);
  const slower = result.findings.filter(isRegression).map((finding) => slowerAlert(verdict, finding, where));
  const alerts = [...new Map(slower.map((alert) => [alert.id, alert])).values()];
  if (alerts.length === 0 && result.service?.outcome === 'regressed') {
    const title = `${where} takes more CPU per request: ${serviceText(result.service)}`;
    alerts.push({ ...alertOf(verdict, 'service', title, [], 'cpu'), function: null });
  }
  if (heap?.outcome === 'regressed') {
    const title = `${where} holds more memory: ${heapText(heap)}`;
    alerts.push({ ...alertOf(verdict, 'heap', title, [], 'inuse_space'), function: null });
  }
  return alerts;
}

function slowerAlert(verdict: DeployVerdict, finding: Finding, where: string): Alert {
  const { name, file, package: packageName } = finding.function;
  const what = `${visible(name)}${reachText(finding)}`;
  const title =
    finding.label === 'new'
      ? `${what} is new in ${where}: ${findingText(finding)}`
      : `${what} got slower in ${where}: ${findingText(finding)}`;
  const key = JSON.stringify([name, file, packageName]);
  const details = [`In ${placeText(finding.function)}`];
  return { ...alertOf(verdict, key, title, details, 'cpu', name), function: name };
}

function alertOf(
  { service, env, version, previous, range, baseRange, madeMs, result }: DeployVerdict,
  key: string,
  title: string,
  details: readonly string[],
  type: string,
  search = '',
): Omit<Alert, 'function'> {
  const selector = (of: string): string => selectorText(type, { service, version: of, env });
  return {
    id: idOf('regression', service, env, version, previous, key),
    kind: 'regression',
    ...{ service, env, version, title },
    details: [
      ...details,
      `Before, ${visible(previous)}: ${sideText(result.base)}`,
      `After, ${visible(version)}: ${sideText(result.comparison)}`,
    ],
    path: comparePath({ base: selector(previous), comparison: selector(version), baseRange, range, search }),
    foundMs: madeMs,
    range,
    advisoryOnly: result.advisoryOnly,
  };
}

/** `shop 1.1.0`, `shop 1.1.0 (prod)`; without a version `shop (prod)`. */
export function whereText(service: string, version: string | null, env: string): string {
  const named = version === null ? visible(service) : `${visible(service)} ${visible(version)}`;
  return env === '' ? named : `${named} (${visible(env)})`;
}
