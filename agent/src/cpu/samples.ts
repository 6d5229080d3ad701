import type { Sliced } from '../slices.js';
import type { V8Node, V8Sample } from './v8.js';

/**
 * The samples of a window in columns.
 *
 * Invariants: nodes are in the order of a walk, so that the caller of node `i` is the last one before it whose depth is
 * less by one; the samples of node `i` are those from `first[i]` up
 * to but not including `first[i + 1]`; `byTime` has each sample once, oldest first.
 */
export interface CpuSamples {
  readonly nodes: readonly V8Node[];
  /** 1: no caller. */
  readonly depth: readonly number[];
  readonly first: readonly number[];
  /** Epoch microseconds. */
  readonly atMicros: readonly number[];
  readonly cpuNanoseconds: number[];
  /** 1: taken while no JavaScript was on the stack: the thread waited, or was in between. */
  readonly isWaiting: Uint8Array;
  readonly byTime: Uint32Array;
  /** Of all nodes, whether or not the samples themselves are known. */
  readonly hits: number;
}

/** So many nodes are gathered or written between two looks at the clock. */
export const NODES_A_STEP = 16;

export const IDLE = '(idle)';

/** Native code that no JavaScript called: the event loop itself, for example. */
export const PROGRAM = '(program)';

/** The parent of what V8 does by itself. */
export const RUNTIME: V8Node = { name: 'Node.js', scriptName: '', hitCount: 0, children: [] };

const GARBAGE_COLLECTOR = '(garbage collector)';

/** Walks V8's tree once. Its garbage collector is put under `Node.js`, as `Garbage Collection`. */
export function* gatherSamples(root: V8Node): Sliced<CpuSamples> {
  const nodes: V8Node[] = [];
  const depth: number[] = [];
  const first: number[] = [];
  const atMicros: number[] = [];
  const cpuNanoseconds: number[] = [];
  const waits: [begin: number, end: number][] = [];
  let hits = root.hitCount;

  const add = (node: V8Node, at: number) => {
    nodes.push(node);
    depth.push(at);
    first.push(atMicros.length);
    hits += node.hitCount;
    const begin = atMicros.length;
    const samples = node.contexts ?? [];
    // Called once a minute, this is never optimised: what is not done for each sample counts.
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i] as V8Sample;
      atMicros.push(Number(sample.timestamp));
      cpuNanoseconds.push(sample.cpuTime ?? 0);
    }
    if (at === 1 && (node.name === IDLE || node.name === PROGRAM)) waits.push([begin, atMicros.length]);
  };

  const pending: V8Node[] = [...root.children];
  const pendingDepth: number[] = pending.map(() => 1);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const at = pendingDepth.pop() as number;
    if (at === 1 && node.name === GARBAGE_COLLECTOR) {
      add(RUNTIME, 1);
      add({ ...node, name: 'Garbage Collection' }, 2);
    } else {
      add(node, at);
      for (const child of node.children) {
        pending.push(child);
        pendingDepth.push(at + 1);
      }
    }
    if (nodes.length % NODES_A_STEP === 0) yield;
  }
  first.push(atMicros.length);
  yield;
  const isWaiting = new Uint8Array(atMicros.length);
  for (const [begin, end] of waits) isWaiting.fill(1, begin, end);
  return { nodes, depth, first, atMicros, cpuNanoseconds, isWaiting, byTime: orderOf(atMicros), hits };
}

/**
 * The indices of times, oldest first. Sorted as numbers that have the time above and the index below: without a
 * comparison in JavaScript, that is ten times faster.
 */
function orderOf(atMicros: readonly number[]): Uint32Array {
  const count = atMicros.length;
  let oldest = Number.POSITIVE_INFINITY;
  let newest = 0;
  for (let i = 0; i < count; i++) {
    const at = atMicros[i] as number;
    if (at < oldest) oldest = at;
    if (at > newest) newest = at;
  }
  // Microseconds, but for windows of more samples and time than fit into one number.
  const unit = Math.max(1, ((newest - oldest) * count) / Number.MAX_SAFE_INTEGER);
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) keys[i] = Math.floor(((atMicros[i] as number) - oldest) / unit) * count + i;
  keys.sort();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = (keys[i] as number) % count;
  return order;
}

/** Adds to `files` how many samples were taken in each file. */
export function countFiles(root: V8Node, files: Map<string, number>): void {
  const pending: V8Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.scriptName !== '') files.set(node.scriptName, (files.get(node.scriptName) ?? 0) + node.hitCount);
    for (const child of node.children) pending.push(child);
  }
}
