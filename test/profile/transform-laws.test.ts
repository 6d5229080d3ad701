import { describe, expect, it } from '@jest/globals';
import {
  applySteps,
  type CallTree,
  findPath,
  functionKey,
  invert,
  joinTrees,
  parseSteps,
  pathIds,
  type Step,
  top,
  turn,
} from '@perf/profile';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { profileOf } from '../notation/profile-of.js';
import { treeOf, treeText } from '../notation/tree-text.js';

const NAMED = ['main', 'a', 'b@x/b.js@', 'a@lib.js', '(anonymous)@lib.js:12', 'read', 'outer', 'nobody'];
const stackSteps = fc
  .oneof(
    fc.tuple(fc.constantFrom('focus', 'ignore', 'hide'), fc.constantFrom(...NAMED)).map((parts) => parts.join(':')),
    fc.constantFrom('package:x', 'package:node%3A', 'mine', 'recursion'),
  )
  .map((text) => parseSteps(text)[0] as Step);
const steps = fc.array(stackSteps, { maxLength: 5 });

const joined = fc.tuple(profiles, profiles).map(([a, b]) => joinTrees(treeOf(a), treeOf(b)));

const totals = ({ total }: CallTree): number[] => total.map((column) => column[0] as number);
const sums = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((each, side) => each + (b[side] as number));
const after = (tree: CallTree, view: string): CallTree => applySteps(tree, parseSteps(view)).tree;

/** The nodes that break an invariant of call trees. */
function broken(tree: CallTree): number[] {
  const { parent, self, total } = tree;
  const rest = total.map((column, side) =>
    column.map((each, node) => each - ((self[side] as Float64Array)[node] as number)),
  );
  for (let node = 1; node < parent.length; node++) {
    for (const [side, column] of rest.entries()) {
      const above = parent[node] as number;
      column[above] = (column[above] as number) - ((total[side] as Float64Array)[node] as number);
    }
  }
  return Array.from(parent.keys()).filter(
    (node) => (node > 0 && (parent[node] as number) >= node) || rest.some((column) => column[node] !== 0),
  );
}

/** The names on the path of each node with a self, from the root. */
function paths(tree: CallTree): string[][] {
  return Array.from(tree.parent.keys(), (leaf) => {
    const names: string[] = [];
    for (let node = leaf; node > 0; node = tree.parent[node] as number) {
      names.unshift(functionKey(tree.functions, tree.function[node] as number));
    }
    return names;
  });
}

const selfOf = (tree: CallTree, keep: (row: { package: string; file: string }) => boolean, side: number) =>
  Object.fromEntries(
    top(tree, side)
      .filter((row) => keep(row) && row.self !== 0)
      .map((row) => [`${row.name} ${row.package} ${row.file}:${row.line}`, row.self]),
  );

