import { describe, expect, it } from '@jest/globals';
import { type HeapOptions, heapVerdict } from '@perf/profile/verdict/heap.js';
import { heapText } from '@perf/profile/verdict/words.js';
import { normal } from '../bench/verdicts/program.js';
import { random } from '../bench/workload.js';

const MIB = 2 ** 20;

/** What instances of two versions hold, in MiB, in words. */
function told(base: number[], comparison: number[], options: Partial<HeapOptions> = {}): string {
  const [before, after] = [base, comparison].map((side) => side.map((mib) => mib * MIB)) as [number[], number[]];
  const verdict = heapVerdict(before, after, { q: 0.01, ...options });
  return verdict === null ? 'none' : `${verdict.outcome}: ${heapText(verdict)}`;
}

describe('the heaps of two versions', () => {
  it('grew, shrank, or are as they were', () => {
    expect(told([100, 103, 98], [141, 138, 144])).toBe(
      'regressed: heap in use 100 MiB → 141 MiB an instance: +41 %, 33 to 49 %',
    );
    expect(told([141, 138, 144], [100, 103, 98])).toMatch(/^improved/);
    expect(told([100, 103, 98], [101, 104, 97])).toMatch(/^unchanged/);
  });

  it('are not told apart by less than a twentieth, however sure it is', () => {
    const around = (mib: number) => Array.from({ length: 30 }, (_, at) => mib + (at % 3) / 10);
    expect(told(around(100), around(104))).toMatch(/^unchanged: .* \+4\.0 %/);
    expect(told(around(100), around(107))).toMatch(/^regressed/);
  });

  it('say nothing of what a single instance holds', () => {
    expect(told([100], [140, 141])).toBe('none');
    expect(told([100, 101], [140])).toBe('none');
  });

  it('of two instances each are told apart only where they are far apart', () => {
    expect(told([100, 100], [112, 112])).toMatch(/^unchanged/);
    expect(told([100, 100], [160, 160])).toMatch(/^regressed/);
  });

  it('did not shrink where the base has run for longer', () => {
    expect(told([141, 138, 144], [100, 103, 98], { canShrink: false })).toMatch(/^unchanged/);
  });

  it.each([2, 3, 8])('that are the same are called different once in a hundred at most, with %i instances', (count) => {
    const next = random(count);
    const heap = () => Array.from({ length: count }, () => 1e8 * Math.exp(0.1 * normal(next)));
    const verdicts = Array.from({ length: 2_000 }, () => heapVerdict(heap(), heap(), { q: 0.01, least: 0 }));
    const regressed = verdicts.filter((verdict) => verdict?.outcome === 'regressed').length;
    expect(regressed).toBeLessThanOrEqual(30);
    const covered = verdicts.filter((verdict) => verdict !== null && verdict.low <= 0 && 0 <= verdict.high).length;
    expect(covered).toBeGreaterThan(0.935 * verdicts.length);
  });
});
