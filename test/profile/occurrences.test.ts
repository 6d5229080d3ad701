import { describe, expect, it } from '@jest/globals';
import { amountByLine, amountOf, occurrences, type Profile, top } from '@perf/profile';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { profileOf } from '../notation/profile-of.js';
import { treeOf } from '../notation/tree-text.js';

/** What a function took of all samples of a profile, and by line. */
function amounts(profile: Profile, isFunction: (id: number) => boolean) {
  const found = occurrences(profile.stacks, isFunction);
  const sum = { self: 0, total: 0, whole: 0 };
  const lines = new Map<number, [self: number, total: number]>();
  for (const { vector } of profile.samples) {
    const value = vector.values[0] as Float64Array;
    const part = amountOf(found, vector.node, value);
    sum.self += part.self;
    sum.total += part.total;
    sum.whole += part.whole;
    for (const { line, self, total } of amountByLine(profile.stacks, found, vector.node, value)) {
      const [a, b] = lines.get(line) ?? [0, 0];
      lines.set(line, [a + self, b + total]);
    }
  }
  return { ...sum, lines };
}

const named = (profile: Profile, name: string) => (id: number) => profile.stacks.functions.name[id] === name;

describe('a function in a trie of stacks', () => {
  it('has the samples that end in it as self, and those it is in anywhere as total', () => {
    const profile = profileOf('main;f 3\nmain;f;g 4\nmain;f;g;f 5\nother 6');
    expect(amounts(profile, named(profile, 'f'))).toMatchObject({ self: 8, total: 12, whole: 18 });
    expect(amounts(profile, named(profile, 'nobody'))).toMatchObject({ self: 0, total: 0, whole: 18 });
  });

  it('is told by line: the total by the line of its outermost call', () => {
    const profile = profileOf('f@a.js:1 3\nf@a.js:2;g 4\nf@a.js:2;f@a.js:9 5');
    expect([...amounts(profile, named(profile, 'f')).lines]).toEqual([
      [1, [3, 3]],
      [2, [0, 9]],
      [9, [5, 0]],
    ]);
  });

  it('has the amounts of the table of functions, and its lines add up to them', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        for (const row of top(treeOf(profile))) {
          const { name, file, package: pkg, startLine } = profile.stacks.functions;
          const is = (id: number) =>
            name[id] === row.name && file[id] === row.file && pkg[id] === row.package && startLine[id] === row.line;
          const { self, total, lines } = amounts(profile, is);
          const sums = [...lines.values()].reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
          expect([self, total, ...sums]).toEqual([row.self, row.total, row.self, row.total]);
        }
      }),
      { numRuns: 50 },
    );
  });
});
