import { describe, expect, it } from '@jest/globals';
import { decodeHead, encodeSections } from '@perf/server/store/sqlite/codec.js';
import { VectorSum } from '@perf/server/store/sqlite/vector-sum.js';

/** A section of one sample type. */
function sectionOf(node: number[], value: number[]) {
  const vector = { node: Int32Array.from(node), values: [Float64Array.from(value)] };
  const { head, data } = encodeSections([{ labelSet: 1, vector }]);
  return { data, section: decodeHead(head, 1)[0] as ReturnType<typeof decodeHead>[number] };
}

describe('a sum of vectors', () => {
  it('has nothing of one before it that failed', () => {
    const sum = new VectorSum();
    const good = sectionOf([1, 2], [3, 4]);
    expect(() => sum.sum([good, sectionOf([1, 40], [5, 6])], 10, 1)).toThrow(/names a stack that is not in its block/);
    expect(sum.sum([good, good], 10, 1)).toEqual({
      node: Int32Array.of(1, 2),
      values: [Float64Array.of(6, 8)],
    });
  });
});
