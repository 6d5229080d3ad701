import type { CallTree, Stacks } from './types.js';

/** The nodes of a one-sided tree as stacks, a frame for each function: a call tree has no lines. */
export function treeStacks({ functions, parent, function: functionOf }: CallTree): Stacks {
  const frames = { function: Int32Array.from(functions.name.keys()), line: new Int32Array(functions.name.length) };
  return { functions, frames, table: { parent, frame: functionOf } };
}
