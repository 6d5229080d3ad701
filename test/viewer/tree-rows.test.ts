import { describe, expect, it } from '@jest/globals';
import { treeMove } from '../../viewer/src/tree-keys.js';
import { type Opening, type TreeRow, type TreeSource, treeRows } from '../../viewer/src/tree-rows.js';
import { treeOf } from './tree-of.js';

const source = (drawing: string, focus = 0): TreeSource => ({ ...treeOf(drawing), focus });

const shop = source(`
  total 0
    main 0
      render 300
        escape 100
      query 200
        send 20
      (2 small frames) 5
    gc 50
`);

const untouched: Opening<TreeSource> = { isOpen: () => undefined, detail: () => null };

/** A line for each row: `+` can be opened, `-` is open. */
function rowsText(rows: readonly TreeRow<TreeSource>[]): string[] {
  return rows.map(({ source: from, node, level, isExpandable, isExpanded, position, siblings }) => {
    const mark = isExpandable ? (isExpanded ? '-' : '+') : ' ';
    return `${'  '.repeat(level - 1)}${mark}${from.names[from.nodes.name[node] as number]} ${position}/${siblings}`;
  });
}

describe('the rows of a tree', () => {
  it('are open along the heaviest path at first', () => {
    expect(rowsText(treeRows(shop, 0, untouched))).toEqual([
      '-total 1/1',
      '  -main 1/2',
      '    -render 1/3',
      '       escape 1/1',
      '    +query 2/3',
      '    +(2 small frames) 3/3',
      '   gc 2/2',
    ]);
  });

  it('are opened and closed one by one', () => {
    const isOpen = (key: string) => ({ id2: false, id4: true })[key];
    expect(rowsText(treeRows(shop, 1, { ...untouched, isOpen }))).toEqual([
      '-main 1/1',
      '  +render 1/3',
      '  -query 2/3',
      '     send 1/1',
      '  +(2 small frames) 3/3',
    ]);
  });

  it('show what is folded once its detail is there, and what that folds as a number', () => {
    const detail = source(
      `
      total 0
        main 0
          render 300
          query 220
          tiny 4
            speck 1
          (1 small frame) 1
      `,
      1,
    );
    detail.nodes.id.splice(0, 6, 'id0', 'id1', 'id2', 'id4', 'tiny', 'speck');
    const opening = { isOpen: (key: string) => key === 'id1 folded' || undefined, detail: () => detail };
    const rows = treeRows(shop, 1, opening);
    expect(rowsText(rows)).toEqual([
      '-main 1/1',
      '  -render 1/3',
      '     escape 1/1',
      '  +query 2/3',
      '  -(2 small frames) 3/3',
      '    +tiny 1/2',
      '     (1 small frame) 2/2',
    ]);
    expect(rows[4]?.unfolds).toBe('id1');
    expect(rowsText(treeRows(shop, 1, { ...opening, detail: () => null })).at(-1)).toBe('  -(2 small frames) 3/3');
  });

  it('are there for a stack of 10,000 frames', () => {
    const nodes = 10_000;
    const parent = Array.from({ length: nodes }, (_, node) => node - 1);
    const column = <T>(value: (node: number) => T) => parent.map((_, node) => value(node));
    const deep: TreeSource = {
      names: ['f'],
      files: [''],
      packages: [''],
      lines: [0],
      focus: 0,
      nodes: {
        parent,
        name: column(() => 0),
        self: column(() => 0),
        total: column(() => 1),
        id: column(String),
        folded: column(() => 0),
      },
    };
    expect(treeRows(deep, 0, untouched)).toHaveLength(nodes);
  });
});

describe('a key in a tree', () => {
  const rows = treeRows(shop, 0, untouched);
  const [total, render, leaf, query, gc] = [0, 2, 3, 4, 6];

  it.each([
    ['ArrowDown', render, { to: leaf }],
    ['ArrowDown', gc, { to: gc }],
    ['ArrowUp', render, { to: 1 }],
    ['ArrowUp', total, { to: total }],
    ['Home', render, { to: total }],
    ['End', render, { to: gc }],
    ['PageDown', total, { to: 5 }],
    ['PageUp', gc, { to: 1 }],
    ['ArrowRight', query, { toggle: query }],
    ['ArrowRight', render, { to: leaf }],
    ['ArrowRight', leaf, { to: leaf }],
    ['ArrowLeft', render, { toggle: render }],
    ['ArrowLeft', query, { to: 1 }],
    ['ArrowLeft', leaf, { to: render }],
    ['ArrowLeft', gc, { to: total }],
    ['x', render, null],
    ['ArrowDown', -1, { to: 0 }],
    ['x', -1, null],
  ])('%s from row %d', (key, at, expected) => expect(treeMove(key, rows, at, 5)).toEqual(expected));
});
