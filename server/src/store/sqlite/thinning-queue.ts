import type { Catalog } from './catalog.js';
import { blockName } from './damage.js';
import type { OpenBlocks } from './open-blocks.js';
import type { Plan } from './retention.js';

/** Days that windows were stored on within this time are thinned later: there may be more to come. */
const quietMs = 60 * 60_000;

/** The days of a store that are to be thinned, and the work on them in small pieces. */
export class ThinningQueue {
  readonly #resolutions = new Map<string, number>();
  /** Days whose blocks are done, but not the catalog. */
  readonly #done = new Set<string>();
  /** When a window for a day last arrived at this server, since it started. */
  readonly #arrivedMs = new Map<string, number>();

  /** @param tell hears of what is damaged and therefore stays. */
  constructor(
    readonly blocks: OpenBlocks,
    readonly catalog: Catalog,
    readonly tell: (trouble: string) => void,
  ) {}

  /** Takes the place of what was planned before. */
  plan(thin: Plan['thin'], nowMs: number): void {
    this.#resolutions.clear();
    this.#done.clear();
    for (const { day, resolutionMs } of thin) {
      const { settled, ...kept } = this.blocks.kept(day);
      const isQuiet = (this.#arrivedMs.get(day) ?? Number.NEGATIVE_INFINITY) + quietMs <= nowMs;
      const isThin = settled && kept.resolutionMs >= resolutionMs;
      if (isThin || !isQuiet || this.blocks.isDamaged(day)) continue;
      // What is gone does not come back.
      this.#resolutions.set(day, Math.max(resolutionMs, kept.resolutionMs));
    }
  }

  arrived(day: string, receivedMs: number): void {
    this.#arrivedMs.set(day, receivedMs);
  }

  /**
   * Works for about as long as `budgetMs`; false once nothing is left.
   *
   * @throws what went wrong with a day. It is left until the next plan.
   */
  work(budgetMs: number): boolean {
    const endMs = performance.now() + budgetMs;
    for (const [day, resolutionMs] of this.#resolutions) {
      try {
        while (this.#step(day, resolutionMs)) if (performance.now() > endMs) return true;
      } catch (error) {
        this.#resolutions.delete(day);
        throw this.blocks.damagedBy(day, error) ?? error;
      }
      this.#resolutions.delete(day);
    }
    return false;
  }

  /** One piece of one day; false once it is done. */
  #step(day: string, resolutionMs: number): boolean {
    const block = this.blocks.get(day);
    if (!this.#done.has(day)) {
      if (!block.thin(resolutionMs, (trouble) => this.tell(`${blockName(day)}: ${trouble}`))) this.#done.add(day);
      this.blocks.noteKept(day, block.kept);
      return true;
    }
    if (this.catalog.forgetIds(day, block.lastWindow)) return true;
    block.settle();
    this.#done.delete(day);
    this.blocks.noteKept(day, block.kept);
    // Closed, the file is without a journal beside it.
    this.blocks.drop(day);
    return false;
  }
}
