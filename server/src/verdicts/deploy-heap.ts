import { type HeapVerdict, heapVerdict } from '@perf/profile/verdict/heap.js';
import type { Limits } from '../limits.js';
import type { ProfileReader, Range } from '../store/store.js';
import { matchersOf, type SideSelection } from './sides.js';

export interface HeapSides {
  readonly base: SideSelection;
  readonly comparison: SideSelection;
  /** How long a window is, and how many of an instance's count once it is warm. */
  readonly stepMs: number;
  readonly windows: number;
  /** Of an instance: what is left out of its start. */
  readonly warmUpMs: number;
  readonly q: number;
}

/** Of a side, so many instances are enough to tell. */
const mostInstances = 32;
/** What an instance holds is not known by fewer windows. */
const leastWindows = 5;

/**
 * Whether instances of a version hold more memory than those of the one before, at the same age: a process that has run for
 * days holds what it met in them. Where the start of the older version's instances is not known any more, they are taken as they
 * are, and then only growth is told.
 */
export async function deployHeap(store: ProfileReader, sides: HeapSides, limits: Limits): Promise<HeapVerdict | null> {
  const { base, comparison, warmUpMs, stepMs, windows, q } = sides;
  const ages = { fromMs: warmUpMs, untilMs: warmUpMs + windows * stepMs };
  const after = await heldBy(store, comparison, ages, stepMs, limits);
  const young = await heldBy(store, base, ages, stepMs, limits);
  const grown = young.length >= 2 ? [] : await heldIn(store, base, stepMs, limits);
  return heapVerdict(young.length >= 2 ? young : grown, after, { q, canShrink: young.length >= 2 });
}

/** By instance of a version, while it was of these ages. */
async function heldBy(store: ProfileReader, side: SideSelection, ages: Range, stepMs: number, limits: Limits) {
  const found: number[] = [];
  for (const { instance, firstMs } of await instancesOf(store, side)) {
    const range = { fromMs: firstMs + ages.fromMs, untilMs: firstMs + ages.untilMs };
    found.push(...(await heldAt(store, { ...side, instance, ...range }, stepMs, limits)));
  }
  return found;
}

/** By instance of a version, within the time of the side. */
async function heldIn(store: ProfileReader, side: SideSelection, stepMs: number, limits: Limits) {
  const found: number[] = [];
  for (const { instance } of await instancesOf(store, side)) {
    found.push(...(await heldAt(store, { ...side, instance }, stepMs, limits)));
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
async function heldAt(store: ProfileReader, side: SideSelection, stepMs: number, limits: Limits): Promise<number[]> {
  const { fromMs, untilMs } = side;
  if (untilMs <= fromMs) return [];
  const { sums } = await store.numbers({
    ...{ fromMs, untilMs, matchers: matchersOf(side), stepMs },
    ...{ names: ['heapUsedBytes'], maxWindows: limits.numberWindows },
  });
  const bytes = sums.map(({ mean }) => mean).filter((one) => one > 0);
  if (bytes.length < leastWindows) return [];
  return [bytes.sort((a, b) => a - b)[Math.floor(bytes.length / 4)] as number];
}
