/** Moving among drawn frames by keyboard. Pure. */
import type { DrawnFrame } from './flame.js';

export type Move = 'parent' | 'child' | 'previous' | 'next' | 'first';

/** The move that an arrow key means where the root is at the top; flames (root at the bottom) turn up and down round. */
export function moveOf(key: string, direction: 'down' | 'up'): Move | null {
  const turned = direction === 'up';
  switch (key) {
    case 'ArrowUp':
      return turned ? 'child' : 'parent';
    case 'ArrowDown':
      return turned ? 'parent' : 'child';
    case 'ArrowLeft':
      return 'previous';
    case 'ArrowRight':
      return 'next';
    case 'Home':
      return 'first';
    default:
      return null;
  }
}

/** Where the move leads: the widest child, or the neighbour in the same row; the same node if there is none. */
export function moveCursor(
  drawn: readonly DrawnFrame[],
  parent: readonly number[],
  cursor: number,
  move: Move,
): number {
  const at = drawn.find((frame) => frame.node === cursor);
  if (!at || move === 'first') return drawn.find((frame) => frame.depth === 0)?.node ?? -1;
  if (move === 'parent') return at.depth === 0 ? cursor : (parent[cursor] as number);
  let best: DrawnFrame | null = null;
  for (const frame of drawn) {
    if (move === 'child') {
      const below = frame.depth === at.depth + 1 && parent[frame.node] === cursor;
      if (below && (!best || frame.x1 - frame.x0 > best.x1 - best.x0)) best = frame;
    } else if (frame.depth === at.depth && frame.node !== cursor) {
      const nearer = move === 'next' ? frame.x0 >= at.x1 - 1e-9 : frame.x1 <= at.x0 + 1e-9;
      if (nearer && (!best || (move === 'next' ? frame.x0 < best.x0 : frame.x0 > best.x0))) best = frame;
    }
  }
  return best?.node ?? cursor;
}
