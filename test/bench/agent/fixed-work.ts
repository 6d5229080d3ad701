/** A fixed amount of work without any input or output, in a process of its own: what a profiler adds to it is all its own. */
import { createHash } from 'node:crypto';
import { random } from '../workload.js';
import { answerParent } from './answer.js';
import { startProfiler } from './profilers.js';

export type WorkCalls = {
  /** Does so many units; resolves to the CPU time of the process, all its threads, since it began. */
  work(units: number): Promise<{ cpuSeconds: number; checksum: number }>;
};

await startProfiler();

const draw = random(7);
const orders = Array.from({ length: 300 }, (_, id) => ({
  id,
  customer: `customer ${Math.floor(draw() * 1000)}`,
  lines: Array.from({ length: 8 }, (_, line) => ({
    sku: `SKU-${line}-${Math.floor(draw() * 1e6)}`,
    cents: draw() * 1e4,
  })),
}));
const words = Array.from({ length: 4000 }, () => Math.floor(draw() * 1e9).toString(36));
const text = words.join(' ');

/** Some 4 ms of JSON, sorting, hashing, matching and promises. */
async function unit(): Promise<number> {
  return json() + sort() + hash() + match() + (await promises());
}

function json(): number {
  return (JSON.parse(JSON.stringify(orders)) as typeof orders).length;
}

function sort(): number {
  return [...words].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).indexOf(words[0] ?? '');
}

function hash(): number {
  let sum = 0;
  for (let i = 0; i < 50; i++) sum += createHash('sha256').update(text.slice(i, 10_000)).digest()[0] ?? 0;
  return sum;
}

function match(): number {
  const digits = text.match(/\b[a-f]+\d+[a-z]?/g)?.length ?? 0;
  return digits + text.replace(/([aeiou])(\d)/g, '$2$1').length;
}

async function promises(): Promise<number> {
  const step = async (n: number) => (n % 3 === 0 ? await Promise.resolve(n) : n);
  let sum = 0;
  for (let i = 0; i < 100; i++) sum += (await Promise.all([step(i), step(i + 1), step(i + 2)])).length;
  return sum;
}

answerParent({
  async work(units: number) {
    let checksum = 0;
    for (let i = 0; i < units; i++) {
      checksum += await unit();
      // Timers and delivery get their turn, as between requests.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { user, system } = process.cpuUsage();
    return { cpuSeconds: (user + system) / 1e6, checksum };
  },
} satisfies WorkCalls);
