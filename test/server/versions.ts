import { random } from '../bench/workload.js';
import { drawnPprof, MINUTE } from './drawn.js';
import type { RunningServer } from './running.js';

/** One sample of an agent that takes 99 a second. */
const SAMPLE = Math.round(1e9 / 99);
const WINDOWS = 22;

/** What functions take of a window, in samples on average. */
export type Costs = Readonly<Record<string, number>>;

export const usual: Costs = { render: 300, price: 100, parse: 150, log: 50 };

interface RunOptions {
  readonly windows?: number;
  /** Where the functions' files are. */
  readonly folder?: string;
  /** What a window serves; uncounted where left out. */
  readonly requests?: number;
  /** What is alive in the heap, by minute; no heap profiles where left out. */
  readonly heapBytes?: (minute: number) => number;
}

/** Windows of three processes of a version from some minutes ago on, drawn at random around what its functions cost. */
export async function runVersion(
  server: RunningServer,
  labels: { service: string; version: string; env?: string },
  costs: Costs,
  minutesAgo: number,
  { windows = WINDOWS, folder = 'src', requests, heapBytes }: RunOptions = {},
): Promise<void> {
  const next = random([...JSON.stringify([labels, costs])].reduce((sum, { length }, at) => sum + length * at, 7));
  const start = Date.now() - minutesAgo * MINUTE;
  for (const instance of ['a', 'b', 'c']) {
    for (let window = 0; window < windows; window++) {
      const drawing = Object.entries(costs).map(([name, samples]) => {
        const drawn = Math.round(samples + 2 * Math.sqrt(samples) * (next() + next() - 1));
        return `main@src/main.ts;${name}@${folder}/${name}.ts ${drawn * SAMPLE}`;
      });
      const from = start + window * MINUTE;
      const cpu = drawnPprof(drawing.join('\n'));
      const own = { ...labels, instance: `${labels.version}-${instance}` };
      if (requests === undefined && heapBytes === undefined) {
        await server.push({ ...own, from: String(from), until: String(from + MINUTE) }, cpu);
        continue;
      }
      const heap = heapBytes && drawnPprof(`main;cache ${heapBytes(window)}`, { types: ['inuse_space/bytes'] });
      const numbers = requests === undefined ? {} : { requests };
      await server.pushWindow({ labels: own, from, until: from + MINUTE, numbers }, heap ? [cpu, heap] : [cpu]);
    }
  }
}
