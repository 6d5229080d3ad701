import type { Alert } from '../alert.js';
import type { TimeRange } from '../api.js';
import { pagePath, selectorText } from '../page-path.js';
import type { BudgetReport } from './types.js';
import { boundsText, limitText, valueText } from './words.js';

/**
 * What somebody should hear of budgets: those that are broken. One of a version has the same id however often it is looked at, so
 * that it is told once a version.
 *
 * @param nowMs when that was found.
 */
export function alertsOfBudgets(reports: readonly BudgetReport[], nowMs: number): Alert[] {
  return reports.flatMap((report) => {
    const { budget, range, env, version } = report;
    if (report.status !== 'broken' || range === null) return [];
    const { name, service } = budget;
    return [
      {
        id: JSON.stringify(['budget', service, env, version, name]),
        kind: 'budget' as const,
        ...{ service, env, version: version === '' ? null : version },
        function: 'function' in budget ? budget.function : null,
        title: `${where(report)} broke its budget ${name}: ${valueText(budget, report)}, where ${limitText(budget)}`,
        details: detailsOf(report),
        path: pathOf(report, range),
        foundMs: nowMs,
        range,
        advisoryOnly: false,
      },
    ];
  });
}

/** `shop 1.1.0 (prod)` */
function where({ budget, env, version }: BudgetReport): string {
  const named = [budget.service, version].filter((text) => text !== '').join(' ');
  return env === '' ? named : `${named} (${env})`;
}

function detailsOf(report: BudgetReport): string[] {
  const { base, q } = report;
  return [
    `Between ${boundsText(report)}; each bound is wrong in at most ${100 * q} % of looks.`,
    ...(base === null ? [] : [`Compared with ${base}.`]),
  ];
}

/** Both versions where it is about a change, each over its time, else the service, with the function searched for. */
function pathOf({ budget, env, version, base, baseRange }: BudgetReport, range: TimeRange): string {
  const { service } = budget;
  const times = { from: String(range.fromMs), until: String(range.untilMs) };
  const search = 'function' in budget ? budget.function : '';
  const type = budget.kind === 'heapGrowth' || budget.kind === 'heap' ? 'inuse_space' : 'cpu';
  const selector = (of: string) => selectorText(type, { service, version: of, env });
  if (base !== null) {
    const unless = (one: number | undefined, other: number) => (one === undefined || one === other ? '' : String(one));
    return pagePath('/compare', {
      base: selector(base),
      comparison: selector(version),
      baseFrom: unless(baseRange?.fromMs, range.fromMs),
      baseUntil: unless(baseRange?.untilMs, range.untilMs),
      ...times,
      search,
    });
  }
  const isStep = service === '.' || service === '..';
  const path = isStep ? '/service/' : `/service/${encodeURIComponent(service.replace(/\p{Surrogate}/gu, '\ufffd'))}`;
  return pagePath(path, { service: isStep ? service : '', query: selector(version), ...times, search });
}
