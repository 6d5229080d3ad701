import type { CallTree, Stacks } from './types.js';

/** A one-sided tree as stacks again, a frame for each function: a call tree has no lines. */
export function treeSamples(tree: CallTree): { stacks: Stacks; node: Int32Array; value: Float64Array } {
  const { functions, parent, function: functionOf } = tree;
  const self = tree.self[0] as Float64Array;
  const frames = { function: Int32Array.from(functions.name.keys()), line: new Int32Array(functions.name.length) };
  const node = Int32Array.from(self.keys()).filter((at) => self[at] !== 0);
  return {
    stacks: { functions, frames, table: { parent, frame: functionOf } },
    node,
    value: Float64Array.from(node, (at) => self[at] as number),
  };
}
