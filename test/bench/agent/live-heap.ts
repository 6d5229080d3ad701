import { setImmediate as turn } from 'node:timers/promises';

interface Entry {
  readonly id: number;
  readonly key: string;
  readonly tags: readonly string[];
  readonly prices: readonly number[];
  readonly owner: { name: string; since: number };
}

const ENTRIES_A_TURN = 2000;

/** Fills a cache until V8's heap has grown by `megabytes`. What it returns has to be kept. */
export async function liveHeap(megabytes: number): Promise<Map<string, Entry>> {
  const cache = new Map<string, Entry>();
  const enough = process.memoryUsage().heapUsed + megabytes * 2 ** 20;
  while (process.memoryUsage().heapUsed < enough) {
    for (let i = 0; i < ENTRIES_A_TURN; i++) addEntry(cache);
    await turn();
  }
  return cache;
}

function addEntry(cache: Map<string, Entry>): void {
  const id = cache.size;
  const key = `entry-${id}`;
  cache.set(key, {
    id,
    key,
    tags: Array.from({ length: 6 }, (_, tag) => `tag ${tag} of ${id}`),
    prices: Array.from({ length: 12 }, (_, price) => id * 0.5 + price),
    owner: { name: `owner ${id % 1000}`, since: id },
  });
}
