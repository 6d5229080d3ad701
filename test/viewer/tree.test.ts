import { describe, expect, it } from '@jest/globals';
import type { DrawnFrame } from '../../viewer/src/parts/flame.js';
import { type Move, moveCursor, moveOf } from '../../viewer/src/parts/flame-keys.js';
import { focusOf, isWhole, nodeOf, pathTo, subtreeEnd } from '../../viewer/src/tree.js';
import { treeOf } from './tree-of.js';

const tree = treeOf(`
  total 0
    main 10
      a 30
        b 30
      c 5
      (4 small frames) 5
    idle 20
`);
const { parent } = tree.nodes;
const nodeNamed = (name: string) => tree.names.indexOf(name);

describe('a tree in columns', () => {
  it('has a path from the root to every node', () => {
    expect(pathTo(tree.nodes, nodeNamed('b')).map((node) => tree.names[node])).toEqual(['total', 'main', 'a', 'b']);
  });

  it('has every sub-tree in one run of nodes', () => {
    const end = subtreeEnd(tree.nodes, nodeNamed('main'));
    expect(tree.names.slice(nodeNamed('main'), end)).toEqual(['main', 'a', 'b', 'c', '(4 small frames)']);
    expect(subtreeEnd(tree.nodes, 0)).toBe(7);
  });

  it('finds nodes by path id; the root by none', () => {
    expect([nodeOf(tree.nodes.id, ''), nodeOf(tree.nodes.id, 'id2'), nodeOf(tree.nodes.id, 'gone')]).toEqual([
      0, 2, -1,
    ]);
  });

  it('knows where nothing is folded, so that there is no more detail to ask for', () => {
    const whole = ['total', 'main', 'a', 'b', 'idle'].filter((name) => isWhole(tree.nodes, nodeNamed(name)));
    expect(whole).toEqual(['a', 'b', 'idle']);
  });

  it('opens folded frames in the detail of their parent', () => {
    expect(focusOf(tree.nodes, nodeNamed('(4 small frames)'))).toBe('id1');
    expect(focusOf(tree.nodes, nodeNamed('b'))).toBe('id3');
    expect(focusOf(tree.nodes, 0)).toBe('');
  });
});

/**
 *     |total                    |
 *     |main               |idle |
 *     |a           |c|(4) |
 *     |b           |
 */
const drawn: DrawnFrame[] = [
  { node: 0, depth: 0, x0: 0, x1: 1 },
  { node: 1, depth: 1, x0: 0, x1: 0.7 },
  { node: 6, depth: 1, x0: 0.7, x1: 1 },
  { node: 2, depth: 2, x0: 0, x1: 0.5 },
  { node: 4, depth: 2, x0: 0.5, x1: 0.6 },
  { node: 5, depth: 2, x0: 0.6, x1: 0.7 },
  { node: 3, depth: 3, x0: 0, x1: 0.5 },
];

describe('the arrow keys', () => {
  const walk = (from: string, ...moves: Move[]) =>
    tree.names[moves.reduce((node, move) => moveCursor(drawn, parent, node, move), nodeNamed(from))];

  it('go down to the widest callee and up to the caller', () => {
    expect(walk('total', 'child')).toBe('main');
    expect(walk('total', 'child', 'child', 'child')).toBe('b');
    expect(walk('b', 'parent', 'parent')).toBe('main');
  });

  it('go sideways along a row', () => {
    expect(walk('main', 'next')).toBe('idle');
    expect(walk('a', 'next', 'next')).toBe('(4 small frames)');
    expect(walk('(4 small frames)', 'previous')).toBe('c');
  });

  it('stay where there is nowhere to go, and Home goes to the root', () => {
    expect([walk('b', 'child'), walk('idle', 'next'), walk('total', 'parent')]).toEqual(['b', 'idle', 'total']);
    expect(walk('b', 'first')).toBe('total');
    expect(moveCursor(drawn, parent, -1, 'next')).toBe(0);
  });

  it('point the same way on the screen where the root is at the bottom', () => {
    expect([moveOf('ArrowDown', 'down'), moveOf('ArrowUp', 'up')]).toEqual(['child', 'child']);
    expect([moveOf('ArrowUp', 'down'), moveOf('ArrowDown', 'up')]).toEqual(['parent', 'parent']);
    expect(moveOf('x', 'down')).toBeNull();
  });
});
