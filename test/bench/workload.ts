import { gzipSync } from 'node:zlib';
import { FrameBuilder, FunctionBuilder, type Profile, StackBuilder, toPprof } from '@perf/profile';
import { encodePprof } from '@perf/proto';

/** A generator of pseudo-random numbers in [0, 1), the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const STACKS = 4_000;

/** Stacks of so many endpoints are labelled; what hangs on others is the runtime's and the framework's own. */
const ENDPOINTS = 12;

/**
 * A service as a profiler sees it: a tree of calls some 25 deep, out of which each profile shows about 1,000 stacks,
 * a few of them nearly always and most of them rarely (Zipf). What most stacks do is done for one of its endpoints.
 */
export class Workload {
  readonly #functions = new FunctionBuilder();
  readonly #frames = new FrameBuilder();
  readonly #stacks = new StackBuilder();
  readonly #leaves: number[] = [];
  /** The endpoint of each node; those from `ENDPOINTS` on are none. */
  readonly #endpoint = new Map<number, number>([[0, ENDPOINTS]]);

  constructor(
    readonly random: () => number,
    /** In each later one, lines of a quarter of the functions have moved. */
    version = 0,
  ) {
    const nodes = [0];
    const depth = [0];
    while (nodes.length < STACKS) {
      // Grows mostly at what was added last, which makes the tree deep, and sometimes anywhere, which makes it wide.
      const near = this.random() < 0.8;
      const at = near
        ? nodes.length - 1 - Math.floor(this.random() * Math.min(4, nodes.length))
        : Math.floor(this.random() * nodes.length);
      if ((depth[at] as number) > 40) continue;
      const file = Math.floor(this.random() ** 2 * 300);
      const name = `function${Math.floor(this.random() ** 2 * 40)}`;
      const pkg = file < 60 ? '' : `package-${file % 60}`;
      const id = this.#functions.intern(name, `lib/module-${file}.js`, pkg, 0, 0, '');
      const node = this.#stacks.child(
        nodes[at] as number,
        this.#frames.intern(id, 1 + Math.floor(this.random() * 400) + (id % 4 === 0 ? version : 0)),
      );
      const inherited = this.#endpoint.get(nodes[at] as number) as number;
      const begins = inherited >= ENDPOINTS && this.random() < 0.2;
      this.#endpoint.set(node, begins ? Math.floor(this.random() * ENDPOINTS) : inherited);
      nodes.push(node);
      depth.push((depth[at] as number) + 1);
      this.#leaves.push(node);
    }
  }

  /** One profile of `taken` samples, as the agent has it: counts, wall and CPU time. */
  profile(taken = 1_400): Profile {
    const counts = new Map<number, number>();
    for (let i = 0; i < taken; i++) {
      const leaf = this.#leaves[Math.floor(this.random() ** 2.2 * this.#leaves.length)] as number;
      counts.set(leaf, (counts.get(leaf) ?? 0) + 1);
    }
    const node = Int32Array.from(counts.keys()).sort();
    const count = Float64Array.from(node, (n) => counts.get(n) as number);
    const wall = count.map((n) => n * 10_101_010);
    const cpu = count.map((n) => Math.floor(n * 10_101_010 * (0.3 + 0.7 * this.random())));
    const stall = count.map((n) => (this.random() < 0.01 ? n * 10_101_010 : 0));
    const columns = [count, wall, cpu, stall];
    const samples = Array.from({ length: ENDPOINTS + 1 }, (_, endpoint) => {
      const rows = Array.from(node.keys()).filter((row) => this.#endpoint.get(node[row] as number) === endpoint);
      const str = `GET /api/resource-${endpoint}/:id`;
      return {
        labels: endpoint === ENDPOINTS ? [] : [{ key: 'endpoint', str, num: 0, numUnit: '' }],
        vector: {
          node: Int32Array.from(rows, (row) => node[row] as number),
          values: columns.map((column) => Float64Array.from(rows, (row) => column[row] as number)),
        },
      };
    });
    return {
      sampleTypes: [
        { type: 'sample', unit: 'count' },
        { type: 'wall', unit: 'nanoseconds' },
        { type: 'cpu', unit: 'nanoseconds' },
        { type: 'stall', unit: 'nanoseconds' },
      ],
      stacks: { functions: this.#functions.build(), frames: this.#frames.build(), table: this.#stacks.build() },
      samples: samples.filter(({ vector }) => vector.node.length > 0),
      profiles: 1,
      startMs: Number.NaN,
      endMs: Number.NaN,
    };
  }

  /** The same, as an agent sends it. */
  gzipped(samples = 1_400): Uint8Array {
    return gzipSync(encodePprof(toPprof(this.profile(samples))));
  }
}
