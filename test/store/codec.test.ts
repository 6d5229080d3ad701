import { describe, expect, it } from '@jest/globals';
import { addSection, decodeHead, encodeSections, type SectionHead } from '@perf/server/store/sqlite/codec.js';
import { VarintReader, VarintWriter } from '@perf/server/store/sqlite/varint.js';
import fc from 'fast-check';

const value = fc.oneof(fc.nat(), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));

describe('varints', () => {
  it('give back every whole number up to 2^53 - 1', () => {
    fc.assert(
      fc.property(fc.array(value), (numbers) => {
        const writer = new VarintWriter(1);
        for (const number of numbers) writer.write(number);
        const reader = new VarintReader(writer.finish());
        expect(numbers.map(() => reader.read())).toEqual(numbers);
      }),
    );
  });

  it('end with an error where the bytes end too early', () => {
    expect(() => new VarintReader(Uint8Array.of(0x80)).read()).toThrow('a stored vector ends too early');
  });
});

describe('the sections of a profile', () => {
  const section = fc
    .uniqueArray(fc.nat(50_000), { maxLength: 40 })
    .chain((nodes) =>
      fc.tuple(
        fc.constant(Int32Array.from(nodes).sort()),
        fc.array(fc.array(fc.nat(2 ** 45), { minLength: nodes.length, maxLength: nodes.length }), {
          minLength: 2,
          maxLength: 2,
        }),
        fc.nat(1_000),
      ),
    )
    .map(([node, columns, labelSet]) => ({
      labelSet,
      vector: { node, values: columns.map((c) => Float64Array.from(c)) },
    }));

  it('come back column by column, with their totals in the head', () => {
    fc.assert(
      fc.property(fc.array(section, { maxLength: 4 }), (sections) => {
        const { head, data } = encodeSections(sections);
        const heads = decodeHead(head, 2);
        expect(heads.map(({ labelSet }) => labelSet)).toEqual(sections.map(({ labelSet }) => labelSet));
        for (const [index, { vector }] of sections.entries()) {
          for (const [type, column] of vector.values.entries()) {
            const sum = new Float64Array(50_001);
            addSection(data, heads[index] as SectionHead, type, sum);
            expect(Array.from(vector.node, (node) => sum[node])).toEqual([...column]);
            expect(heads[index]?.totals[type]).toBe(column.reduce((all, one) => all + one, 0));
          }
        }
      }),
    );
  });

  it('are read in the format of version 1 too: columns without a beginning', () => {
    const data = Uint8Array.of(2, 2, 5, 1, 2, 7, 8, 2, 30, 40);
    const head = Uint8Array.of(1, 1, 3, data.length, 15, 70);
    const [section] = decodeHead(head, 2) as [SectionHead];
    const sum = new Float64Array(7);
    addSection(data, section, 1, sum);
    expect({ ...section, sum: [...sum] }).toMatchObject({
      labelSet: 3,
      totals: [15, 70],
      sum: [0, 0, 0, 0, 0, 30, 40],
    });
  });

  it('are short where a column is a multiple of the first, or nearly always 0', () => {
    const node = Int32Array.from({ length: 1000 }, (_, i) => i * 2);
    const count = Float64Array.from(node, (_, i) => 1 + (i % 7));
    const wall = count.map((value, i) => (i === 500 ? 0 : value * 10_101_000));
    const stall = count.map((_, i) => (i % 300 === 0 ? 60e6 : 0));
    const bytes = (values: Float64Array[]) => encodeSections([{ labelSet: 1, vector: { node, values } }]).data.length;
    const each = { count: bytes([count]), wall: bytes([count, wall]), stall: bytes([count, wall, stall]) };
    expect(each).toEqual({ count: 2007, wall: 2017, stall: 2044 });

    const { head, data } = encodeSections([{ labelSet: 1, vector: { node, values: [count, wall, stall] } }]);
    const [section] = decodeHead(head, 3) as [SectionHead];
    for (const [type, column] of [count, wall, stall].entries()) {
      const sum = new Float64Array(2000);
      addSection(data, section, type, sum);
      expect(Array.from(node, (at) => sum[at])).toEqual([...column]);
    }
  });

  it('refuse to be read in another format, or beyond the stacks of their block', () => {
    const { head, data } = encodeSections([
      { labelSet: 1, vector: { node: Int32Array.of(7), values: [Float64Array.of(1)] } },
    ]);
    expect(() => decodeHead(head.with(0, 9), 1)).toThrow('a stored vector has format 9; this server reads up to 2');
    const [section] = decodeHead(head, 1) as [SectionHead];
    expect(() => addSection(data, section, 0, new Float64Array(7))).toThrow('names a stack that is not in its block');
  });
});
