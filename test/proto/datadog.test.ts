import { encode, heap, time } from '@datadog/pprof';
import { describe, expect, it } from '@jest/globals';
import { fromPprof } from '@perf/profile';
import { decodePprof } from '@perf/proto';

function busy(milliseconds: number): number {
  let steps = 0;
  for (const until = Date.now() + milliseconds; Date.now() < until; ) steps++;
  return steps;
}

describe('profiles by @datadog/pprof', () => {
  it('decode when they are of time', async () => {
    time.start({ intervalMicros: 1000, durationMillis: 2000 });
    busy(200);
    const profile = fromPprof(decodePprof(await encode(time.stop())));
    expect(profile.sampleTypes).toEqual([
      { type: 'sample', unit: 'count' },
      { type: 'wall', unit: 'nanoseconds' },
    ]);
    expect(profile.stacks.functions.name).toContain('busy');
  });

  it('decode when they are of the heap', async () => {
    heap.start(1024, 64);
    const kept = Array.from({ length: 20_000 }, (_, at) => ({ at, text: `entry ${at}` }));
    const profile = fromPprof(decodePprof(await encode(heap.profile())));
    heap.stop();
    expect(kept).toHaveLength(20_000);
    expect(profile.sampleTypes).toEqual([
      { type: 'inuse_objects', unit: 'count' },
      { type: 'inuse_space', unit: 'bytes' },
    ]);
    expect(profile.samples.length).toBeGreaterThan(0);
  });
});
