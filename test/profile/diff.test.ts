import { describe, expect, it } from '@jest/globals';
import { changes, joinTrees, pathIds, prune } from '@perf/profile';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { profileOf } from '../notation/profile-of.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

function join(base: string, comparison: string) {
  return joinTrees(treeOf(profileOf(base)), treeOf(profileOf(comparison)));
}

describe('joining two trees', () => {
  it('pairs nodes of one path', () => {
    expect(treeText(join('main;a 3\nmain;b 2', 'main;b 7\nmain;c 1'))).toBe(
      drawn(`
        total 5 > 8
          main 5 > 8
            b 2 > 7 self 2 > 7
            a 3 > 0 self 3 > 0
            c 0 > 1 self 0 > 1
      `),
    );
  });

  it('pairs functions that moved to other lines', () => {
    expect(treeText(join('main@a.js:3;f@a.js:10 1', 'main@a.js:4;f@a.js:12 2'))).toBe(
      drawn(`
        total 1 > 2
          main [a.js] 1 > 2
            f [a.js] 1 > 2 self 1 > 2
      `),
    );
  });

  it('pairs anonymous siblings by their order, and shows where they are now', () => {
    const base = '(anonymous:L#10)@a.js 1\n(anonymous:L#20)@a.js 2';
    const comparison = '(anonymous:L#14)@a.js 4\n(anonymous:L#24)@a.js 8';
    expect(treeText(join(base, comparison))).toBe(
      drawn(`
        total 3 > 12
          (anonymous):24 [a.js] 2 > 8 self 2 > 8
          (anonymous):14 [a.js] 1 > 4 self 1 > 4
      `),
    );
  });

  it('pairs anonymous siblings by position where one was merely not sampled', () => {
    const all = '(anonymous:L#10)@a.js 1\n(anonymous:L#20)@a.js 2\n(anonymous:L#30)@a.js 4';
    const some = '(anonymous:L#20)@a.js 2\n(anonymous:L#30)@a.js 4';
    expect(treeText(join(all, some))).toBe(
      drawn(`
        total 7 > 6
          (anonymous):30 [a.js] 4 > 4 self 4 > 4
          (anonymous):20 [a.js] 2 > 2 self 2 > 2
          (anonymous):10 [a.js] 1 > 0 self 1 > 0
      `),
    );
    expect(treeText(join(some, all))).toBe(
      drawn(`
        total 6 > 7
          (anonymous):30 [a.js] 4 > 4 self 4 > 4
          (anonymous):20 [a.js] 2 > 2 self 2 > 2
          (anonymous):10 [a.js] 0 > 1 self 0 > 1
      `),
    );
  });

  it('gives nodes the path ids they have in the comparison', () => {
    const comparison = treeOf(profileOf('main;(anonymous:L#20)@a.js 2\nmain;(anonymous:L#30)@a.js 4'));
    const joined = joinTrees(treeOf(profileOf('main;(anonymous:L#30)@a.js 1')), comparison);
    expect(pathIds(joined)).toEqual(pathIds(comparison));
  });

  it('keeps what only one side has, down to the leaves', () => {
    expect(treeText(join('gone;deep;leaf 1', ''))).toBe(
      drawn(`
        total 1 > 0
          gone 1 > 0
            deep 1 > 0
              leaf 1 > 0 self 1 > 0
      `),
    );
  });

  it('of two trees without samples is a root', () => {
    expect(treeText(join('', ''))).toBe('total 0 > 0');
  });

  it('keeps both sides’ values at every path', () => {
    fc.assert(
      fc.property(profiles, profiles, (a, b) => {
        const [base, comparison] = [treeOf(a), treeOf(b)];
        const joined = joinTrees(base, comparison);
        expect(joined.total.map((total) => total[0])).toEqual([base.total[0]?.[0], comparison.total[0]?.[0]]);
        const ids = pathIds(joined);
        expect(new Set(ids).size).toBe(ids.length);
        for (const [node, id] of pathIds(comparison).entries()) {
          expect(joined.self[1]?.[ids.indexOf(id)]).toBe(comparison.self[0]?.[node]);
        }
      }),
    );
  });

  it('of a tree with itself changes nothing', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const tree = treeOf(profile);
        const joined = joinTrees(tree, treeOf(profile));
        expect(joined.parent).toEqual(tree.parent);
        expect(joined.self).toEqual([tree.self[0], tree.self[0]]);
        expect(joined.total).toEqual([tree.total[0], tree.total[0]]);
        expect(changes(joined).every(({ kind, self, baseSelf }) => kind === 'same' && self === baseSelf)).toBe(true);
      }),
    );
  });

  it('finds nothing new or gone in what is the same, however small the pruned tree', () => {
    const tree = treeOf(profileOf('main;a 5\nmain;b 4\nmain;c 3\nmain;d 2'));
    expect(treeText(prune(joinTrees(tree, tree), 3))).toBe(
      drawn(`
        total 14 > 14
          main 14 > 14
            a 5 > 5 self 5 > 5
            (3 small frames) 9 > 9 self 9 > 9
      `),
    );
  });
});

describe('the change table', () => {
  const joined = join(
    'main;parse 10\nmain;send 5\nmain;old 3\nmain;steady 2',
    'main;parse 30\nmain;send 1\nmain;fresh 3\nmain;steady 2',
  );

  it('has the largest change of self first, then of total', () => {
    expect(changes(joined).map((row) => `${row.function} ${row.baseSelf} > ${row.self} ${row.kind}`)).toEqual([
      'parse 10 > 30 grew',
      'send 5 > 1 shrank',
      'fresh 0 > 3 new',
      'old 3 > 0 gone',
      'main 0 > 0 grew',
      'steady 2 > 2 same',
    ]);
  });

  it('counts a recursive function’s total once', () => {
    const [row] = changes(join('f;f 1', 'f;f 3'));
    expect(row).toMatchObject({ function: 'f', baseSelf: 1, self: 3, baseTotal: 1, total: 3 });
  });

  it('adds up an anonymous function on all its paths, although one of them is gone', () => {
    const base = 'a;(anonymous:L#1)@m.js 1\nb;(anonymous:L#1)@m.js 2';
    const rows = changes(join(base, 'a;(anonymous:L#9)@m.js 4'));
    expect(rows.filter(({ file }) => file === 'm.js')).toMatchObject([{ baseSelf: 3, self: 4, kind: 'grew' }]);
  });

  it('can be cut short', () => {
    expect(changes(joined, 2)).toHaveLength(2);
  });
});
