import { describe, expect, it } from '@jest/globals';
import { rulerOf } from '@perf/profile/verdict/contrast.js';
import { compareDeploys, type VerdictSide } from '@perf/profile/verdict/index.js';
import { random } from '../bench/workload.js';
import { sideOf, verdictText } from '../notation/verdict-text.js';

const FUNCTIONS = Array.from({ length: 60 }, (_, at) => ({ name: `step${at}`, samples: 100 + 12 * at }));

/** A side of instances that have these parts of the work, each with a cost of every function that is its own by 15 %. */
function drawn(parts: readonly number[], seed: number): VerdictSide {
  const next = random(seed);
  const normal = () => Array.from({ length: 12 }, next).reduce((sum, one) => sum + one, -6);
  const lines = FUNCTIONS.map(({ name, samples }) => {
    const counts = parts.map((part) => {
      const expected = samples * part * (1 + 0.15 * normal());
      return Math.max(0, Math.round(expected + Math.sqrt(Math.max(0, expected)) * normal()));
    });
    return `main;${name} ${counts.join(' ')}`;
  });
  return sideOf(lines.join('\n'));
}

const regressed = (parts: readonly number[], pairs: number): number =>
  Array.from({ length: pairs }, (_, at) => {
    const [base, comparison] = [drawn(parts, 2 * at + 1), drawn(parts, 2 * at + 2)];
    return compareDeploys(base, comparison, { warmUp: false }).outcome;
  }).filter((outcome) => outcome === 'regressed').length;

describe('instances of which some do more than others', () => {
  it('vary as they do, whatever part each has: nothing changed, and next to nothing is found', () => {
    expect(regressed([1, 1, 1, 1], 40)).toBeLessThanOrEqual(4);
    expect(regressed([1, 0.3, 0.3, 0.3], 40)).toBeLessThanOrEqual(4);
    expect(regressed([1, 0.5], 40)).toBeLessThanOrEqual(4);
  });

  it('say nothing where one does nearly all', () => {
    expect(verdictText(compareDeploys(drawn([1, 0.1], 1), drawn([1, 1], 2), { warmUp: false }))).toEqual([
      'undecided',
      'Nearly all the work of the base is done by one instance: what differs between processes cannot be seen.',
    ]);
  });

  it.each([
    { parts: [1, 1, 1, 1], correction: '1.33', freedom: '3.00' },
    { parts: [1, 0.8, 1.2, 1], correction: '1.36', freedom: '2.85' },
    { parts: [1, 0.2, 0.2, 0.2], correction: '3.39', freedom: '1.66' },
    { parts: [1, 0.2], correction: '9.36', freedom: '1.00' },
    { parts: [5], correction: '0.00', freedom: '0.00' },
  ])('have a variance with as many degrees of freedom as that leaves: $parts', ({ parts, correction, freedom }) => {
    const ruler = rulerOf(Float64Array.from(parts));
    expect([ruler.correction.toFixed(2), ruler.freedom.toFixed(2)]).toEqual([correction, freedom]);
  });
});
