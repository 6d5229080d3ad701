import { describe, expect, it } from '@jest/globals';
import { searchTree } from '../../viewer/src/search.js';
import { treeOf } from './tree-of.js';

const tree = treeOf(`
  total 0
    main 0 src/main.ts
      render 10 src/view.ts
        Render 20 src/view.ts
          foo( 5 src/foo.ts
      query 60 lib/pg.js
    idle 5
`);

function search(text: string) {
  const matches = searchTree(tree, tree.nodes, tree.nodes.total, text);
  return matches && { frames: matches.frames, share: matches.share, partial: matches.partial };
}

describe('a search', () => {
  it('finds parts of names, whatever their case, and counts a match inside a match once', () => {
    expect(search('RENDER')).toEqual({ frames: 2, share: 0.35, partial: false });
  });

  it('finds files too', () => {
    expect(search('pg.js')).toEqual({ frames: 1, share: 0.6, partial: false });
  });

  it('takes text as text: no pattern, no error', () => {
    expect(search('foo(')).toEqual({ frames: 1, share: 0.05, partial: false });
    expect(search('.*')).toEqual({ frames: 0, share: 0, partial: false });
  });

  it('for nothing finds nothing', () => {
    expect(search('  ')).toBeNull();
  });

  it('says that its share is a lower bound where frames are folded', () => {
    const folded = treeOf(`
      total 0
        render 30
          (3 small frames) 10
        (2 small frames) 60
    `);
    const inside = treeOf(`
      total 0
        render 30
          (3 small frames) 10
    `);
    expect(searchTree(folded, folded.nodes, folded.nodes.total, 'render')).toMatchObject({ share: 0.4, partial: true });
    expect(searchTree(inside, inside.nodes, inside.nodes.total, 'render')).toMatchObject({ share: 1, partial: false });
  });

  it('goes a hundred thousand calls deep', () => {
    const depth = 100_000;
    const parent = Array.from({ length: depth }, (_, node) => node - 1);
    const none = new Array(depth).fill(0);
    const columns = { names: ['loop'], files: [''], packages: [''], lines: [0] };
    const matches = searchTree(columns, { parent, name: none, folded: none }, new Array(depth).fill(1), 'loop');
    expect(matches).toMatchObject({ frames: depth - 1, share: 1 });
  });
});
