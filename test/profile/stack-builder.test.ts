import { describe, expect, it } from '@jest/globals';
import { StackBuilder } from '@perf/profile';
import fc from 'fast-check';

describe('a growing stack table', () => {
  it('answers as a map of maps would, across every growth', () => {
    const step = fc.tuple(fc.nat(), fc.nat(20));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.constantFrom(1, 16, 1000), (steps, capacity) => {
        const builder = new StackBuilder(capacity);
        const model = new Map<string, number>();
        for (const [seed, frame] of steps) {
          const parent = seed % builder.size;
          const key = `${parent} ${frame}`;
          if (!model.has(key)) model.set(key, model.size + 1);
          expect(builder.child(parent, frame)).toBe(model.get(key));
        }
        const table = builder.build();
        expect(builder.size).toBe(model.size + 1);
        for (const [key, node] of model) expect(`${table.parent[node]} ${table.frame[node]}`).toBe(key);
      }),
    );
  });

  it('begins with a root that is nobody’s child', () => {
    expect(new StackBuilder().build()).toEqual({ parent: Int32Array.of(-1), frame: Int32Array.of(-1) });
  });

  it('gives the same nodes when it is warmed with its own table', () => {
    const first = new StackBuilder();
    const leaf = first.child(first.child(0, 5), 6);
    const { parent, frame } = first.build();
    const second = new StackBuilder();
    for (let node = 1; node < parent.length; node++) second.child(parent[node] as number, frame[node] as number);
    expect(second.child(second.child(0, 5), 6)).toBe(leaf);
  });

  it('does not change tables it has built', () => {
    const builder = new StackBuilder();
    const before = builder.build();
    builder.child(0, 1);
    expect(before.parent).toHaveLength(1);
  });
});
