import { type Evidence, isInstant, type SeriesReport } from '@perf/profile';
import type { Totals } from '../store/store.js';
import type { QueryCall } from './call.js';
import { detailOf, selectionOf } from './selected.js';
import { inSteps } from './steps.js';

type Total = Totals['groups'][number];

/** How many more groups are added up than are answered with, where the smallest are folded. */
const foldable = 5;

export const series: QueryCall = {
  params: ['query', 'from', 'until', 'step', 'by', 'limit'],
  async answer(params, context): Promise<SeriesReport> {
    const query = params.required('query', 'cpu{service="checkout"}');
    const by = params.list('by');
    const limit = params.text('limit') === undefined ? null : params.integer('limit', 1, 1, context.limits.groups);
    const maxGroups = context.limits.groups * (limit === null ? 1 : foldable);
    const { steps, found } = await inSteps(params, context.nowMs, ({ fromMs, untilMs, stepMs }) =>
      context.store.totals({ ...selectionOf(query, { fromMs, untilMs }, context), by, stepMs, maxGroups }),
    );
    const { fromMs, stepMs, times } = steps;
    const { sampleType, groups } = found;
    const { kept, others } = limit === null ? { kept: groups, others: 0 } : foldSmall(groups, limit);
    const rows = new Map<string, SeriesReport['groups'][number]>();
    for (const group of kept) {
      const key = JSON.stringify(group.labels);
      const row = rows.get(key) ?? {
        labels: group.labels,
        values: times.map(() => null),
        perSecond: times.map(() => null),
      };
      rows.set(key, row);
      const step = (group.fromMs - fromMs) / stepMs;
      const { profiles, instanceSeconds } = group.evidence;
      const instant = isInstant(sampleType.type);
      row.values[step] = instant ? group.total / profiles : group.total;
      row.perSecond[step] = instant || instanceSeconds === 0 ? null : group.total / instanceSeconds;
    }
    const { type, unit } = sampleType;
    return { type, unit, ...steps, groups: [...rows.values()], others, ...detailOf(found) };
  },
};

/** Keeps the `limit` largest groups, largest first, and adds up the rest in one without labels. */
function foldSmall(groups: readonly Total[], limit: number): { kept: Total[]; others: number } {
  const sums = new Map<string, number>();
  const keyOf = ({ labels }: Total) => JSON.stringify(labels);
  for (const group of groups) sums.set(keyOf(group), (sums.get(keyOf(group)) ?? 0) + group.total);
  const order = [...sums].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  const rank = new Map(order.map((key, at) => [key, at]));
  const rankOf = (group: Total) => rank.get(keyOf(group)) as number;
  const kept = groups.filter((group) => rankOf(group) < limit).sort((a, b) => rankOf(a) - rankOf(b));
  const rest = new Map<number, Total>();
  for (const group of groups) {
    if (rankOf(group) < limit) continue;
    const { fromMs, total, evidence } = group;
    const known = rest.get(fromMs);
    rest.set(fromMs, {
      labels: {},
      fromMs,
      total: (known?.total ?? 0) + total,
      evidence: known === undefined ? evidence : together(known.evidence, evidence),
    });
  }
  return { kept: [...kept, ...rest.values()], others: Math.max(0, order.length - limit) };
}

function together(a: Evidence, b: Evidence): Evidence {
  return {
    profiles: a.profiles + b.profiles,
    instances: a.instances + b.instances,
    instanceSeconds: a.instanceSeconds + b.instanceSeconds,
    requests: a.requests === null && b.requests === null ? null : (a.requests ?? 0) + (b.requests ?? 0),
  };
}
