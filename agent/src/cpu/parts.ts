import type { Sliced } from '../slices.js';
import { NODES_A_STEP } from './samples.js';
import type { V8Node, V8Profile } from './v8.js';

/**
 * The parts of a window, which follow each other, as one profile: nodes of the same function under the same caller are
 * one. The parts stay as they are.
 */
export function* joinParts(parts: readonly V8Profile[]): Sliced<V8Profile> {
  const first = parts[0] as V8Profile;
  if (parts.length === 1) return first;
  const threads = parts.map(({ nonJSThreadsCpuTime }) => nonJSThreadsCpuTime).filter((time) => time !== undefined);
  return {
    topDownRoot: yield* joinTrees(parts.map(({ topDownRoot }) => topDownRoot)),
    startTime: first.startTime,
    endTime: (parts.at(-1) as V8Profile).endTime,
    nonJSThreadsCpuTime: threads.length === 0 ? undefined : threads.reduce((sum, time) => sum + time, 0),
  };
}

interface Joined extends V8Node {
  children: V8Node[];
}

function* joinTrees(roots: readonly V8Node[]): Sliced<V8Node> {
  const root = joinNodes(roots);
  const pending: [joined: Joined, of: readonly V8Node[]][] = [[root, roots]];
  let steps = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [joined, of] = next;
    for (const same of childrenByFunction(of).values()) {
      if (same.length === 1) joined.children.push(same[0] as V8Node);
      else {
        const child = joinNodes(same);
        joined.children.push(child);
        pending.push([child, same]);
      }
    }
    if (++steps % NODES_A_STEP === 0) yield;
  }
  return root;
}

function childrenByFunction(nodes: readonly V8Node[]): Map<string, V8Node[]> {
  const found = new Map<string, V8Node[]>();
  for (const { children } of nodes) {
    for (const child of children) {
      const key = `${child.scriptId} ${child.lineNumber} ${child.columnNumber} ${child.name} ${child.scriptName}`;
      const same = found.get(key);
      if (same === undefined) found.set(key, [child]);
      else same.push(child);
    }
  }
  return found;
}

/** The same function in the same place, without its children. */
function joinNodes(nodes: readonly V8Node[]): Joined {
  const known = nodes.some(({ contexts }) => contexts !== undefined);
  return {
    ...(nodes[0] as V8Node),
    hitCount: nodes.reduce((sum, { hitCount }) => sum + hitCount, 0),
    contexts: known ? nodes.flatMap(({ contexts }) => contexts ?? []) : undefined,
    children: [],
  };
}
