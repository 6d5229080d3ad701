import { describe, expect, it } from '@jest/globals';
import {
  callees,
  callers,
  changes,
  diffColumns,
  findPath,
  foldedFrom,
  fromPprof,
  hotPaths,
  joinTrees,
  mergeProfiles,
  parseFolded,
  pathIds,
  prune,
  pruneBelow,
  toPprof,
  top,
  treeColumns,
} from '@perf/profile';
import { decodePprof, encodePprof } from '@perf/proto';
import { treeOf } from '../notation/tree-text.js';

const DEPTH = 10_000;
const text = `${Array.from({ length: DEPTH }, (_, depth) => `f${depth % 100}`).join(';')} 1\n`;
const profile = parseFolded(text);
const tree = treeOf(profile);
const isF0 = (id: number) => tree.functions.name[id] === 'f0';

describe('a stack of 10,000 frames', () => {
  it('survives pprof, there and back', () => {
    const back = fromPprof(decodePprof(encodePprof(toPprof(profile))));
    expect(back.stacks.table).toEqual(profile.stacks.table);
  });

  it('survives folding and merging', () => {
    const [group] = mergeProfiles([profile, profile]).samples;
    expect(group?.vector.values).toEqual([Float64Array.of(2)]);
    expect(foldedFrom(profile.stacks, Int32Array.of(DEPTH), Float64Array.of(1))).toBe(text);
  });

  it('has columns, pruned or whole', () => {
    expect(treeColumns(tree).nodes.parent).toHaveLength(DEPTH + 1);
    expect(diffColumns(prune(joinTrees(tree, tree), 50)).nodes.folded.at(-1)).toBe(DEPTH - 49);
  });

  it('has a focus at its end, with the whole chain above', () => {
    const leaf = pathIds(tree)[DEPTH] as string;
    const focused = pruneBelow(tree, findPath(tree, leaf), 1);
    expect(focused.focus).toBe(DEPTH);
    expect(focused.tree.parent).toHaveLength(DEPTH + 1);
  });

  it('has functions, callers, callees, hot paths and changes', () => {
    expect(top(tree).map(({ total }) => total)).toEqual(Array(100).fill(1));
    expect(callers(tree, isF0).parent).toHaveLength(1);
    expect(callees(tree, isF0).parent).toHaveLength(DEPTH);
    expect(hotPaths(tree, 1)[0]?.path).toHaveLength(DEPTH);
    expect(changes(joinTrees(tree, tree))).toHaveLength(100);
  });
});
