import type { Stacks } from '../types.js';
import type { VerdictSide, VerdictWindow, WarmUpOptions } from './types.js';

export const defaultWarmUp: WarmUpOptions = { leastMs: 5 * 60_000, mostDropped: 0.3 };

/** What a process does most while it starts: collects garbage, compiles, and what V8 calls its program. */
const STARTING = new Set([
  '(garbage collector)',
  'Garbage Collection',
  '(program)',
  'compileFunction',
  'compileFunctionForCJSLoader',
  'compileForInternalLoader',
  'compileSourceTextModule',
  'wrapSafe',
]);

export interface Warmed {
  readonly windows: readonly VerdictWindow[];
  /** Windows dropped; one that comes in parts is one. */
  readonly dropped: number;
  /** Of those that were there after the least time, the share that had to go as well. */
  readonly unsteady: number;
}

/**
 * A side without its instances' starts: at least `leastMs` of each, and on until the share of what a starting process
 * does is within two standard deviations of the later half's.
 */
export function withoutWarmUp({ stacks, windows }: VerdictSide, { leastMs }: WarmUpOptions): Warmed {
  const starting = startingNodes(stacks);
  let dropped = 0;
  let late = 0;
  let after = 0;
  const kept = [...byInstance(windows).values()].flatMap((times) => {
    const least = (times[0] as Time).fromMs + leastMs;
    const warm = times.filter(({ fromMs }) => fromMs >= least);
    const steady = warm.slice(firstSteady(warm.map(({ parts }) => startingShare(parts, starting))));
    dropped += times.length - steady.length;
    late += warm.length - steady.length;
    after += warm.length;
    return steady.flatMap(({ parts }) => parts);
  });
  return { windows: kept, dropped, unsteady: after === 0 ? 0 : late / after };
}

/** The windows of one instance that begin together. */
export interface Time {
  readonly fromMs: number;
  readonly parts: readonly VerdictWindow[];
}

/** Each instance's windows in the order of time. */
export function byInstance(windows: readonly VerdictWindow[]): Map<string, Time[]> {
  const instances = new Map<string, Map<number, VerdictWindow[]>>();
  for (const window of windows) {
    const times = instances.get(window.instance) ?? new Map<number, VerdictWindow[]>();
    instances.set(window.instance, times);
    const parts = times.get(window.fromMs);
    if (parts === undefined) times.set(window.fromMs, [window]);
    else parts.push(window);
  }
  const sorted = (times: Map<number, VerdictWindow[]>) =>
    [...times].map(([fromMs, parts]) => ({ fromMs, parts })).sort((a, b) => a.fromMs - b.fromMs);
  return new Map([...instances].map(([instance, times]) => [instance, sorted(times)]));
}

function startingNodes({ functions, frames, table }: Stacks): Uint8Array {
  const starts = functions.name.map((name) => STARTING.has(name));
  const nodes = new Uint8Array(table.frame.length);
  for (let node = 1; node < nodes.length; node++) {
    if (starts[frames.function[table.frame[node] as number] as number] === true) nodes[node] = 1;
  }
  return nodes;
}

function startingShare(parts: readonly VerdictWindow[], starting: Uint8Array): number {
  let all = 0;
  let some = 0;
  for (const { node, count } of parts) {
    for (let row = 0; row < node.length; row++) {
      all += count[row] as number;
      if (starting[node[row] as number] === 1) some += count[row] as number;
    }
  }
  return all === 0 ? 0 : some / all;
}

/** The first that is no higher than the later half, by two of its standard deviations. */
function firstSteady(shares: readonly number[]): number {
  const later = shares.slice(Math.floor(shares.length / 2));
  if (later.length < 2) return 0;
  const mean = later.reduce((sum, share) => sum + share, 0) / later.length;
  const variance = later.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (later.length - 1);
  const limit = mean + 2 * Math.sqrt(variance);
  const first = shares.findIndex((share) => share <= limit);
  return first === -1 ? shares.length : first;
}
