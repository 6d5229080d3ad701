import type { Sliced } from '../slices.js';
import type { V8Node } from './v8.js';

/**
 * The samples of a window in columns.
 *
 * Invariants: parents come before their children, `parent[i] < i`; the samples of node `i` are those from `first[i]` up
 * to but not including `first[i + 1]`; `byTime` has each sample once, oldest first.
 */
export interface CpuSamples {
  readonly nodes: readonly V8Node[];
  /** -1: no caller. */
  readonly parent: readonly number[];
  readonly first: readonly number[];
  /** Epoch microseconds. */
  readonly atMicros: readonly number[];
  readonly cpuNanoseconds: number[];
  readonly contexts: readonly (object | undefined)[];
  /** Taken while no JavaScript was on the stack: the thread waited, or was in between. */
  readonly isWaiting: readonly boolean[];
  readonly byTime: Uint32Array;
  /** Of all nodes, whether or not the samples themselves are known. */
  readonly hits: number;
}

export const IDLE = '(idle)';

/** Native code that no JavaScript called: the event loop itself, for example. */
export const PROGRAM = '(program)';

/** The parent of what V8 does by itself. */
export const RUNTIME: V8Node = { name: 'Node.js', scriptName: '', hitCount: 0, children: [] };

const GARBAGE_COLLECTOR = '(garbage collector)';

/** Walks V8's tree once. Its garbage collector is put under `Node.js`, as `Garbage Collection`. */
export function* gatherSamples(root: V8Node): Sliced<CpuSamples> {
  const nodes: V8Node[] = [];
  const parent: number[] = [];
  const first: number[] = [];
  const atMicros: number[] = [];
  const cpuNanoseconds: number[] = [];
  const contexts: (object | undefined)[] = [];
  const isWaiting: boolean[] = [];
  let hits = root.hitCount;

  const add = (node: V8Node, caller: number): number => {
    nodes.push(node);
    parent.push(caller);
    first.push(atMicros.length);
    hits += node.hitCount;
    const waits = caller === -1 && (node.name === IDLE || node.name === PROGRAM);
    for (const { context, timestamp, cpuTime } of node.contexts ?? []) {
      atMicros.push(Number(timestamp));
      cpuNanoseconds.push(Math.round(cpuTime ?? 0));
      contexts.push(context);
      isWaiting.push(waits);
    }
    return nodes.length - 1;
  };

  const pending: [node: V8Node, caller: number][] = root.children.map((node) => [node, -1]);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, caller] = next;
    if (caller === -1 && node.name === GARBAGE_COLLECTOR) {
      add({ ...node, name: 'Garbage Collection' }, add(RUNTIME, -1));
    } else {
      const index = add(node, caller);
      for (const child of node.children) pending.push([child, index]);
    }
    yield;
  }
  first.push(atMicros.length);
  const byTime = Uint32Array.from(atMicros.keys());
  byTime.sort((a, b) => (atMicros[a] as number) - (atMicros[b] as number));
  return { nodes, parent, first, atMicros, cpuNanoseconds, contexts, isWaiting, byTime, hits };
}

/** How many samples were taken in each file. */
export function countFiles(root: V8Node): Map<string, number> {
  const files = new Map<string, number>();
  const pending: V8Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.scriptName !== '') files.set(node.scriptName, (files.get(node.scriptName) ?? 0) + node.hitCount);
    for (const child of node.children) pending.push(child);
  }
  return files;
}
