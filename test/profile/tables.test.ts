import { describe, expect, it } from '@jest/globals';
import { FrameBuilder, FunctionBuilder } from '@perf/profile';
import fc from 'fast-check';

describe('a growing function table', () => {
  it('finds a function by name, file, package and where it begins', () => {
    const functions = new FunctionBuilder();
    expect(functions.intern('a', 'a.js', '', 1, 2, 'a')).toBe(0);
    expect(functions.intern('a', 'b.js', '', 1, 2, 'a')).toBe(1);
    expect(functions.intern('a', 'a.js', 'x', 1, 2, 'a')).toBe(2);
    expect(functions.intern('a', 'a.js', '', 1, 3, 'a')).toBe(3);
    expect(functions.intern('a', 'a.js', '', 1, 2, 'other')).toBe(0);
    expect(functions.size).toBe(4);
  });

  it('does not take the end of a name for the beginning of a file', () => {
    const functions = new FunctionBuilder();
    expect(functions.intern('ab', 'c', '', 0, 0, '')).not.toBe(functions.intern('a', 'bc', '', 0, 0, ''));
  });

  it('keeps the system name only where it differs', () => {
    const functions = new FunctionBuilder();
    functions.intern('a', '', '', 0, 0, 'a');
    functions.intern('b', '', '', 0, 0, '_Zb');
    expect(functions.build().systemName).toEqual(['', '_Zb']);
  });
});

describe('growing tables', () => {
  it('answer as maps would, across every growth', () => {
    const row = fc.tuple(fc.nat(30), fc.nat(30));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 600 }), (rows) => {
        const [functions, frames] = [new FunctionBuilder(), new FrameBuilder()];
        const model = new Map<string, number>();
        for (const [a, b] of rows) {
          const id = model.get(`${a} ${b}`) ?? model.size;
          model.set(`${a} ${b}`, id);
          expect([functions.intern(`f${a}`, `${b}.js`, '', 0, 0, ''), frames.intern(a, b)]).toEqual([id, id]);
        }
        const keys = [...model.keys()];
        const { name, file } = functions.build();
        expect(name.map((text, id) => `${text.slice(1)} ${file[id]?.replace('.js', '')}`)).toEqual(keys);
        const { function: functionOf, line } = frames.build();
        expect(Array.from(functionOf, (id, frame) => `${id} ${line[frame]}`)).toEqual(keys);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a growing frame table', () => {
  it('finds a frame by function and line', () => {
    const frames = new FrameBuilder();
    expect([frames.intern(0, 1), frames.intern(0, 2), frames.intern(1, 1), frames.intern(0, 1)]).toEqual([0, 1, 2, 0]);
    expect([frames.functionOf(2), frames.lineOf(2)]).toEqual([1, 1]);
    expect(frames.build()).toEqual({ function: Int32Array.of(0, 0, 1), line: Int32Array.of(1, 2, 1) });
  });

  it('takes a line that cannot be one for unknown', () => {
    const frames = new FrameBuilder();
    expect(frames.intern(0, -4)).toBe(frames.intern(0, 0));
    expect(frames.intern(0, 2 ** 40)).toBe(frames.intern(0, 0));
  });
});
