import { describe, expect, it } from '@jest/globals';
import { DenseSum, isInstant, mean, sparse, sum } from '@perf/profile';

describe('sums of sparse vectors', () => {
  it('hold the nodes that were touched, in order', () => {
    const dense = new DenseSum(10);
    dense.add(Int32Array.of(7, 2), Float64Array.of(1, 2));
    dense.add(Int32Array.of(2, 9, 9), Float64Array.of(3, 4, 5));
    expect(dense.toSparse()).toEqual({ node: Int32Array.of(2, 7, 9), value: Float64Array.of(5, 1, 9) });
  });

  it('are empty where nothing was added', () => {
    expect(new DenseSum(3).toSparse()).toEqual({ node: new Int32Array(), value: new Float64Array() });
  });
});

describe('a sparse vector', () => {
  it('is sorted and unique, with every column added up alike', () => {
    const vector = sparse(Int32Array.of(5, 1, 5), [Float64Array.of(1, 2, 3), Float64Array.of(10, 20, 30)]);
    expect(vector).toEqual({ node: Int32Array.of(1, 5), values: [Float64Array.of(2, 4), Float64Array.of(20, 40)] });
    expect(vector.values.map(sum)).toEqual([6, 60]);
  });
});

describe('temporality', () => {
  it.each([
    ['inuse_space', true],
    ['inuse_objects', true],
    ['space', true],
    ['goroutine', true],
    ['cpu', false],
    ['wall', false],
    ['sample', false],
    ['alloc_space', false],
    ['contentions', false],
  ])('%s is instant: %s', (type, instant) => {
    expect(isInstant(type)).toBe(instant);
  });

  it('makes one heap of many snapshots', () => {
    expect(mean(Float64Array.of(600, 60), 60)).toEqual(Float64Array.of(10, 1));
  });

  it('leaves one snapshot, or none, as it is', () => {
    expect(mean(Float64Array.of(5), 1)).toEqual(Float64Array.of(5));
    expect(mean(Float64Array.of(0), 0)).toEqual(Float64Array.of(0));
  });
});
