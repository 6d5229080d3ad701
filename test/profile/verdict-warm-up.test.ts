import { describe, expect, it } from '@jest/globals';
import { rejectionThreshold } from '@perf/profile/verdict/benjamini-hochberg.js';
import type { VerdictSide, VerdictWindow } from '@perf/profile/verdict/index.js';
import { lookAt } from '@perf/profile/verdict/looks.js';
import { withoutWarmUp } from '@perf/profile/verdict/warm-up.js';
import { profileOf } from '../notation/profile-of.js';

const MINUTE = 60_000;
const { stacks, samples } = profileOf('main;work 1\nmain;(garbage collector) 1');
const [work, collector] = samples[0]?.vector.node ?? [];

/** An instance's windows of a minute each, from the percent of samples in which it collected garbage. */
function windowsOf(instance: string, collecting: readonly number[]): VerdictWindow[] {
  return collecting.map((percent, minute) => ({
    instance,
    fromMs: minute * MINUTE,
    untilMs: (minute + 1) * MINUTE,
    node: Int32Array.of(work as number, collector as number),
    count: Float64Array.of(100 - percent, percent),
    cpuSeconds: null,
    requests: null,
  }));
}

/** The minutes that are left of each instance. */
function kept(instances: Readonly<Record<string, readonly number[]>>, leastMs: number): Record<string, string> {
  const windows = Object.entries(instances).flatMap(([instance, collecting]) => windowsOf(instance, collecting));
  const side: VerdictSide = { stacks, windows };
  const left: Record<string, number[]> = {};
  for (const { instance, fromMs } of withoutWarmUp(side, { leastMs, mostDropped: 0.3 }).windows) {
    left[instance] = [...(left[instance] ?? []), fromMs / MINUTE];
  }
  return Object.fromEntries(Object.entries(left).map(([instance, minutes]) => [instance, minutes.join(' ')]));
}

describe('warm-up', () => {
  it('takes the least time off each instance', () => {
    expect(kept({ a: [5, 5, 6, 5, 6, 5], b: [5, 6, 5, 6] }, 2 * MINUTE)).toEqual({ a: '2 3 4 5', b: '2 3' });
  });

  it('goes on while an instance collects more garbage than it does later', () => {
    expect(kept({ a: [60, 50, 40, 20, 6, 5, 6, 5, 6, 5] }, 2 * MINUTE)).toEqual({ a: '4 5 6 7 8 9' });
  });

  it('says what share had to go that was to be steady', () => {
    const side = { stacks, windows: windowsOf('a', [60, 50, 40, 20, 6, 5, 6, 5, 6, 5]) };
    expect(withoutWarmUp(side, { leastMs: 2 * MINUTE, mostDropped: 0.3 })).toMatchObject({
      dropped: 4,
      unsteady: 0.25,
    });
  });
});

describe('looks', () => {
  it('are reached once half of the instances have as many windows', () => {
    const steady = (count: number) => new Array<number>(count).fill(5);
    const windows = [...windowsOf('a', steady(12)), ...windowsOf('b', steady(10)), ...windowsOf('c', steady(3))];
    expect(lookAt(windows, [11, 20])).toBeNull();
    const look = lookAt(windows, [10, 20]);
    expect([look?.windows, look?.seen.length]).toEqual([10, 23]);
  });
});

describe("Benjamini and Hochberg's procedure", () => {
  /** The example of their paper of 1995: fifteen comparisons, of which four are rejected at 0.05. */
  it('rejects what it does in the paper', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    expect(rejectionThreshold(p, 15, 0.05)).toBe(0.0095);
  });

  it('rejects nothing where the smallest is no smaller than chance makes it', () => {
    expect(rejectionThreshold([0.02, 0.5], 10, 0.05)).toBe(-1);
    expect(rejectionThreshold([], 10, 0.05)).toBe(-1);
  });
});
