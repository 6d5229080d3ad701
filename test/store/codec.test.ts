import { describe, expect, it } from '@jest/globals';
import { addSection, decodeHead, encodeSections } from '@perf/server/store/sqlite/codec.js';
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
            addSection(data, heads[index]?.offset as number, type, sum);
            expect(Array.from(vector.node, (node) => sum[node])).toEqual([...column]);
            expect(heads[index]?.totals[type]).toBe(column.reduce((all, one) => all + one, 0));
          }
        }
      }),
    );
  });

  it('refuse to be read in another format, or beyond the stacks of their block', () => {
    const { head, data } = encodeSections([
      { labelSet: 1, vector: { node: Int32Array.of(7), values: [Float64Array.of(1)] } },
    ]);
    expect(() => decodeHead(head.with(0, 9), 1)).toThrow('a stored vector has format 9; this server reads 1');
    expect(() => addSection(data, 0, 0, new Float64Array(7))).toThrow('names a stack that is not in its block');
  });
});
