import { random } from '../bench/workload.js';
import { drawnPprof, MINUTE } from './drawn.js';
import type { RunningServer } from './running.js';

/** One sample of an agent that takes 99 a second. */
const SAMPLE = Math.round(1e9 / 99);
const WINDOWS = 22;

/** What functions take of a window, in samples on average. */
export type Costs = Readonly<Record<string, number>>;

export const usual: Costs = { render: 300, price: 100, parse: 150, log: 50 };

/** Windows of three processes of a version from some minutes ago on, drawn at random around what its functions cost. */
export async function runVersion(
  server: RunningServer,
  labels: { service: string; version: string },
  costs: Costs,
  minutesAgo: number,
  { windows = WINDOWS, folder = 'src' } = {},
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
      const times = { from: String(from), until: String(from + MINUTE) };
      const search = { ...labels, instance: `${labels.version}-${instance}`, ...times };
      await server.push(search, drawnPprof(drawing.join('\n')));
    }
  }
}
