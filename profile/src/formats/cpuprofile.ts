import type { SampleType } from '../types.js';
import { defaultReadLimits, type ReadLimits, within } from './bounds.js';
import { ProfileBuilder } from './builder.js';
import { FormatError, wrong } from './error.js';
import { type JsonObject, listAt, numberAt } from './json.js';
import type { ParsedProfile } from './parsed.js';
import { callFrameOf, internCallFrame, ROOT } from './v8-frames.js';

const WALL: SampleType = { type: 'wall', unit: 'nanoseconds' };
const SAMPLES: SampleType = { type: 'sample', unit: 'count' };
const NANOSECONDS_PER_MICROSECOND = 1000;
/** What V8 samples while there is nothing to do. */
const IDLE = '(idle)';

/**
 * V8's `.cpuprofile`, as `node --cpu-prof`, Chrome and the inspector write it.
 *
 * A sample stands for the time until the next one. Waiting is counted in `sample`, and takes no `wall` time, so that
 * shares are those of what ran. Profiles without samples have the nodes' hit counts alone.
 *
 * @throws FormatError naming the field.
 */
export function fromCpuprofile(json: JsonObject, limits: ReadLimits = defaultReadLimits): ParsedProfile {
  const nodes = listAt(json.nodes, 'nodes');
  within(nodes.length, limits.nodes, 'nodes');
  const timed = json.samples !== undefined;
  const builder = new ProfileBuilder(timed ? [WALL, SAMPLES] : [SAMPLES], limits);
  const tree = placeNodes(nodes, builder);
  const rows = builder.group();
  if (!timed) {
    for (const [index, node] of nodes.entries()) {
      const { hitCount = 0 } = node as { hitCount?: unknown };
      const hits = numberAt(hitCount, `nodes[${index}].hitCount`);
      if (hits !== 0) rows.add(tree.place[index] as number, [hits]);
    }
    return { profile: builder.build(), durationMs: durationMsOf(json) };
  }
  const samples = listAt(json.samples, 'samples');
  const spans = spansOf(samples, json);
  for (const [row, id] of samples.entries()) {
    const index = tree.indexOf.get(id);
    if (index === undefined) throw new FormatError(`samples[${row}] is ${String(id)}, but no node has that id.`);
    const wall = tree.idle[index] === 1 ? 0 : (spans[row] as number) * NANOSECONDS_PER_MICROSECOND;
    rows.add(tree.place[index] as number, [wall, 1]);
  }
  return { profile: builder.build(), durationMs: durationMsOf(json) };
}

/** Where the file's nodes went, by their index in it. */
interface PlacedNodes {
  readonly indexOf: ReadonlyMap<unknown, number>;
  readonly place: Int32Array;
  /** 1 where a node stands for waiting. */
  readonly idle: Uint8Array;
}

function placeNodes(nodes: readonly unknown[], builder: ProfileBuilder): PlacedNodes {
  const frames = nodes.map((node, index) => callFrameOf(node, () => `nodes[${index}]`));
  const indexOf = new Map<unknown, number>();
  for (const [index, node] of nodes.entries()) {
    const { id } = node as JsonObject;
    if (!Number.isSafeInteger(id)) wrong(`nodes[${index}].id`, id, 'a whole number');
    if (indexOf.has(id)) throw new FormatError(`nodes[${index}].id is ${id}, which an earlier node has already.`);
    indexOf.set(id, index);
  }
  const parent = parentsOf(nodes, indexOf);
  const idle = Uint8Array.from(frames, ({ functionName }) => Number(functionName === IDLE));
  const place = new Int32Array(nodes.length);
  const depth = new Int32Array(nodes.length);
  // Taken from its end: what comes first in the file is put there last.
  const open = Array.from(parent.keys())
    .filter((index) => parent[index] === -1)
    .reverse();
  let reached = 0;
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    reached++;
    const frame = frames[index] as (typeof frames)[number];
    const above = parent[index] as number;
    if (above !== -1 || frame.functionName !== ROOT) {
      depth[index] = above === -1 ? 1 : (depth[above] as number) + 1;
      const node = above === -1 ? 0 : (place[above] as number);
      place[index] = builder.child(node, internCallFrame(frame, builder), depth[index] as number);
    }
    const children = childrenOf(nodes[index]);
    for (let at = children.length - 1; at >= 0; at--) open.push(indexOf.get(children[at]) as number);
  }
  if (reached < nodes.length) throw new FormatError('nodes lead in a circle: some of them are their own callers.');
  return { indexOf, place, idle };
}

/** The index of each node's parent, -1 for roots. */
function parentsOf(nodes: readonly unknown[], indexOf: ReadonlyMap<unknown, number>): Int32Array {
  const parent = new Int32Array(nodes.length).fill(-1);
  for (const [index, node] of nodes.entries()) {
    const children = (node as JsonObject).children ?? [];
    for (const [at, id] of listAt(children, `nodes[${index}].children`).entries()) {
      const child = indexOf.get(id);
      const where = `nodes[${index}].children[${at}] is ${String(id)}`;
      if (child === undefined) throw new FormatError(`${where}, but no node has that id.`);
      if (parent[child] !== -1) throw new FormatError(`${where}, which is the child of another node already.`);
      parent[child] = index;
    }
  }
  return parent;
}

function childrenOf(node: unknown): readonly unknown[] {
  return ((node as JsonObject).children ?? []) as readonly unknown[];
}

/** For each sample the microseconds until the next one in time; V8 does not always write them in order. */
function spansOf(samples: readonly unknown[], json: JsonObject): Float64Array {
  const deltas = listAt(json.timeDeltas, 'timeDeltas');
  if (deltas.length !== samples.length) {
    throw new FormatError(`timeDeltas has ${deltas.length} entries, but samples has ${samples.length}.`);
  }
  const times = new Float64Array(samples.length);
  let time = numberAt(json.startTime, 'startTime');
  let ascending = true;
  for (const [row, delta] of deltas.entries()) {
    const step = numberAt(delta, `timeDeltas[${row}]`);
    if (row > 0 && step < 0) ascending = false;
    time += step;
    times[row] = time;
  }
  const order = Uint32Array.from(times.keys());
  if (!ascending) order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
  const spans = new Float64Array(samples.length);
  const end = numberAt(json.endTime, 'endTime');
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    const next = i + 1 < order.length ? (times[order[i + 1] as number] as number) : end;
    spans[row] = Math.max(0, next - (times[row] as number));
  }
  return spans;
}

function durationMsOf({ startTime, endTime }: JsonObject): number {
  return (numberAt(endTime, 'endTime') - numberAt(startTime, 'startTime')) / 1000;
}