describe('any steps', () => {
  it('leave a call tree whose total, with what is hidden, is the total before, on both sides', () => {
    fc.assert(
      fc.property(joined, steps, (tree, taken) => {
        const { tree: result, hidden } = applySteps(tree, taken);
        expect(broken(result)).toEqual([]);
        expect(sums(totals(result), hidden)).toEqual(totals(tree));
      }),
    );
  });

  it('say where the samples of every node went', () => {
    fc.assert(
      fc.property(joined, steps, (tree, taken) => {
        const { tree: result, place } = applySteps(tree, taken);
        const self = result.self.map((column) => new Float64Array(column.length));
        for (const [node, to] of place.entries()) {
          for (const [side, column] of self.entries()) {
            if (to >= 0) column[to] = (column[to] as number) + ((tree.self[side] as Float64Array)[node] as number);
          }
        }
        expect(self).toEqual(result.self);
      }),
    );
  });

  it('are as if they were taken one by one', () => {
    fc.assert(
      fc.property(joined, steps, (tree, taken) => {
        const oneByOne = taken.reduce((each, step) => applySteps(each, [step]).tree, tree);
        expect(treeText(applySteps(tree, taken).tree)).toBe(treeText(oneByOne));
      }),
    );
  });

  it('do to one side what they do to it alone', () => {
    fc.assert(
      fc.property(profiles, steps, (profile, taken) => {
        const tree = treeOf(profile);
        const { tree: alone } = applySteps(tree, taken);
        const { tree: twice } = applySteps(joinTrees(tree, tree), taken);
        expect(
          treeText({ ...twice, self: [twice.self[1] as Float64Array], total: [twice.total[1] as Float64Array] }),
        ).toBe(treeText(alone));
      }),
    );
  });

  it('lead to the same path ids whatever else was recorded', () => {
    fc.assert(
      fc.property(profiles, steps, (profile, taken) => {
        const tree = treeOf(profile);
        const more = joinTrees(tree, treeOf(profileOf('elsewhere@z.js;main;a 3')));
        const known = applySteps(more, taken).tree;
        for (const id of pathIds(applySteps(tree, taken).tree)) expect(findPath(known, id)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('each step', () => {
  it('focus and ignore part a tree in two', () => {
    fc.assert(
      fc.property(joined, fc.constantFrom(...NAMED), (tree, name) => {
        expect(sums(totals(after(tree, `focus:${name}`)), totals(after(tree, `ignore:${name}`)))).toEqual(totals(tree));
      }),
    );
  });

  it('ignore and hide leave no frame of the function', () => {
    fc.assert(
      fc.property(joined, fc.constantFrom('main', 'a', 'b', 'read'), (tree, name) => {
        for (const kind of ['ignore', 'hide']) {
          expect(top(after(tree, `${kind}:${name}`)).filter((row) => row.name === name)).toEqual([]);
        }
      }),
    );
  });

  it('recursion leaves no function twice on a path, and each its self', () => {
    fc.assert(
      fc.property(joined, (tree) => {
        const result = after(tree, 'recursion');
        for (const names of paths(result).filter((path) => !path.some((name) => name.includes('(anonymous)')))) {
          expect(new Set(names).size).toBe(names.length);
        }
        for (const side of [0, 1]) expect(selfOf(result, () => true, side)).toEqual(selfOf(tree, () => true, side));
      }),
    );
  });

  it('mine leaves no two frames of dependencies in a row, and the application its self', () => {
    fc.assert(
      fc.property(joined, (tree) => {
        const result = after(tree, 'mine');
        const packageOf = (node: number) => result.functions.package[result.function[node] as number] ?? '';
        for (let node = 1; node < result.parent.length; node++) {
          expect(packageOf(node) !== '' && packageOf(result.parent[node] as number) !== '').toBe(false);
        }
        const isMine = (row: { package: string; file: string }) => row.package === '' && row.file !== '';
        for (const side of [0, 1]) expect(selfOf(result, isMine, side)).toEqual(selfOf(tree, isMine, side));
      }),
    );
  });

  it('invert keeps the total and shows each function’s self below the root', () => {
    fc.assert(
      fc.property(joined, (tree) => {
        const result = invert(tree);
        expect(broken(result)).toEqual([]);
        expect(totals(result)).toEqual(totals(tree));
        for (const side of [0, 1]) {
          const selfs = top(tree, side).flatMap(({ self }) => (self === 0 ? [] : [self]));
          const roots = Array.from(result.parent.keys())
            .filter((node) => result.parent[node] === 0)
            .flatMap((node) => (result.total[side]?.[node] === 0 ? [] : [result.total[side]?.[node] as number]));
          const down = (a: number, b: number): number => b - a;
          expect(roots.sort(down)).toEqual(selfs.sort(down));
        }
      }),
    );
  });

  it('invert of a tree too large for it folds the callers of what is light, and keeps every total', () => {
    fc.assert(
      fc.property(joined, fc.integer({ min: 1, max: 10 }), (tree, mostNodes) => {
        const exact = invert(tree);
        const bounded = invert(tree, mostNodes);
        expect(broken(bounded)).toEqual([]);
        expect(totals(bounded)).toEqual(totals(tree));
        const ordinary = bounded.folded.filter((count) => count === 0).length;
        expect(ordinary).toBeLessThanOrEqual(exact.parent.length);
      }),
    );
  });

  it('turned round or not, a view has the same total', () => {
    fc.assert(
      fc.property(joined, steps, (tree, taken) => {
        const { tree: result } = applySteps(tree, taken);
        expect(totals(turn(result, [...taken, { kind: 'invert' }]))).toEqual(totals(result));
      }),
    );
  });
});
