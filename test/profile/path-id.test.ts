import { describe, expect, it } from '@jest/globals';
import { findPath, pathIds, prune } from '@perf/profile';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { profileOf } from '../notation/profile-of.js';
import { treeOf } from '../notation/tree-text.js';

/** The path id of the last stack's leaf. */
function idOf(drawing: string): string | undefined {
  return pathIds(treeOf(profileOf(drawing))).at(-1);
}

describe('path ids', () => {
  it('are 16 hexadecimal digits that never change, since links hold them', () => {
    expect(pathIds(treeOf(profileOf('main;a 1')))).toEqual([
      'a0e6b17d6f5cc583',
      '015e3f531abb001e',
      '7ee0ad705307eff5',
    ]);
  });

  it('do not depend on lines, on other stacks or on values', () => {
    expect(idOf('x;y 1\nmain@m.js:5;a@m.js:7 9')).toBe(idOf('main@m.js:1;a@m.js:2 1'));
  });

  it('depend on every function on the path, and on their order', () => {
    const ids = ['a;b 1', 'b;a 1', 'a 1', 'a;b;b 1', 'a@x.js;b 1', 'a;b@node_modules/x/b.js 1', 'ab 1'].map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('tell anonymous siblings apart by their order, not by their lines', () => {
    const before = pathIds(treeOf(profileOf('(anonymous:L#1)@a.js 1\n(anonymous:L#5)@a.js 1')));
    const after = pathIds(treeOf(profileOf('(anonymous:L#3)@a.js 1\n(anonymous:L#7)@a.js 1')));
    expect(before).toEqual(after);
    expect(new Set(before).size).toBe(3);
  });

  it('are unique in a tree, and lead to their nodes, in a pruned tree as well', () => {
    fc.assert(
      fc.property(profiles, fc.nat(), (profile, seed) => {
        const tree = treeOf(profile);
        const ids = pathIds(tree);
        expect(new Set(ids).size).toBe(ids.length);
        const node = seed % ids.length;
        expect(findPath(tree, ids[node] as string)).toBe(node);
        const pruned = prune(tree, 5);
        const kept = pathIds(pruned).filter((_, node) => pruned.folded[node] === 0);
        expect(ids).toEqual(expect.arrayContaining(kept));
      }),
    );
  });

  it('lead to heavy and light nodes of large trees alike', () => {
    const lines = Array.from({ length: 6_000 }, (_, at) => `main;f${at} ${at + 1}`);
    const tree = treeOf(profileOf(lines.join('\n')));
    const ids = pathIds(tree);
    for (const node of [0, 1, 2, 3_000, 6_000, 6_001]) expect(findPath(tree, ids[node] as string)).toBe(node);
  });

  it('that no node has lead nowhere, nor does other text', () => {
    const tree = treeOf(profileOf('main 1'));
    expect(['0123456789abcdef', 'main', '', '0'].map((id) => findPath(tree, id))).toEqual([-1, -1, -1, -1]);
  });
});
