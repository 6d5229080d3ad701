import { expect, it } from '@jest/globals';
import type { Profile } from 'pprof-format';
import { Host } from './host.js';
import { Sink, sampleTypes, total } from './sink.js';

/** A process that is mostly waiting: 2 ms of work, 8 ms of none, as a service with short requests is. */
const SHORT_BURSTS = `
  import '@perf/agent';
  function shortBurst() {
    const endMs = performance.now() + 2;
    let turns = 0;
    while (performance.now() < endMs) turns += Math.sqrt(turns);
    return turns;
  }
  for (let burst = 0; burst < 200; burst++) {
    shortBurst();
    await new Promise((resolve) => setTimeout(resolve, 8));
  }`;

/** The self values of one sample type, by function. */
function selfByFunction(profile: Profile | undefined, sampleType: string): Map<string, number> {
  const column = sampleTypes(profile).indexOf(sampleType);
  const self = new Map<string, number>();
  for (const { locationId, value } of profile?.sample ?? []) {
    const location = profile?.location.find(({ id }) => id === locationId[0]);
    const leaf = profile?.function.find(({ id }) => id === location?.line[0]?.functionId);
    const name = profile?.stringTable.strings[Number(leaf?.name)] ?? '';
    self.set(name, (self.get(name) ?? 0) + Number(value[column]));
  }
  return self;
}

it('CPU spent in short bursts is found in the functions that burst, not in the waiting between them', async () => {
  const sink = await Sink.open();
  await Host.module(SHORT_BURSTS, { PERF_SERVER_URL: sink.url, PERF_SERVICE: 'bursts' }).ended;
  await sink.close();

  const profile = sink.windows[0]?.profiles.get('cpu.pb.gz');
  expect(selfByFunction(profile, 'sample/count').get('(idle)')).toBeGreaterThan(0);
  expect(selfByFunction(profile, 'cpu/nanoseconds').get('(idle)')).toBe(0);
  expect(total(profile, 'cpu/nanoseconds')).toBeGreaterThan(0);
  for (const value of selfByFunction(profile, 'cpu/nanoseconds').values()) {
    expect(Number.isInteger(value)).toBe(true);
    expect(value).toBeGreaterThanOrEqual(0);
  }
});
