import { type CallTree, type View, viewAt } from '@perf/profile';
import { Refusal } from '../errors.js';
import type { Limits } from '../limits.js';
import type { Params } from '../params.js';

const defaultNodes = 4_000;

/** Applies `focus` and `maxNodes`: the largest nodes, every parent still adding up. */
export function viewOf(full: CallTree, params: Params, limits: Limits): View {
  const maxNodes = params.integer('maxNodes', defaultNodes, 1, limits.maxNodes);
  const id = params.text('focus');
  if (id !== undefined && !/^[0-9a-f]{16}$/.test(id)) {
    throw new Refusal(400, `focus: ${JSON.stringify(id)} is not a path id: 16 hexadecimal digits, from a node's id.`);
  }
  const view = viewAt(full, maxNodes, id);
  if (view === null) {
    throw new Refusal(404, `Nothing in this range was called on the path ${id}. Look at the whole tree first.`);
  }
  return view;
}

/** Whether somebody has the tree of the same question already, and wants to know of what in it `search` finds. */
export function wantsMatchesOnly(params: Params): boolean {
  return params.oneOf('only', ['all', 'matches'], 'all') === 'matches';
}
