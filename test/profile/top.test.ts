import { describe, expect, it } from '@jest/globals';
import type { CallTree } from '@perf/profile';
import { callees, callers, hotPaths, joinTrees, sum, top } from '@perf/profile';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { profileOf } from '../notation/profile-of.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

function topText(tree: CallTree, side?: number): string[] {
  return top(tree, side).map(({ name, file, line, self, total }) => `${name}${file}${line || ''} ${self} ${total}`);
}

function named(tree: CallTree, name: string): (functionId: number) => boolean {
  return (id) => tree.functions.name[id] === name;
}

describe('the table of functions', () => {
  it('adds up a function on all its paths, by self', () => {
    expect(topText(treeOf(profileOf('main;a;util 3\nmain;b;util 4\nmain;a 2')))).toEqual([
      'util 7 7',
      'a 2 5',
      'main 0 9',
      'b 0 4',
    ]);
  });

  it('counts recursion once', () => {
    expect(topText(treeOf(profileOf('f;f;f 1\nf;g;f 2\nf 4')))).toEqual(['f 7 7', 'g 0 2']);
  });

  it('tells anonymous functions apart by line, and others by file', () => {
    const tree = treeOf(profileOf('(anonymous:L#3)@a.js 1\n(anonymous:L#5)@a.js 2\nrun@a.js 3\nrun@b.js 4'));
    expect(topText(tree)).toEqual(['runb.js 4 4', 'runa.js 3 3', '(anonymous)a.js5 2 2', '(anonymous)a.js3 1 1']);
  });

  it('reads either side of a diff', () => {
    const joined = joinTrees(treeOf(profileOf('a 1')), treeOf(profileOf('a 2\nb 5')));
    expect(topText(joined, 0)).toEqual(['a 1 1', 'b 0 0']);
    expect(topText(joined, 1)).toEqual(['b 5 5', 'a 2 2']);
  });

  it('has selfs that add up to the total, but for stacks without frames', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const tree = treeOf(profile);
        const selfs = sum(Float64Array.from(top(tree), ({ self }) => self));
        expect(selfs + (tree.self[0]?.[0] as number)).toBe(tree.total[0]?.[0]);
      }),
    );
  });

  it('has the totals that a model with sets finds', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const tree = treeOf(profile);
        const totals = new Map<string, number>();
        for (let node = 1; node < tree.parent.length; node++) {
          const onPath = new Set<string>();
          for (let at = node; at > 0; at = tree.parent[at] as number)
            onPath.add(key(tree, tree.function[at] as number));
          for (const each of onPath) totals.set(each, (totals.get(each) ?? 0) + (tree.self[0]?.[node] as number));
        }
        const found = top(tree).map((row) => [`${row.name} ${row.package} ${row.file} ${row.line}`, row.total]);
        expect(new Map(found as [string, number][])).toEqual(totals);
      }),
    );
  });
});

function key({ functions }: CallTree, id: number): string {
  return `${functions.name[id]} ${functions.package[id]} ${functions.file[id]} ${functions.startLine[id]}`;
}

describe('what a function calls', () => {
  const tree = treeOf(profileOf('main;a;f;x 3\nmain;b;f;x 4\nmain;b;f 1\nmain;c 9'));

  it('is the sum over all its places', () => {
    expect(treeText(callees(tree, named(tree, 'f')))).toBe(
      drawn(`
        f 8 self 1
          x 7 self 7
      `),
    );
  });

  it('has inner calls of a recursive function below the outer one', () => {
    const recursive = treeOf(profileOf('main;f;g;f;x 1\nmain;f 2'));
    expect(treeText(callees(recursive, named(recursive, 'f')))).toBe(
      drawn(`
        f 3 self 2
          g 1
            f 1
              x 1 self 1
      `),
    );
  });

  it('is nothing for a function that does not occur', () => {
    expect(treeText(callees(tree, () => false))).toBe('total 0');
  });
});

describe('who calls a function', () => {
  const tree = treeOf(profileOf('main;a;f;x 3\nmain;b;f;x 4\nmain;b;f 1\nf 5\nmain;c 9'));

  it('is the sum over all its places, towards the root', () => {
    expect(treeText(callers(tree, named(tree, 'f')))).toBe(
      drawn(`
        f 13 self 5
          b 5
            main 5 self 5
          a 3
            main 3 self 3
      `),
    );
  });

  it('counts recursion once, for the outermost call', () => {
    const recursive = treeOf(profileOf('main;f;g;f 1\nmain;f 2'));
    expect(treeText(callers(recursive, named(recursive, 'f')))).toBe('f 3\n  main 3 self 3');
  });

  it('keeps both sides of a diff', () => {
    const joined = joinTrees(treeOf(profileOf('a;f 1')), treeOf(profileOf('a;f 2\nb;f 4')));
    expect(treeText(callers(joined, named(joined, 'f')))).toBe(
      drawn(`
        f 1 > 6
          b 0 > 4 self 0 > 4
          a 1 > 2 self 1 > 2
      `),
    );
  });

  it('has the total of the table, as has what it calls, for every function', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const tree = treeOf(profile);
        for (const row of top(tree)) {
          const isRow = (id: number) => key(tree, id) === `${row.name} ${row.package} ${row.file} ${row.line}`;
          expect(callers(tree, isRow).total[0]?.[0]).toBe(row.total);
          expect(callees(tree, isRow).total[0]?.[0]).toBe(row.total);
        }
      }),
    );
  });
});

describe('hot paths', () => {
  it('are the functions with most self, each on its heaviest path', () => {
    const tree = treeOf(profileOf('main;a;util 1\nmain;b;util 3\nmain;b 3\nidle 2'));
    const paths = hotPaths(tree, 2).map(({ path, self, pathShare }) => {
      const names = path.map((node) => tree.functions.name[tree.function[node] as number]);
      return `${names.join(' > ')} ${self} ${pathShare}`;
    });
    expect(paths).toEqual(['main > b > util 4 0.75', 'main > b 3 1']);
  });

  it('are none where nothing was recorded', () => {
    expect(hotPaths(treeOf(profileOf('')), 10)).toEqual([]);
  });
});
