/** What agents measure beside profiles, as small plots: which numbers, in which unit, made how. Pure. */
import type { NumberSeries, NumbersReport } from '@perf/profile/api.js';
import { formatShare, formatValue, threeDigits } from '@perf/profile/units.js';

type Values = (number | null)[];

export interface NumberPlot {
  readonly title: string;
  /** What the values are, in a few words. */
  readonly words: string;
  /** Empty where no window has any of the numbers. */
  readonly lines: readonly { readonly name: string; readonly values: Values }[];
  /** Said in place of an empty plot. */
  readonly missing: string;
  readonly format: (value: number) => string;
  readonly binary: boolean;
}

type Source = readonly [name: string, values: (of: (name: string) => NumberSeries) => Values];

interface Definition extends Omit<NumberPlot, 'lines' | 'binary'> {
  readonly binary?: boolean;
  readonly sources: readonly Source[];
}

/** In the order in which a cause is looked for. */
const DEFINITIONS: readonly Definition[] = [
  {
    title: 'CPU',
    words: 'cores used by an instance, all its threads',
    sources: [['CPU', (of) => sum(of('cpuUserSeconds').perSecond, of('cpuSystemSeconds').perSecond)]],
    missing: 'No window of this range says how much CPU time its process took.',
    format: (value) => `${threeDigits(value)} ${value === 1 ? 'core' : 'cores'}`,
  },
  {
    title: 'Event loop',
    words: 'part of the time it was busy',
    sources: [['busy', (of) => of('eventLoopUtilization').mean]],
    missing: 'No window of this range measured how busy the event loop was.',
    format: formatShare,
  },
  {
    title: 'Event loop delay',
    words: '99th percentile, of the worst instance',
    sources: [['delay', (of) => of('eventLoopDelayP99Ms').max]],
    missing: 'No window of this range measured how long the event loop was held up.',
    format: (value) => formatValue(value, 'milliseconds'),
  },
  {
    title: 'GC pauses',
    words: 'part of the time garbage was collected',
    sources: [['pauses', (of) => of('gcPauseMs').perSecond.map((value) => value && value / 1000)]],
    missing: 'No window of this range measured garbage collection.',
    format: formatShare,
  },
  {
    title: 'Memory',
    words: 'of an instance',
    sources: [
      ['heap used', (of) => of('heapUsedBytes').mean],
      ['resident', (of) => of('rssBytes').mean],
    ],
    missing: 'No window of this range measured memory.',
    format: (value) => formatValue(value, 'bytes'),
    binary: true,
  },
  {
    title: 'Requests',
    words: 'served by an instance',
    sources: [['requests', (of) => of('requests').perSecond]],
    missing: 'No request was counted in this range: only HTTP/1 servers count them.',
    format: (value) => `${threeDigits(value)}/s`,
  },
];

export function numberPlots(report: NumbersReport): NumberPlot[] {
  const none = report.times.map(() => null);
  const of = (name: string): NumberSeries =>
    report.numbers.find((one) => one.name === name) ?? { name, mean: none, max: none, perSecond: none };
  return DEFINITIONS.map(({ sources, binary = false, ...rest }) => ({
    ...rest,
    binary,
    lines: sources
      .map(([name, values]) => ({ name, values: values(of) }))
      .filter(({ values }) => values.some((value) => value !== null)),
  }));
}

/** Null where neither is known. */
function sum(a: Values, b: Values): Values {
  return a.map((value, at) => {
    const other = b[at] ?? null;
    return value === null && other === null ? null : (value ?? 0) + (other ?? 0);
  });
}
