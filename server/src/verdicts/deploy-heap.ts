import { type HeapVerdict, heapVerdict } from '@perf/profile/verdict/heap.js';
import type { ProfileReader } from '../store/store.js';
import { matchersOf, type SideSelection } from './sides.js';

/** Which windows of an instance count: as many of this length, from an age on. */
export interface Ages {
  readonly warmUpMs: number;
  readonly windows: number;
  readonly stepMs: number;
}

/** Of a side, so many instances are enough to tell. */
const mostInstances = 32;
/** What an instance holds is not known by fewer windows. */
const leastWindows = 5;
/** More are not read: of these, one in so many. */
const mostWindows = 20_000;

/**
 * Whether instances of a version hold more memory than those of the one before, at the same age: a process that has run for
 * days holds what it met in them. Where the start of the older version's instances is not known any more, they are taken as they
 * are, and then only growth is told.
 */
export async function deployHeap(
  store: ProfileReader,
  base: SideSelection,
  comparison: SideSelection,
  ages: Ages,
  q: number,
): Promise<HeapVerdict | null> {
  const after = await heldBy(store, comparison, ages);
  const young = await heldBy(store, base, ages);
  if (young.length >= 2) return heapVerdict(young, after, { q });
  return heapVerdict(await heldIn(store, base, ages), after, { q, canShrink: false });
}

/** By instance of a version, while it was of these ages. */
async function heldBy(store: ProfileReader, side: SideSelection, ages: Ages): Promise<number[]> {
  const { warmUpMs, windows, stepMs } = ages;
  const found: number[] = [];
  for (const { instance, firstMs } of await instancesOf(store, side)) {
    const fromMs = firstMs + warmUpMs;
    const range = { fromMs, untilMs: fromMs + windows * stepMs };
    found.push(...(await heldAt(store, instance, { ...side, ...range }, stepMs)));
  }
  return found;
}

/** By instance of a version, within the time of the side. */
async function heldIn(store: ProfileReader, side: SideSelection, { stepMs }: Ages): Promise<number[]> {
  const found: number[] = [];
  for (const { instance } of await instancesOf(store, side)) {
    found.push(...(await heldAt(store, instance, side, stepMs)));
  }
  return found;
}

async function instancesOf(store: ProfileReader, side: SideSelection) {
  const { series } = await store.labels({ fromMs: 0, untilMs: side.untilMs, matchers: matchersOf(side) });
  const firstMs = new Map<string, number>();
  for (const { labels, firstMs: ms } of series) {
    const instance = labels.instance ?? '';
    firstMs.set(instance, Math.min(ms, firstMs.get(instance) ?? ms));
  }
  return Array.from(firstMs, ([instance, ms]) => ({ instance, firstMs: ms })).slice(0, mostInstances);
}

/**
 * The lower quartile of what the heap of an instance held at the end of its windows: what a collection leaves, about, and not
 * what waits for one. None where too few windows say so.
 */
async function heldAt(store: ProfileReader, instance: string, side: SideSelection, stepMs: number): Promise<number[]> {
  const { fromMs, untilMs } = side;
  if (untilMs <= fromMs) return [];
  const { sums } = await store.numbers({
    ...{ fromMs, untilMs, matchers: matchersOf({ ...side, labels: { instance } }), stepMs },
    ...{ names: ['heapUsedBytes'], maxWindows: mostWindows },
  });
  const bytes = sums.map(({ mean }) => mean).filter((one) => one > 0);
  if (bytes.length < leastWindows) return [];
  return [bytes.sort((a, b) => a - b)[Math.floor(bytes.length / 4)] as number];
}
