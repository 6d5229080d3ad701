import { describe, expect, it } from '@jest/globals';
import { markMatches, nextMatch, searchText } from '../../viewer/src/search.js';
import { treeOf } from './tree-of.js';

const tree = treeOf(`
  total 0
    main 0 src/main.ts
      render 10 src/view.ts
        (3 small frames) 20
      query 60 lib/pg.js
`);

const marked = (search: string, found: readonly number[] | null = null) => {
  const marks = markMatches(tree, tree.nodes, search, found && { node: [...found] });
  return marks && tree.names.filter((_, node) => marks[node] === 1);
};

describe('the marks of a search', () => {
  it('are on the frames whose function, file or package has the text, before the whole tree was searched', () => {
    expect(marked('REN')).toEqual(['render']);
    expect(marked('pg.js')).toEqual(['query']);
    expect(marked('small frames')).toEqual([]);
    expect(marked('total')).toEqual([]);
  });

  it('are on folded frames too as soon as it is known what they hold', () => {
    expect(marked('render', [0, 0, 1, 2, 0])).toEqual(['render', '(3 small frames)']);
  });

  it('are none without a search', () => {
    expect(marked('  ')).toBeNull();
  });
});

describe('what a search found', () => {
  it('is said of the whole tree', () => {
    expect(searchText({ frames: 12_034, functions: 31 }, 0.042)).toBe(
      '12,034 frames, 31 functions, 4.20 % of the total',
    );
    expect(searchText({ frames: 1, functions: 1 }, 1)).toBe('1 frame, 1 function, 100 % of the total');
    expect(searchText({ frames: 0, functions: 0 }, 0)).toBe('No match');
  });

  it('is gone through from the heaviest on, and round', () => {
    const heaviest = ['a', 'b', 'c'];
    expect(nextMatch(heaviest, '', 1)).toBe('a');
    expect(nextMatch(heaviest, 'elsewhere', -1)).toBe('a');
    expect(nextMatch(heaviest, 'a', 1)).toBe('b');
    expect(nextMatch(heaviest, 'c', 1)).toBe('a');
    expect(nextMatch(heaviest, 'a', -1)).toBe('c');
    expect(nextMatch([], '', 1)).toBeUndefined();
  });
});
