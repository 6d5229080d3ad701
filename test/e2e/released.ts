/** Versions that ran side by side, long enough to be told apart: one slower than the one before, and one that is not. */
import { random } from '../bench/workload.js';
import { push, type TestServer } from './server.js';

const MINUTE = 60_000;
/** Milliseconds between samples, as agents take them. */
const SAMPLE = 1000 / 99;
const USUAL = { render: 300, price: 100, parse: 150, log: 50 };
const SLOWER = { ...USUAL, price: 170 };

interface Run {
  readonly service: string;
  readonly version: string;
  readonly minutesAgo: number;
  readonly windows: number;
  /** What functions take of a window, in samples on average. */
  readonly costs: Readonly<Record<string, number>>;
}

/** `shop`, whose 1.1.0 takes longer in `price`, and 1.2.0 like it; `cart`, whose newest does; `young`, whose 2 has just begun. */
export async function fillReleased(server: TestServer): Promise<void> {
  await run(server, { service: 'shop', version: '1.0.0', minutesAgo: 58, windows: 56, costs: USUAL });
  await run(server, { service: 'shop', version: '1.1.0', minutesAgo: 40, windows: 22, costs: SLOWER });
  await run(server, { service: 'shop', version: '1.2.0', minutesAgo: 38, windows: 22, costs: SLOWER });
  await run(server, { service: 'cart', version: '1', minutesAgo: 29, windows: 26, costs: USUAL });
  await run(server, { service: 'cart', version: '2', minutesAgo: 28, windows: 22, costs: SLOWER });
  await run(server, { service: 'young', version: '1', minutesAgo: 30, windows: 8, costs: USUAL });
  await run(server, { service: 'young', version: '2', minutesAgo: 10, windows: 4, costs: USUAL });
}

/** Three instances, drawn at random around what the functions cost. */
async function run(server: TestServer, { service, version, minutesAgo, windows, costs }: Run): Promise<void> {
  const startMs = Date.now() - minutesAgo * MINUTE;
  const instances = ['a', 'b', 'c'].map(async (name, at) => {
    const next = random(minutesAgo * 3 + at);
    for (let window = 0; window < windows; window++) {
      const drawing = Object.entries(costs).map(([fn, samples]) => {
        const drawn = samples + 2 * Math.sqrt(samples) * (next() + next() - 1);
        return `main@src/main.ts;${fn}@src/${fn}.ts ${Math.round(drawn * SAMPLE)}`;
      });
      const labels = { service, version, instance: `${version}-${name}` };
      await push(server, { labels, drawing: drawing.join('\n'), fromMs: startMs + window * MINUTE });
    }
  });
  await Promise.all(instances);
}
