import type { PprofProfile } from './pprof.js';

/**
 * Gives the CPU time found on `(idle)` back to the samples that worked. Changes the profile in place.
 *
 * Each sample carries the CPU time spent since the sample before. A service that serves short requests is mostly found
 * waiting, with work done and finished since: that CPU lands on `(idle)`, more than half of it all at a fifth of a
 * core. Where that work was done, the samples that hit it say: by their counts, which are in proportion to the time
 * spent there. Totals stay as they are. A window without any such sample keeps its `(idle)`.
 */
export function spreadIdleCpu(profile: PprofProfile): void {
  const strings = profile.stringTable.strings;
  const types = profile.sampleType.map(({ type }) => strings[Number(type)]);
  const [count, cpu] = [types.indexOf('sample'), types.indexOf('cpu')];
  if (count === -1 || cpu === -1) return;

  const idleLocations = locationsNamed(profile, '(idle)');
  const idle = profile.sample.filter(({ locationId }) => idleLocations.has(Number(locationId[0])));
  const busy = profile.sample.filter((sample) => !idle.includes(sample) && Number(sample.value[count]) > 0);
  const hits = busy.reduce((sum, { value }) => sum + Number(value[count]), 0);
  if (hits === 0) return;

  const spread = idle.reduce((sum, { value }) => sum + Number(value[cpu]), 0);
  for (const { value } of idle) value[cpu] = 0;
  // Shares are differences of rounded running sums, so that they add up to the nanosecond.
  let seen = 0;
  let given = 0;
  for (const { value } of busy) {
    seen += Number(value[count]);
    const upToHere = Math.round((spread * seen) / hits);
    value[cpu] = Number(value[cpu]) + upToHere - given;
    given = upToHere;
  }
}

function locationsNamed(profile: PprofProfile, name: string): Set<number> {
  const text = profile.stringTable.strings;
  const functions = new Set(profile.function.filter((one) => text[Number(one.name)] === name).map(({ id }) => id));
  const named = profile.location.filter(({ line }) => line.some(({ functionId }) => functions.has(functionId)));
  return new Set(named.map(({ id }) => Number(id)));
}
