import { describe, expect, it } from '@jest/globals';
import type { Profile } from 'pprof-format';
import { type Cohorts, cohortOf, extendCohorts, noCohorts } from '../../agent/dist/heap/cohorts.js';
import { fixture, Host } from './host.js';
import { Sink, sampleTypes } from './sink.js';

describe('allocation cohorts', () => {
  const MINUTE = 60_000;
  const START = 1_000_000 * MINUTE;

  /** Cohorts after a census each minute, which found 10 samples more each time. */
  function afterMinutes(minutes: number): Cohorts {
    let cohorts = noCohorts(MINUTE);
    for (let i = 0; i < minutes; i++) {
      const sinceMs = START + i * MINUTE;
      cohorts = extendCohorts(cohorts, sinceMs, sinceMs + MINUTE, (i + 1) * 10);
    }
    return cohorts;
  }

  /** `0-9:+0m 10-19:+1m`: which ordinals were allocated when, in minutes after the start. */
  function drawn({ startMs, lastOrdinal }: Cohorts): string {
    const from = (i: number) => (lastOrdinal[i - 1] ?? -1) + 1;
    return startMs.map((ms, i) => `${from(i)}-${lastOrdinal[i]}:+${(ms - START) / MINUTE}m`).join(' ');
  }

  it('are cut where a census was taken', () => {
    expect(drawn(afterMinutes(3))).toBe('0-10:+0m 11-20:+1m 21-30:+2m');
    const cohorts = afterMinutes(3);
    const minuteOf = (ordinal: number) => (cohortOf(cohorts, ordinal) - START) / MINUTE;
    expect([1, 10, 11, 20, 21, 30].map(minuteOf)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('become twice as wide when there would be more than 32', () => {
    expect(afterMinutes(32)).toMatchObject({ widthMs: MINUTE });
    expect(afterMinutes(33)).toMatchObject({ widthMs: 2 * MINUTE });
    expect(drawn(afterMinutes(33)).split(' ').slice(0, 3)).toEqual(['0-20:+0m', '21-40:+2m', '41-60:+4m']);
    const week = afterMinutes(7 * 24 * 60);
    expect(Math.log2(week.widthMs / MINUTE) % 1).toBe(0);
    expect(week.startMs.length).toBeGreaterThan(16);
    expect(week.startMs.length).toBeLessThanOrEqual(32);
  });

  it('begin at multiples of their width, so that those of other instances fall into them', () => {
    const { widthMs, startMs } = afterMinutes(1000);
    for (const start of startMs) expect(start % widthMs).toBe(0);
  });

  it('keep their order where the largest ordinal has died, or the clock went back', () => {
    const cohorts = extendCohorts(afterMinutes(3), START + 3 * MINUTE, START + 4 * MINUTE, 25);
    expect(drawn(cohorts)).toBe('0-10:+0m 11-20:+1m 21-30:+2m 31-30:+3m');
    expect(drawn(extendCohorts(afterMinutes(3), START - 9 * MINUTE, START - 8 * MINUTE, 40))).toBe(
      '0-10:+0m 11-20:+1m 21-40:+2m',
    );
  });
});

/** Live samples below a function, by the start of their cohort. */
function samplesOf(profile: Profile | undefined, functionName: string): Map<number, number> {
  const text = (index: number | bigint) => profile?.stringTable.strings[Number(index)] ?? '';
  const functions = profile?.function.filter(({ name }) => text(name) === functionName).map(({ id }) => id);
  const locations = profile?.location.filter(({ line }) =>
    line.some(({ functionId }) => functions?.includes(functionId)),
  );
  const ids = new Set(locations?.map(({ id }) => Number(id)));
  const samples = new Map<number, number>();
  for (const { locationId, value, label } of profile?.sample ?? []) {
    if (!locationId.some((id) => ids.has(Number(id)))) continue;
    const cohort = label.find(({ key }) => text(key) === 'cohort');
    const startMs = Number(text(cohort?.str ?? 0));
    samples.set(startMs, (samples.get(startMs) ?? 0) + Number(value[0]));
  }
  return samples;
}

it('tell a leak from a cache that is full, by what is left of the older half', async () => {
  const sink = await Sink.open();
  const host = Host.run(['--expose-gc', fixture('leak-and-cache.mjs')], {
    PERF_SERVER_URL: sink.url,
    PERF_SERVICE: 'leaky',
    PERF_INTERVAL_MS: '300',
    PERF_HEAP_INTERVAL_BYTES: '8192',
    PERF_OVERHEAD_BUDGET: '1',
  });
  expect(await host.ended).toBe(0);
  await sink.close();

  const census = sink.windows.findLast(({ profiles }) => profiles.has('cohorts.pb.gz'));
  const profile = census?.profiles.get('cohorts.pb.gz');
  expect(sampleTypes(profile)).toEqual(['inuse_samples/count']);
  const widthMs = Number(census?.meta.numbers.heapCohortMs);

  // As a verdict would: without the newest quarter, of which a cache holds all, and without the warm-up.
  const leaked = samplesOf(profile, 'leakOne');
  const cached = samplesOf(profile, 'cacheOne');
  const starts = [...leaked.keys()].sort((a, b) => a - b);
  expect(starts.length).toBeGreaterThanOrEqual(8);
  expect(starts.length).toBeLessThanOrEqual(32);
  const [first, last] = [(starts[0] as number) + widthMs, starts.at(-1) as number];
  const oldest = (share: number) => first + (last - first) * share;
  const between = (samples: Map<number, number>, fromMs: number, untilMs: number) =>
    [...samples].reduce((sum, [ms, count]) => sum + (ms >= fromMs && ms < untilMs ? count : 0), 0);
  const halves = (samples: Map<number, number>) => ({
    old: between(samples, first, oldest(3 / 8)),
    young: between(samples, oldest(3 / 8), oldest(3 / 4)),
  });

  const leak = halves(leaked);
  expect(leak.old / leak.young).toBeGreaterThanOrEqual(0.6);
  const cache = halves(cached);
  expect(cache.young).toBeGreaterThan(0);
  expect(cache.old / cache.young).toBeLessThan(0.2);
});
