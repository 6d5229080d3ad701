import type { Clusters } from './clusters.js';
import type { JoinedStacks } from './join.js';
import type { MatchedFunction } from './types.js';

/** Functions of both versions that are called, or are found, otherwise in each: the most samples first, at most so many. */
const MOST_MATCHES = 200;

export function matchesOf(
  { functions, function: functionOf }: JoinedStacks,
  sides: readonly Clusters[],
): readonly MatchedFunction[] {
  const samples = new Float64Array(functions.length);
  for (const { count, self } of sides) {
    for (let at = count; at < self.length; at++) {
      const number = functionOf[Math.floor(at / count)] as number;
      samples[number] = (samples[number] as number) + (self[at] as number);
    }
  }
  return functions
    .map(({ base, ref, matched }, number) => ({ base, ref, matched, samples: samples[number] as number }))
    .filter(({ base, matched }) => base !== null && matched !== '')
    .sort((a, b) => b.samples - a.samples)
    .slice(0, MOST_MATCHES)
    .map(({ base, ref, matched }) => ({ base: base ?? ref, comparison: ref, how: matched }));
}
