import { describe, expect, it } from '@jest/globals';
import { callTree, keyApart, mergeProfiles, scaleTree, sum } from '@perf/profile';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { profileOf } from '../notation/profile-of.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

describe('a call tree', () => {
  it('totals what is below', () => {
    expect(treeText(treeOf(profileOf('main;a;b 3\nmain;a 2\nmain;c 1')))).toBe(
      drawn(`
        total 6
          main 6
            a 5 self 2
              b 3 self 3
            c 1 self 1
      `),
    );
  });

  it('does not tell lines apart', () => {
    expect(treeText(treeOf(profileOf('main@m.js:1;a@m.js:9 1\nmain@m.js:2;a@m.js:9 2')))).toBe(
      drawn(`
        total 3
          main [m.js] 3
            a [m.js] 3 self 3
      `),
    );
  });

  it('tells functions of one name apart by file and by package', () => {
    expect(treeText(treeOf(profileOf('run@a.js 1\nrun@b.js 2\nrun@node_modules/x/a.js 4')))).toBe(
      drawn(`
        total 7
          run [x a.js] 4 self 4
          run [b.js] 2 self 2
          run [a.js] 1 self 1
      `),
    );
  });

  it('keeps anonymous siblings apart by where they begin, and numbers them in that order', () => {
    const tree = treeOf(
      profileOf('(anonymous:L#9:C#1)@a.js 1\n(anonymous:L#3:C#8)@a.js 2\n(anonymous:L#3:C#2)@a.js 4'),
    );
    expect(treeText(tree)).toBe(
      drawn(`
        total 7
          (anonymous):3 [a.js] 4 self 4
          (anonymous):3 [a.js] 2 self 2
          (anonymous):9 [a.js] 1 self 1
      `),
    );
    expect([...tree.ordinal]).toEqual([0, 2, 1, 0]);
  });

  it('numbers anonymous siblings of each file on their own', () => {
    const tree = treeOf(profileOf('(anonymous:L#9)@a.js 1\n(anonymous:L#3)@b.js 2\nnamed@a.js 4'));
    expect([...tree.ordinal]).toEqual([0, 0, 0, 0]);
  });

  it('keeps recursion', () => {
    expect(treeText(treeOf(profileOf('f;f;f 1\nf 2')))).toBe('total 3\n  f 3 self 2\n    f 1\n      f 1 self 1');
  });

  it('leaves out stacks without a value', () => {
    expect(treeText(treeOf(profileOf('main;a 0\nmain;b 1')))).toBe('total 1\n  main 1\n    b 1 self 1');
  });

  it('of nothing is a root', () => {
    expect(treeText(treeOf(profileOf('')))).toBe('total 0');
  });

  it('of a stack of 10,000 frames has 10,001 nodes', () => {
    const names = Array.from({ length: 10_000 }, (_, depth) => `f${depth % 7}`);
    const tree = treeOf(profileOf(`${names.join(';')} 1`));
    expect(tree.parent).toHaveLength(10_001);
    expect(tree.total[0]?.every((total) => total === 1)).toBe(true);
  });

  it('takes nodes in any order, and twice', () => {
    const { stacks } = profileOf('main;a 1\nmain;b 1');
    const tree = callTree(stacks, Int32Array.of(3, 2, 3), Float64Array.of(1, 2, 4));
    expect(treeText(tree)).toBe('total 7\n  main 7\n    b 5 self 5\n    a 2 self 2');
  });

  it('has every call path once, with the sum of its stacks, in whatever order these lie', () => {
    fc.assert(
      fc.property(profiles, profiles, (one, other) => {
        const merged = mergeProfiles([other, one]);
        const { functions, frames, table } = merged.stacks;
        const paths = new Map<string, number>();
        for (const { vector } of merged.samples) {
          for (const [row, leaf] of vector.node.entries()) {
            const path: string[] = [];
            for (let at = leaf; at > 0; at = table.parent[at] as number) {
              path.push(keyApart(functions, frames.function[table.frame[at] as number] as number));
            }
            const key = path.reverse().join(';');
            paths.set(key, (paths.get(key) ?? 0) + (vector.values[0]?.[row] as number));
          }
        }
        const tree = treeOf(merged);
        const found = Array.from(tree.parent, (_, node) => {
          const path: string[] = [];
          for (let at = node; at > 0; at = tree.parent[at] as number) {
            path.push(keyApart(tree.functions, tree.function[at] as number));
          }
          return [path.reverse().join(';'), tree.self[0]?.[node] as number] as const;
        });
        expect(new Set(found.map(([path]) => path)).size).toBe(found.length);
        expect(new Map(found.filter(([, self]) => self > 0))).toEqual(
          new Map([...paths].filter(([, self]) => self > 0)),
        );
      }),
    );
  });

  it('has a total that is the sum of all selfs, at every node', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const tree = treeOf(profile);
        const [self, total] = [tree.self[0] as Float64Array, tree.total[0] as Float64Array];
        expect(total[0]).toBe(sum(self));
        expect(total[0]).toBe(
          sum(Float64Array.from(profile.samples, ({ vector }) => sum(vector.values[0] as Float64Array))),
        );
        const expected = self.slice();
        for (const [node, parent] of tree.parent.entries()) {
          if (parent < 0) continue;
          expect(parent).toBeLessThan(node);
          expected[parent] = (expected[parent] as number) + (total[node] as number);
        }
        expect(total).toEqual(expected);
      }),
    );
  });

  it('can be scaled', () => {
    expect(treeText(scaleTree(treeOf(profileOf('main;a 4\nmain 2')), [0.5]))).toBe(
      'total 3\n  main 3 self 1\n    a 2 self 2',
    );
  });
});
