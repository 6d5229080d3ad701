import { isInstant, type SeriesReport } from '@perf/profile';
import { Refusal } from '../errors.js';
import type { Range } from '../store/store.js';
import type { QueryCall } from './call.js';
import { detailOf, selectionOf } from './selected.js';

const niceSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];
const defaultSteps = 120;
const maxSteps = 5_000;

/** The shortest of the usual steps that cuts a range in at most 120. */
function stepFor(rangeMs: number): number {
  const seconds = rangeMs / 1_000 / defaultSteps;
  return (niceSteps.find((step) => step >= seconds) ?? Math.ceil(seconds / 86_400) * 86_400) * 1_000;
}

/** Steps lie on multiples of their length, so that a later call with `now` cuts time at the same places. */
function stepsIn(asked: Range, stepMs: number): Range & { readonly steps: number } {
  if (stepMs < 1) throw new Refusal(400, 'step must be at least 1ms.');
  const fromMs = Math.floor(asked.fromMs / stepMs) * stepMs;
  const steps = Math.ceil((asked.untilMs - fromMs) / stepMs);
  if (steps > maxSteps)
    throw new Refusal(400, `The range has ${steps} steps of ${stepMs} ms; at most ${maxSteps}: use a longer step.`);
  return { fromMs, untilMs: asked.untilMs, steps };
}

export const series: QueryCall = {
  params: ['query', 'from', 'until', 'step', 'by'],
  async answer(params, context): Promise<SeriesReport> {
    const asked = params.range(context.nowMs);
    const given = params.durationMs('step');
    const query = params.required('query', 'cpu{service="checkout"}');
    const by = params.list('by');
    const totals = async (stepMs: number) => {
      const range = stepsIn(asked, stepMs);
      return { ...range, found: await context.store.totals({ ...selectionOf(query, range, context), by, stepMs }) };
    };
    let stepMs = given ?? stepFor(asked.untilMs - asked.fromMs);
    let { fromMs, steps, found } = await totals(stepMs);
    if (given === undefined && found.resolutionMs > stepMs) {
      // Shorter steps than days are kept at would be empty in between.
      stepMs = found.resolutionMs;
      ({ fromMs, steps, found } = await totals(stepMs));
    }
    const { sampleType, groups } = found;
    const times = Array.from({ length: steps }, (_, step) => fromMs + step * stepMs);
    const rows = new Map<string, SeriesReport['groups'][number]>();
    for (const group of groups) {
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
    return {
      type,
      unit,
      fromMs,
      untilMs: asked.untilMs,
      stepMs,
      times,
      groups: [...rows.values()],
      ...detailOf(found),
    };
  },
};
