import { describe, expect, it } from '@jest/globals';
import type { NumberSeries, NumbersReport } from '@perf/profile/api.js';
import { numberPlots } from '../../viewer/src/numbers.js';

/** A report of one step, every column the same. */
function report(values: Readonly<Record<string, Partial<Omit<NumberSeries, 'name'>>>>): NumbersReport {
  const numbers = Object.entries(values).map(([name, columns]) => ({
    name,
    mean: [null],
    max: [null],
    perSecond: [null],
    ...columns,
  }));
  return { fromMs: 0, untilMs: 1, stepMs: 1, times: [0], windows: 1, oneIn: 1, ignored: [], untold: [], numbers };
}

/** What each plot says of the first step. */
function text(of: NumbersReport): string[] {
  return numberPlots(of).map(({ title, lines, format }) => {
    const values = lines.map(({ name, values: [value] }) => `${name} ${value == null ? 'nothing' : format(value)}`);
    return `${title}: ${values.join(', ') || 'missing'}`;
  });
}

describe('numbers as plots', () => {
  it('have the unit that people read them in', () => {
    const all = report({
      cpuUserSeconds: { perSecond: [1.2] },
      cpuSystemSeconds: { perSecond: [0.3] },
      eventLoopUtilization: { mean: [0.42] },
      eventLoopDelayP99Ms: { mean: [3], max: [12] },
      gcPauseMs: { perSecond: [7] },
      heapUsedBytes: { mean: [50 * 2 ** 20] },
      rssBytes: { mean: [2 ** 30] },
      requests: { perSecond: [12.34] },
    });
    expect(text(all)).toEqual([
      'CPU: CPU 1.5 cores',
      'Event loop: busy 42.0 %',
      'Event loop delay: delay 12 ms',
      'GC pauses: pauses 0.70 %',
      'Memory: heap used 50 MiB, resident 1 GiB',
      'Requests: requests 12.3/s',
    ]);
  });

  it('are missing where nobody measured them, and nought where it was nought', () => {
    const some = report({ requests: {}, eventLoopUtilization: { mean: [0] }, rssBytes: { mean: [1024] } });
    expect(text(some)).toEqual([
      'CPU: missing',
      'Event loop: busy 0.00 %',
      'Event loop delay: missing',
      'GC pauses: missing',
      'Memory: resident 1 KiB',
      'Requests: missing',
    ]);
  });
});
