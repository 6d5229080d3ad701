import { describe, expect, it } from '@jest/globals';
import { type CallTree, joinTrees, prune, pruneBelow } from '@perf/profile';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { profileOf } from '../notation/profile-of.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

/** The nodes whose total is not their self and their children's totals. */
function wrongNodes(tree: CallTree): number[] {
  return tree.total.flatMap((total, side) => {
    const rest = Float64Array.from(total, (each, node) => each - (tree.self[side]?.[node] as number));
    for (const [node, parent] of tree.parent.entries()) {
      if (parent >= 0) rest[parent] = (rest[parent] as number) - (total[node] as number);
    }
    return [...rest.keys()].filter((node) => rest[node] !== 0);
  });
}

function ordinary(tree: CallTree): number {
  return tree.folded.filter((folded) => folded === 0).length;
}

const example = treeOf(profileOf('main;a;b 8\nmain;a;c 1\nmain;a;d;e 1\nmain;f 2\nidle 3'));

describe('pruning', () => {
  it('keeps the heaviest nodes and folds the others of each parent into one', () => {
    expect(treeText(prune(example, 4))).toBe(
      drawn(`
        total 15
          main 12
            a 10
              b 8 self 8
              (3 small frames) 2 self 2
            (1 small frame) 2 self 2
          (1 small frame) 3 self 3
      `),
    );
  });

  it('leaves a tree that is small enough as it is', () => {
    expect(prune(example, 9)).toBe(example);
  });

  it('keeps at least the root', () => {
    expect(treeText(prune(example, 0))).toBe('total 15\n  (8 small frames) 15 self 15');
  });

  it('keeps a parent rather than its child where both are equally heavy', () => {
    expect(treeText(prune(treeOf(profileOf('a;b;c;d 5')), 3))).toBe(
      drawn(`
        total 5
          a 5
            b 5
              (2 small frames) 5 self 5
      `),
    );
  });

  it('keeps the ancestors of what is heavy where negative values cancel out', () => {
    expect(treeText(prune(treeOf(profileOf('main;up 5\nmain;down -5\nidle 1')), 4))).toBe(
      drawn(`
        total 1
          main 0
            up 5 self 5
            down -5 self -5
          (1 small frame) 1 self 1
      `),
    );
  });

  it('keeps what is heavy on either side', () => {
    const joined = joinTrees(treeOf(profileOf('gone 9\nsteady 5')), treeOf(profileOf('fresh 8\nsteady 5\nrare 1')));
    expect(treeText(prune(joined, 3))).toBe(
      drawn(`
        total 14 > 14
          gone 9 > 0 self 9 > 0
          fresh 0 > 8 self 0 > 8
          (2 small frames) 5 > 6 self 5 > 6
      `),
    );
  });

  it('of a pruned tree counts what was folded before', () => {
    expect(treeText(prune(prune(example, 4), 3))).toBe(
      drawn(`
        total 15
          main 12
            a 10
              (4 small frames) 10 self 10
            (1 small frame) 2 self 2
          (1 small frame) 3 self 3
      `),
    );
  });

  it('keeps sums, counts and every parent’s total, at any size', () => {
    fc.assert(
      fc.property(profiles, profiles, fc.integer({ min: 1, max: 40 }), (a, b, maxNodes) => {
        const tree = joinTrees(treeOf(a), treeOf(b));
        const pruned = prune(tree, maxNodes);
        expect(wrongNodes(pruned)).toEqual([]);
        expect(pruned.total.map((total) => total[0])).toEqual(tree.total.map((total) => total[0]));
        expect(ordinary(pruned)).toBe(Math.min(maxNodes, tree.parent.length));
        expect(ordinary(pruned) + pruned.folded.reduce((sum, folded) => sum + folded, 0)).toBe(tree.parent.length);
        const withFolded = Array.from(pruned.parent).filter((_, node) => pruned.folded[node] !== 0);
        expect(new Set(withFolded).size).toBe(withFolded.length);
      }),
    );
  });

  it('never drops an ancestor of what it keeps, and keeps nothing lighter than what it drops', () => {
    fc.assert(
      fc.property(profiles, fc.integer({ min: 1, max: 40 }), (profile, maxNodes) => {
        const tree = treeOf(profile);
        const pruned = prune(tree, maxNodes);
        const kept = [...(pruned.total[0] as Float64Array)].filter((_, node) => pruned.folded[node] === 0);
        const all = [...(tree.total[0] as Float64Array)].sort((a, b) => b - a);
        expect(kept.sort((a, b) => b - a)).toEqual(all.slice(0, kept.length));
      }),
    );
  });
});

describe('pruning below a node', () => {
  const deep = treeOf(profileOf('main;a;b;x 2\nmain;a;b;y;z 1\nmain;a;b 4\nmain;a;other 8\nidle 3'));
  const b = 3;

  it('keeps its whole sub-tree where there is room, and the chain above it, whose totals stay', () => {
    const { tree, focus } = pruneBelow(deep, b, 10);
    expect(focus).toBe(3);
    expect(treeText(tree)).toBe(
      drawn(`
        total 18
          main 15
            a 15
              b 7 self 4
                x 2 self 2
                y 1
                  z 1 self 1
      `),
    );
  });

  it('spares the chain, and folds what is below alone', () => {
    expect(treeText(pruneBelow(deep, b, 2).tree)).toBe(
      drawn(`
        total 18
          main 15
            a 15
              b 7 self 4
                x 2 self 2
                (2 small frames) 1 self 1
      `),
    );
  });

  it('says where each node is in the whole tree, and of folded ones where their parent is', () => {
    const { tree, origin } = pruneBelow(deep, b, 2);
    const names = Array.from(origin, (node) => deep.functions.name[deep.function[node] as number] ?? 'total');
    expect(names).toEqual(['total', 'main', 'a', 'b', 'x', 'b']);
    expect([...tree.folded]).toEqual([0, 0, 0, 0, 0, 2]);
  });

  it('puts the node where it says, with its values, and keeps every sum below it, wherever it is', () => {
    fc.assert(
      fc.property(profiles, fc.nat(), fc.integer({ min: 1, max: 10 }), (profile, seed, maxNodes) => {
        const whole = treeOf(profile);
        const node = seed % whole.parent.length;
        const { tree, focus, origin } = pruneBelow(whole, node, maxNodes);
        expect(origin[focus]).toBe(node);
        expect(tree.function[focus]).toBe(whole.function[node]);
        expect(tree.total[0]?.[focus]).toBe(whole.total[0]?.[node]);
        expect(wrongNodes(tree).every((wrong) => wrong < focus)).toBe(true);
      }),
    );
  });
});
