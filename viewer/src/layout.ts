/** Where frames are: below its faded ancestors the focus at full width, then its sub-tree. Of graphs and pictures. Pure. */
import type { FlameFrames } from './parts/flame.js';
import { pathTo, subtreeEnd } from './tree.js';

/** `x0` and `x1` are shares of the width. */
export interface PlacedFrame {
  readonly node: number;
  readonly depth: number;
  readonly x0: number;
  readonly x1: number;
  /** An ancestor of the focus. */
  readonly faded: boolean;
}

/** Frames at least `minShare` of the width wide, parents first. The focus is one of them, whatever its value. */
export function placeFrames({ parent, value }: FlameFrames, focus: number, minShare: number): PlacedFrame[] {
  const above = pathTo({ parent }, focus).slice(0, -1);
  const placed: PlacedFrame[] = above.map((node, depth) => ({ node, depth, x0: 0, x1: 1, faded: true }));
  placed.push({ node: focus, depth: above.length, x0: 0, x1: 1, faded: false });
  const whole = value[focus] ?? 0;
  if (whole <= 0) return placed;
  const end = subtreeEnd({ parent }, focus);
  /** From the focus on: the depth of placed nodes, 0 for others; where the next child of each begins. */
  const depths = new Int32Array(end - focus);
  const next = new Float64Array(end - focus);
  depths[0] = above.length + 1;
  for (let node = focus + 1; node < end; node++) {
    const up = (parent[node] as number) - focus;
    const depth = depths[up] as number;
    if (depth === 0) continue;
    const x0 = next[up] as number;
    const x1 = x0 + (value[node] ?? 0) / whole;
    next[up] = x1;
    if (x1 - x0 < minShare) continue;
    depths[node - focus] = depth + 1;
    next[node - focus] = x0;
    placed.push({ node, depth, x0, x1, faded: false });
  }
  return placed;
}
