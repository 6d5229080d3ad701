import { describe, expect, it } from '@jest/globals';
import {
  type CallTree,
  diffMatches,
  findIn,
  joinTrees,
  pathIds,
  treeColumns,
  treeMatches,
  viewAt,
} from '@perf/profile';
import fc from 'fast-check';
import { profiles } from '../notation/arbitrary.js';
import { profileOf } from '../notation/profile-of.js';
import { drawn, treeOf } from '../notation/tree-text.js';

const tree = treeOf(
  profileOf(`
    main@src/main.ts;render@src/view.ts 10
    main@src/main.ts;render@src/view.ts;Render@src/view.ts 20
    main@src/main.ts;render@src/view.ts;Render@src/view.ts;foo(@src/foo.ts 5
    main@src/main.ts;query@node_modules/pg/client.js 60
    idle 5
  `),
);

/** The rows of a view as its answer has them, with the frames that each stands for and that match. */
function seen(full: CallTree, search: string, maxNodes: number, focus = ''): string {
  const view = viewAt(full, maxNodes, focus);
  if (view === null) throw new Error(`no path ${focus}`);
  const { names, nodes } = treeColumns(view.tree);
  const matches = treeMatches(full, view, search);
  const depth: number[] = [];
  return nodes.parent
    .map((parent, row) => {
      depth[row] = parent < 0 ? 0 : (depth[parent] as number) + 1;
      const count = matches?.node[row];
      return `${'  '.repeat(depth[row] as number)}${names[nodes.name[row] as number]}${count ? ` *${count}` : ''}`;
    })
    .join('\n');
}

function search(full: CallTree, text: string) {
  const view = viewAt(full, 1);
  const matches = view && treeMatches(full, view, text);
  return matches && { frames: matches.frames, functions: matches.functions, total: matches.total };
}

describe('a search', () => {
  it('finds parts of names, whatever their case, and counts a match inside a match once', () => {
    expect(search(tree, 'RENDER')).toEqual({ frames: 2, functions: 2, total: 35 });
  });

  it('finds files and packages too', () => {
    expect(search(tree, 'client.js')).toEqual({ frames: 1, functions: 1, total: 60 });
    expect(search(tree, 'pg')).toEqual({ frames: 1, functions: 1, total: 60 });
  });

  it('takes text as text: no pattern, no error', () => {
    expect(search(tree, 'foo(')).toEqual({ frames: 1, functions: 1, total: 5 });
    expect(search(tree, '.*')).toEqual({ frames: 0, functions: 0, total: 0 });
  });

  it('does not find the root', () => {
    expect(search(tree, 'total')).toEqual({ frames: 0, functions: 0, total: 0 });
  });

  it('for nothing but blanks is none', () => {
    expect(search(tree, '  ')).toBeNull();
  });

  it('counts the whole tree, and says where in the part that is seen', () => {
    const wide = treeOf(profileOf('main;a 50\nmain;a;leak 1\nmain;b 40\nmain;c;leak 2\nmain;d;leak;leak 3'));
    expect(search(wide, 'leak')).toEqual({ frames: 4, functions: 1, total: 6 });
    expect(seen(wide, 'leak', 4)).toBe(
      drawn(`
        total
          main
            a
              (1 small frame) *1
            b
            (5 small frames) *3
      `),
    );
    expect(seen(wide, 'leak', 100)).toBe(
      drawn(`
        total
          main
            a
              leak *1
            b
            d
              leak *1
                leak *1
            c
              leak *1
      `),
    );
  });

  it('in focus marks what is below it, and counts the whole tree all the same', () => {
    const wide = treeOf(profileOf('main;a 50\nmain;a;leak 1\nmain;c;leak 2'));
    const a = pathIds(wide)[2] as string;
    const view = viewAt(wide, 1, a);
    expect(view && treeMatches(wide, view, 'leak')).toMatchObject({ frames: 2, total: 3 });
    expect(seen(wide, 'leak', 1, a)).toBe('total\n  main\n    a\n      (1 small frame) *1');
  });

  it('names the heaviest matches, those inside others left out', () => {
    const view = viewAt(tree, 1);
    const ids = pathIds(tree);
    const named = view && treeMatches(tree, view, 'r')?.heaviest.map((id) => ids.indexOf(id));
    const names = named?.map((node) => tree.functions.name[tree.function[node] as number]);
    expect(names).toEqual(['main']);
    const inner = view && treeMatches(tree, view, 'e')?.heaviest.map((id) => ids.indexOf(id));
    expect(inner?.map((node) => tree.functions.name[tree.function[node] as number])).toEqual([
      'query',
      'render',
      'idle',
    ]);
  });

  it('of two trees adds up each side', () => {
    const joined = joinTrees(treeOf(profileOf('main;leak 4\nidle 1')), treeOf(profileOf('main;a;leak 7')));
    const view = viewAt(joined, 10);
    expect(view && diffMatches(joined, view, 'leak')).toMatchObject({
      frames: 2,
      functions: 1,
      baseTotal: 4,
      total: 7,
    });
  });

  it('accounts for every match, whatever is seen', () => {
    fc.assert(
      fc.property(
        profiles,
        fc.constantFrom('a', 'lib', 'x', 'anonymous'),
        fc.integer({ min: 1, max: 30 }),
        (profile, text, maxNodes) => {
          const full = treeOf(profile);
          const view = viewAt(full, maxNodes);
          const matches = view && treeMatches(full, view, text);
          expect(matches?.node.reduce((sum, frames) => sum + frames, 0)).toBe(matches?.frames);
          const plain = Array.from(full.function).filter((id) =>
            [full.functions.name, full.functions.file, full.functions.package].some((column) =>
              column[id]?.includes(text),
            ),
          );
          expect(matches?.frames).toBe(plain.length);
          expect(matches?.functions).toBeLessThanOrEqual(new Set(plain).size);
        },
      ),
    );
  });

  it('goes a hundred thousand calls deep', () => {
    const loop = treeOf(profileOf('a 1'));
    const depth = 100_000;
    const parent = Int32Array.from({ length: depth }, (_, node) => node - 1);
    const ones = new Float64Array(depth).fill(1);
    const deep = {
      ...loop,
      parent,
      function: new Int32Array(depth),
      ordinal: new Int32Array(depth),
      folded: new Int32Array(depth),
      self: [ones],
      total: [ones],
    };
    expect(findIn(deep, 'a')).toMatchObject({ frames: depth - 1, functions: 1, total: [1] });
  });
});
