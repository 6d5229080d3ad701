/** Profiles of as many call-tree nodes as one likes, as a service has them. */
import { gzipSync } from 'node:zlib';
import { FrameBuilder, FunctionBuilder, StackBuilder, toPprof } from '@perf/profile';
import { encodePprof } from '@perf/proto';
import { random } from '../bench/workload.js';

export interface LargeProfile {
  /** Gzipped pprofs of CPU time, each within what is accepted of one profile; together they are the whole. */
  readonly bodies: readonly Uint8Array[];
  /** Of the call tree, without its root. */
  readonly nodes: number;
  /** Nanoseconds. */
  readonly total: number;
  /** A function that is called in many places, from itself too, and takes next to nothing anywhere. */
  readonly rare: { readonly name: string; readonly frames: number; readonly total: number };
}

const FILES = 300;
const FUNCTIONS_A_FILE = 40;
const PACKAGES = 60;
const VERBS = ['parse', 'read', 'resolve', 'render', 'apply', 'check', 'merge', 'emit'];
const NOUNS = ['Header', 'Order', 'Query', 'Token', 'Route'];
const MOST_DEPTH = 40;
const SAMPLES_A_PROFILE = 200_000;
const RARE_PLACES = 40;
/** CPU time of one sample at 99 Hz. */
const SAMPLE_NANOSECONDS = 10_101_010;

/**
 * A call tree of 12,000 functions and 35 levels on average, as deep as 40, each node once: functions, files and what stacks
 * weigh are spread as Zipf has it. Every leaf has samples, and every fourth node between. The same seed gives the same.
 */
export function largeProfile(nodes: number, seed = 1): LargeProfile {
  const draw = random(seed);
  const functions = new FunctionBuilder();
  const frames = new FrameBuilder();
  const stacks = new StackBuilder(nodes);
  const frameOf = (name: string, file: string, pkg: string, line: number): number =>
    frames.intern(functions.intern(name, file, pkg, line, 0, ''), line + 3);
  const pool = Array.from({ length: FILES * FUNCTIONS_A_FILE }, (_, index) => {
    const [file, nth] = [Math.floor(index / FUNCTIONS_A_FILE), index % FUNCTIONS_A_FILE];
    const name = `${VERBS[nth % VERBS.length]}${NOUNS[Math.floor(nth / VERBS.length)]}`;
    const pkg = file % 5 === 0 ? '' : `package-${file % PACKAGES}`;
    return frameOf(name, `${pkg === '' ? 'src' : 'lib'}/module-${file}.js`, pkg, 10 * nth + 1);
  });

  const depth = new Uint8Array(nodes + 1);
  const rareNodes = 2 * RARE_PLACES;
  while (stacks.size <= nodes - rareNodes) {
    // Grows mostly at what was added last, which makes the tree deep, and sometimes anywhere, which makes it wide.
    const { size } = stacks;
    const at = draw() < 0.8 ? size - 1 - Math.floor(draw() * Math.min(4, size)) : Math.floor(draw() * size);
    if ((depth[at] as number) >= MOST_DEPTH) continue;
    const index = Math.floor(draw() ** 2 * FILES) * FUNCTIONS_A_FILE + Math.floor(draw() ** 2 * FUNCTIONS_A_FILE);
    const node = stacks.child(at, pool[index] as number);
    if (node === size) depth[node] = (depth[at] as number) + 1;
  }
  const size = stacks.size;
  const rare = { name: 'settleRefund', frames: rareNodes, total: rareNodes * SAMPLE_NANOSECONDS };
  const rareFrame = frameOf(rare.name, 'src/refunds.js', '', 7);
  for (let place = 1; place <= RARE_PLACES; place++) {
    stacks.child(stacks.child(size - Math.floor((place * size) / (2 * RARE_PLACES)), rareFrame), rareFrame);
  }

  const table = stacks.build();
  const count = countsOf(table.parent, size, draw);
  const profiles = Math.ceil(count.filter((each) => each > 0).length / SAMPLES_A_PROFILE);
  const shared = { functions: functions.build(), frames: frames.build(), table };
  const bodies = Array.from({ length: profiles }, (_, nth) => {
    const node = Int32Array.from(count.keys()).filter((at) => (count[at] as number) > 0 && at % profiles === nth);
    const value = Float64Array.from(node, (at) => (count[at] as number) * SAMPLE_NANOSECONDS);
    const profile = {
      sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }],
      stacks: shared,
      samples: [{ labels: [], vector: { node, values: [value] } }],
      profiles: 1,
      startMs: Number.NaN,
      endMs: Number.NaN,
    };
    return gzipSync(encodePprof(toPprof(profile)), { level: 1 });
  });
  const total = count.reduce((sum, each) => sum + each, 0) * SAMPLE_NANOSECONDS;
  return { bodies, nodes: table.parent.length - 1, total, rare };
}

/** Samples of each node: of all leaves, and of every fourth of the other ones among the first `size`. */
function countsOf(parent: Int32Array, size: number, draw: () => number): Float64Array {
  const isInner = new Uint8Array(parent.length);
  for (let node = 1; node < parent.length; node++) isInner[parent[node] as number] = 1;
  return Float64Array.from(parent, (_, node) => {
    if (node === 0) return 0;
    if (node >= size) return 1;
    return isInner[node] === 1 && draw() < 0.75 ? 0 : Math.floor(Math.max(draw(), 1e-6) ** -0.8);
  });
}
