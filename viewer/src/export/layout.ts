/** Where frames are, as the page draws them: below its faded ancestors the focus at full width, then its sub-tree. Pure. */
import type { FlameFrames } from '../parts/flame.js';
import { pathTo, subtreeEnd } from '../tree.js';

/** `x0` and `x1` are shares of the width. */
export interface PlacedFrame {
  readonly node: number;
  readonly depth: number;
  readonly x0: number;
  readonly x1: number;
  /** An ancestor of the focus. */
  readonly faded: boolean;
}

/** Frames at least `minShare` of the width wide, parents first. */
export function placeFrames({ parent, value }: FlameFrames, focus: number, minShare: number): PlacedFrame[] {
  const above = pathTo({ parent }, focus).slice(0, -1);
  const placed: PlacedFrame[] = above.map((node, depth) => ({ node, depth, x0: 0, x1: 1, faded: true }));
  const whole = value[focus] ?? 0;
  if (whole <= 0) return placed;
  const end = subtreeEnd({ parent }, focus);
  const depths = new Map<number, number>([[focus, above.length]]);
  /** Where the next child begins. */
  const next = new Map<number, number>([[focus, 0]]);
  placed.push({ node: focus, depth: above.length, x0: 0, x1: 1, faded: false });
  for (let node = focus + 1; node < end; node++) {
    const up = parent[node] as number;
    const x0 = next.get(up);
    if (x0 === undefined) continue;
    const x1 = x0 + (value[node] ?? 0) / whole;
    next.set(up, x1);
    if (x1 - x0 < minShare) continue;
    const depth = (depths.get(up) as number) + 1;
    depths.set(node, depth);
    next.set(node, x0);
    placed.push({ node, depth, x0, x1, faded: false });
  }
  return placed;
}
