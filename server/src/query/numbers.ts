import type { NumberSeries, NumbersReport } from '@perf/profile';
import { Refusal } from '../errors.js';
import { labelOf, type Matcher, parseSelector } from '../selector.js';
import type { LabelIndex } from '../store/store.js';
import type { QueryCall } from './call.js';
import { stepsOf } from './steps.js';

/** What agents measured beside their profiles, over time. */
export const numbers: QueryCall = {
  params: ['query', 'from', 'until', 'step', 'names'],
  async answer(params, context): Promise<NumbersReport> {
    const { limits, store } = context;
    const steps = stepsOf(params, context.nowMs);
    const { matchers } = parseSelector(params.required('query', '{service="checkout"}'), limits.selectorLength);
    params.required('names', 'requests,eventLoopUtilization');
    const names = [...new Set(params.list('names'))];
    if (names.length > limits.numberNames) {
      throw new Refusal(400, `names has ${names.length} names; at most ${limits.numberNames} are answered at once.`);
    }
    const range = { fromMs: steps.fromMs, untilMs: steps.untilMs };
    const inside = labelsInside(await store.labels({ ...range, matchers }), matchers);
    const own = matchers.filter(({ name }) => !inside.includes(name));
    const asked = { ...range, matchers: own, names, stepMs: steps.stepMs, maxWindows: limits.numberWindows };
    const { windows, oneIn, sums, untold } = await store.numbers(asked);
    const found = new Map<string, NumberSeries>();
    for (const name of names) {
      const empty = () => steps.times.map(() => null);
      found.set(name, { name, mean: empty(), max: empty(), perSecond: empty() });
    }
    for (const { name, fromMs, sum, max, mean, seconds } of sums) {
      const row = found.get(name) as NumberSeries;
      const step = (fromMs - steps.fromMs) / steps.stepMs;
      row.mean[step] = mean;
      row.max[step] = max;
      row.perSecond[step] = sum / seconds;
    }
    return { ...steps, windows, oneIn, ignored: inside, untold: [...untold], numbers: [...found.values()] };
  },
};

/** The names that are matched and are labels inside profiles, not of series: they cannot select whole windows. */
function labelsInside({ series, sampleLabels }: LabelIndex, matchers: readonly Matcher[]): string[] {
  const names = new Set(matchers.map(({ name }) => name));
  return [...names].filter(
    (name) => sampleLabels.has(name) && series.every(({ labels }) => labelOf(labels, name) === undefined),
  );
}
